"""What people see, word by word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pilotlight.cli import comparison, screens
from pilotlight.cli.errors import ComplaintError
from pilotlight.cli.overview import Overview, Unreadable, overview, wrong
from pilotlight.cli.page import Block, Cell, Facts, Table, Tone, render
from pilotlight.cli.views import Condition, Gate, Revision, Rollout
from pilotlight.cli.words import age, ahead, duration, model
from pilotlight.cli.workers import Event, Worker
from tests.unit.cli.builders import (
    ACTIVE,
    IMAGE,
    NEW,
    NOW,
    OLD,
    a_revision,
    a_row,
    an_endpoint,
    conditions,
    with_preview,
)

GATES = (
    Gate("ErrorRate", 0, "Pass", "ErrorRate 0 %, at most 1 % (412 requests)"),
    Gate("TimeToFirstToken", 95, "Fail", "TimeToFirstToken p95 2.7 s, at most 2 s (412 requests)"),
)
BAKING = with_preview(
    "Baking",
    since=NOW - timedelta(minutes=3),
    deadline=NOW + timedelta(minutes=2),
    previous=ACTIVE,
    preview_url="http://chat-preview.demo.svc.cluster.local/v1",
    gates=GATES,
    message="baking",
)


def lines(blocks: list[Block]) -> list[str]:
    return render(blocks).splitlines()


def test_the_state_of_a_rollout_is_one_page() -> None:
    assert lines(screens.rollout_status(BAKING, NOW)) == [
        "endpoint   chat in demo",
        "phase      Baking for 3m (since 2026-03-01T11:57:00Z)",
        "deadline   2026-03-01T12:02:00Z, in 2m",
        "revision   chat-0000000003",
        "previous   chat-0000000002, kept for going back",
        "preview    http://chat-preview.demo.svc.cluster.local/v1",
        "message    baking",
        "next       wait; `kubectl pilotlight rollout undo chat` goes back at once",
        "",
        "Revisions",
        "  NAME              ROLE      READY   AGE   MODEL                   IMAGE",
        f"  chat-0000000003   Preview   1/2     60m   file:///models/tiny-a   {IMAGE}",
        f"  chat-0000000002   Active    2/2     60m   file:///models/tiny-a   {IMAGE}",
        "",
        "Gates",
        "  GATE                   VERDICT   WHY",
        "  ErrorRate              Pass      0 %, at most 1 % (412 requests)",
        "  TimeToFirstToken p95   Fail      2.7 s, at most 2 s (412 requests)",
    ]


WAITING = with_preview(
    "WaitingForGPU",
    since=NOW - timedelta(minutes=3),
    capacity="Stepwise",
    message="waiting for 1 nvidia.com/gpu: 0 free on 4 nodes",
)


def test_what_waits_for_accelerators_says_how_many_and_what_can_be_done() -> None:
    assert lines(screens.rollout_status(WAITING, NOW))[:6] == [
        "endpoint   chat in demo",
        "phase      WaitingForGPU for 3m (since 2026-03-01T11:57:00Z)",
        "revision   chat-0000000003",
        "capacity   Stepwise: replicas are exchanged for those that serve",
        "message    waiting for 1 nvidia.com/gpu: 0 free on 4 nodes",
        (
            "next       free or add accelerators; it goes on by itself, or"
            " `kubectl pilotlight rollout abort chat`"
        ),
    ]


def test_a_first_revision_that_waits_for_accelerators_has_nothing_to_go_back_to() -> None:
    first = an_endpoint(rollout=Rollout("WaitingForGPU", revision=ACTIVE))
    assert screens.next_step(first) == "free or add accelerators; it goes on by itself"


@pytest.mark.parametrize("phase", ["Exchanging", "Baking"])
def test_revisions_that_share_the_traffic_are_told_as_such(phase: str) -> None:
    shared = an_endpoint(
        active=NEW,
        revisions=(a_row(NEW, "Active", ready=1), a_row(ACTIVE, "Previous", replicas=1, ready=1)),
        rollout=Rollout(
            phase,
            revision=NEW,
            capacity="Stepwise",
            previous=ACTIVE,
            message="1 of 2 replicas exchanged",
        ),
    )
    assert lines(screens.rollout_status(shared, NOW))[1:7] == [
        f"phase      {phase}",
        "revision   chat-0000000003",
        "capacity   Stepwise: replicas are exchanged for those that serve",
        "previous   chat-0000000002, shares the traffic",
        "message    1 of 2 replicas exchanged",
        "next       wait; `kubectl pilotlight rollout undo chat` exchanges replicas the other way",
    ]
    text = render(overview(Overview(shared, [], []), NOW))
    assert "  previous   chat-0000000002, shares the traffic" in text


def test_a_status_that_is_older_than_the_spec_says_so() -> None:
    text = render(screens.rollout_status(replace(BAKING, generation=9), NOW))
    assert "spec       generation 9; the operator has acted on 7 yet" in text


def test_an_endpoint_that_nobody_has_looked_at_can_be_shown() -> None:
    fresh = an_endpoint(
        observed_generation=0, message="", revisions=(), rollout=None, conditions=(), active=""
    )
    assert "  none" in lines(screens.rollout_status(fresh, NOW))
    text = render(overview(Overview(fresh, [], []), NOW))
    assert "the operator has not said anything yet; is it running?" in text
    assert "  none yet" in text


def test_history_tells_roles_and_failures() -> None:
    revisions = [a_revision(NEW, "c", failed="SmokeTestFailed"), a_revision(ACTIVE, "b")]
    assert lines(screens.history(with_preview(), [*revisions, a_revision(OLD, "a")], NOW)) == [
        (
            "NUMBER   NAME              ROLE      AGE   MODEL                   IMAGE"
            "                       FAILED"
        ),
        (
            "3        chat-0000000003   Preview   60m   file:///models/tiny-c"
            "   registry.example/worker:1   SmokeTestFailed: no luck, 60m ago"
        ),
        (
            "2        chat-0000000002   Active    60m   file:///models/tiny-b"
            "   registry.example/worker:1   -"
        ),
        (
            "1        chat-0000000001   Retired   60m   file:///models/tiny-a"
            "   registry.example/worker:1   -"
        ),
    ]


def diffed(first: str | None = None, second: str | None = None, **changes: object) -> list[str]:
    endpoint = replace(with_preview(), **changes)  # type: ignore[arg-type]
    known = [
        replace(a_revision(NEW, "c"), image="registry.example/worker:2"),
        a_revision(ACTIVE, "b"),
        a_revision(OLD, "b", image="w:0"),
    ]
    return lines(screens.diff(*comparison.sides(endpoint, known, first, second)))


def test_by_default_the_active_revision_is_compared_with_the_spec() -> None:
    assert diffed() == [
        "chat-0000000002 (active) → the spec, which is chat-0000000003",
        "",
        "  model.uri: file:///models/tiny-b → file:///models/tiny-c",
        "  image (the operator's default): registry.example/worker:1 → registry.example/worker:2",
        "",
        "restarts pods: yes, a new revision",
    ]


def test_a_spec_that_differs_elsewhere_only_restarts_nothing() -> None:
    assert diffed(spec={**an_endpoint().spec, "replicas": 9})[-1] == "restarts pods: no"


def test_a_spec_that_is_not_recorded_yet_can_be_compared() -> None:
    spec = {"model": {"uri": "file:///models/tiny-d"}, "replicas": 2}
    assert diffed(spec=spec)[0] == "chat-0000000002 (active) → the spec (not recorded yet)"


def test_any_two_revisions_can_be_compared_by_name_or_number() -> None:
    assert diffed("1", ACTIVE)[:3] == [
        "chat-0000000001 (retired) → chat-0000000002 (active)",
        "",
        "  runtime.image: removed w:0",
    ]


def test_what_cannot_be_compared_is_told() -> None:
    with pytest.raises(ComplaintError, match="no revision 9"):
        diffed("9")
    with pytest.raises(ComplaintError, match="name two"):
        diffed(active="")


WORKERS = [
    Worker(
        name=f"{NEW}-x-2",
        revision=NEW,
        role="serving",
        state="CrashLoopBackOff",
        ready=False,
        restarts=3,
        created_at=NOW - timedelta(minutes=5),
        node="node-b",
        trouble="back-off 40s; last end: BadArguments (code 2): no such flag",
    ),
    Worker(ACTIVE + "-x-1", ACTIVE, "serving", "Running", True, 0, NOW - timedelta(days=3)),
]


def test_one_screen_explains_an_endpoint() -> None:
    stalled = conditions(Stalled=("True", "BadArguments", "no such flag"))
    endpoint = with_preview(message="bringing up", since=NOW - timedelta(seconds=50))
    events = [
        Event(NOW - timedelta(seconds=20), True, "BadArguments", "no such flag", 3),
        Event(NOW - timedelta(seconds=50), False, "RevisionCreated", f"Created {NEW}"),
    ]
    known = Overview(replace(endpoint, conditions=stalled), WORKERS, events)
    assert lines(overview(known, NOW)) == [
        "endpoint   chat in demo",
        f"status     serving 2/2 on {ACTIVE}",
        "url        http://chat.demo.svc.cluster.local/v1",
        "",
        "Conditions",
        "  TYPE      STATUS   REASON         MESSAGE",
        "  Stalled   True     BadArguments   no such flag",
        "",
        "Revisions",
        "  NAME              ROLE      READY   AGE   MODEL                   IMAGE",
        f"  chat-0000000003   Preview   1/2     60m   file:///models/tiny-a   {IMAGE}",
        f"  chat-0000000002   Active    2/2     60m   file:///models/tiny-a   {IMAGE}",
        "",
        "Rollout",
        "  phase      Starting for 50s (since 2026-03-01T11:59:10Z)",
        "  revision   chat-0000000003",
        "  message    bringing up",
        "",
        "Workers",
        (
            "  NAME                  REVISION          ROLE      READY   STATE              REST"
            "ARTS   AGE   NODE     WHY"
        ),
        (
            "  chat-0000000002-x-1   chat-0000000002   serving   yes     Running            0   "
            "       3d    -"
        ),
        (
            "  chat-0000000003-x-2   chat-0000000003   serving   no      CrashLoopBackOff   3   "
            "       5m    node-b   back-off 40s; last end: BadArguments (code 2): no such flag"
        ),
        "",
        "Events",
        "  AGE   TYPE      REASON            MESSAGE",
        "  50s   Normal    RevisionCreated   Created chat-0000000003",
        "  20s   Warning   BadArguments      no such flag (×3)",
    ]


def test_what_may_not_be_read_does_not_hide_the_rest() -> None:
    known = Overview(an_endpoint(), Unreadable("pods is forbidden"), Unreadable("no events"))
    text = render(overview(known, NOW))
    assert "  cannot be read: pods is forbidden" in text
    assert "  cannot be read: no events" in text
    assert "  all as they should be" in text


def test_the_last_ten_events_are_shown() -> None:
    events = [Event(NOW - timedelta(seconds=it), False, "R", f"event {it}") for it in range(30)]
    shown = [
        it for it in lines(overview(Overview(an_endpoint(), [], events), NOW)) if "event" in it
    ]
    assert [int(it.split()[-1]) for it in shown] == list(range(9, -1, -1))


@pytest.mark.parametrize(
    ("kind", "status", "reason", "is_wrong"),
    [
        ("Ready", "True", "Serving", False),
        ("Ready", "False", "NoReadyReplicas", True),
        ("Ready", "Unknown", "NoReadyReplicas", True),
        ("Ready", "False", "ScaledToZero", False),
        ("Accepted", "True", "Paused", True),
        ("Stalled", "False", "NotStalled", False),
        ("Stalled", "True", "BadArguments", True),
        ("Reconciling", "True", "Starting", True),
        ("Progressing", "False", "RolloutComplete", False),
        ("Progressing", "True", "Starting", False),
        ("Progressing", "True", "ImagePullFailed", True),
        ("AccessRestricted", "False", "Open", False),
        ("AccessRestricted", "True", "KeysRequired", False),
        ("AccessRestricted", "Unknown", "KeysUnknown", False),
        ("AccessRestricted", "False", "SecretMissing", True),
        ("AccessRestricted", "False", "KeysNotChecked", True),
        ("OfANewerOperator", "False", "Whatever", True),
        ("OfANewerOperator", "True", "Whatever", False),
    ],
)
def test_a_condition_is_shown_when_it_is_not_as_it_should_be(
    kind: str, status: str, reason: str, is_wrong: bool
) -> None:
    assert wrong(Condition(kind, status, reason, "")) is is_wrong


def test_plain_text_has_no_colours_and_is_never_folded() -> None:
    table = Table("T", ("A", "B"), ((Cell("x", Tone.BAD), Cell("long " * 100)),))
    text = render([table])
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3


def test_a_terminal_gets_colours_and_folded_cells() -> None:
    text = render([Table("T", ("A", "B"), ((Cell("x", Tone.BAD), Cell("long " * 100)),))], 80)
    assert "\x1b[31m" in text
    assert len(text.splitlines()) > 5


def test_nothing_that_a_pod_says_steers_the_terminal() -> None:
    text = render([Cell("a\x1b[2Jb\nc [bold]d :smile:"), Facts((("k", Cell("e\rf")),))])
    assert text == "a [2Jb c [bold]d :smile:\n\nk   e f\n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0s"),
        (119, "119s"),
        (120, "2m"),
        (450, "7m30s"),
        (5_700, "95m"),
        (19_200, "5h20m"),
        (108_000, "30h"),
        (273_600, "3d4h"),
        (1_728_000, "20d"),
    ],
)
def test_durations_are_as_precise_as_people_need(seconds: int, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text


def test_times_are_told_from_now() -> None:
    assert ahead(NOW + timedelta(seconds=9), NOW) == "in 9s"
    assert ahead(NOW - timedelta(seconds=9), NOW) == "9s ago"
    assert age(None, NOW) == "-"
    assert age(datetime(2026, 3, 1, 11, 59, tzinfo=UTC), NOW) == "60s"


def test_a_commit_is_shown_short_and_other_labels_whole() -> None:
    assert model(f"hf://a/b@{'0e9e39f249a1' + 28 * 'f'}") == "hf://a/b@0e9e39f249a1"
    assert model("hf://a/b@main") == "hf://a/b@main"


def test_events_of_one_second_stand_in_the_order_in_which_they_were_written() -> None:
    events = [Event(NOW, False, "R", f"event {it}", version=it) for it in (9, 11, 10)]
    shown = [
        it for it in lines(overview(Overview(an_endpoint(), [], events), NOW)) if "event" in it
    ]
    assert [int(it.split()[-1]) for it in shown] == [9, 10, 11]


def test_a_revision_names_its_model_as_the_status_does() -> None:
    source = {"model": {"uri": "hf://a/b", "revision": "main"}}
    assert Revision("x", 1, source, "", None).model == "hf://a/b@main"
    assert a_row(NEW, "Preview").model == "file:///models/tiny-a"


@pytest.mark.parametrize(
    ("reason", "tone"), [("Open", Tone.PLAIN), ("SecretMissing", Tone.BAD)], ids=str
)
def test_who_may_ask_stands_in_the_headline(reason: str, tone: Tone) -> None:
    told = Condition("AccessRestricted", "False", reason, "whoever can connect may ask")
    known = Overview(replace(an_endpoint(), conditions=(told,)), [], [])
    (headline, *_) = overview(known, NOW)
    assert isinstance(headline, Facts)
    assert ("access", Cell("whoever can connect may ask", tone)) in headline.lines

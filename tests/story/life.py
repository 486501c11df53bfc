"""A life of an endpoint, looked at: what the operator told, and what was true at each pass."""

from dataclasses import dataclass
from datetime import datetime

from pilotlight.api.status import RolloutPhase
from pilotlight.core.plan import Plan
from tests.story.acts import BROKEN, CRASHING, ERRING, GARBAGE, SLOW, Act
from tests.story.world import START, World, converged


@dataclass(frozen=True)
class Moment:
    """One pass, and what was true after it. shared: two revisions have the traffic. started: pods
    of more than one revision have a node. uncounted: nobody can count what is free."""

    at: datetime
    phase: RolloutPhase | None
    message: str
    decided: Plan
    shared: bool
    started: bool
    uncounted: bool


@dataclass(frozen=True)
class Life:
    """world: as it was a minute after the end. told: the story in words. end: what the world was
    like then. stranded: pods that found no accelerator. silent: nothing was written in that minute,
    and nothing is left to do."""

    world: World
    told: str
    moments: tuple[Moment, ...]
    end: object
    stranded: tuple[str, ...]
    silent: bool


def live(story: Act) -> Life:
    """From the first second to a minute after the last one."""
    world = a_world()
    teller = Teller(world)
    moments: list[Moment] = []
    run = world.run

    def look(world: World, decided: Plan) -> None:
        teller.told(world, decided)
        moments.append(_moment(world, decided))

    world.run = lambda seconds=120, each=None, **more: run(seconds, look, **more)  # type: ignore[method-assign]
    story(world)
    told, end, writes = "\n".join(teller.lines) + "\n", world.fingerprint(), world.writes
    stranded = tuple(world.watch.stranded)
    run(60)
    silent = world.writes == writes and converged(world)
    return Life(world, told, tuple(moments), end, stranded, silent)


def _moment(world: World, decided: Plan) -> Moment:
    rollout = world.status.rollout
    return Moment(
        world.now,
        rollout.phase if rollout is not None else None,
        world.status.message or "",
        decided,
        shared=world.active() is None,
        started=len({pod.revision for pod in world.pods if pod.scheduled_at}) > 1,
        uncounted=world.survey_down,
    )


def a_world() -> World:
    return World(
        broken_images={BROKEN},
        crashing_images={CRASHING},
        garbage_images={GARBAGE},
        erring_images={ERRING},
        slow_images={SLOW},
    )


class Teller:
    """Writes down what each pass decided, with revisions as letters in the order of their birth."""

    def __init__(self, world: World) -> None:
        self.lines: list[str] = []
        self._letters: dict[str, str] = {}
        self._spec = None
        self._world = world

    def told(self, world: World, decided: Plan) -> None:
        if world.spec != self._spec:
            self.lines.append(f"# spec: {world.spec}")
            self._spec = world.spec
        at = f"{(world.now - START).total_seconds():4.0f} s  "
        lines = list(decided.notes)
        lines += [f"{'!' if e.warning else '*'} {e.reason}: {e.message}" for e in decided.events]
        if decided.status is not None:
            lines.append(f"= {decided.status.message}")
        self.lines += [at + self._readable(line) for line in lines]

    def _readable(self, line: str) -> str:
        for kind, name in self._world.objects:
            if kind == "ControllerRevision" and name not in self._letters:
                self._letters[name] = f"chat-{'ABCDEFGH'[len(self._letters)]}"
        for name, letter in self._letters.items():
            line = line.replace(name, letter)
        return line

"""A busy engine and a stuck one look alike for a while; these tell them apart."""

from __future__ import annotations

from pilotlight_worker.watch import StallClock, pulse

TEXT = """\
# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="chat"} 2.0
vllm:num_requests_waiting{engine="0",model_name="chat"} 9.0
vllm:generation_tokens_total{engine="0",model_name="chat"} 8.0
vllm:prompt_tokens_total{engine="0",model_name="chat"} 1.6e+01
vllm:iteration_tokens_total_bucket{engine="0",le="1.0",model_name="chat"} 5.0
vllm:iteration_tokens_total_count{engine="0",model_name="chat"} 4.0
vllm:request_success_total{engine="0",finished_reason="stop",model_name="chat"} 1.0
vllm:request_success_total{engine="0",finished_reason="length",model_name="chat"} 2.0
vllm:request_success_created{engine="0",finished_reason="length"} 1.7e+09
"""


def test_the_pulse_sums_what_moves() -> None:
    assert pulse(TEXT) == 8 + 16 + 4 + 1 + 2


def test_an_engine_without_such_metrics_has_no_pulse() -> None:
    assert pulse("") is None
    assert pulse("process_cpu_seconds_total 3.0\n") is None


def test_requests_in_flight_without_progress_are_a_stall() -> None:
    clock = StallClock()
    assert [clock.stalled_seconds(10, now) for now in (0.0, 10.0, 20.0)] == [0, 10, 20]


def test_any_progress_ends_a_stall() -> None:
    clock = StallClock()
    clock.stalled_seconds(10, 0.0)
    assert clock.stalled_seconds(10, 50.0) == 50
    assert clock.stalled_seconds(11, 60.0) == 0
    assert clock.stalled_seconds(11, 70.0) == 10


def test_an_idle_or_unseen_engine_never_stalls() -> None:
    clock = StallClock()
    assert [clock.stalled_seconds(None, now) for now in (300.0, 400.0)] == [0, 0]
    assert clock.stalled_seconds(10, 500.0) == 0


def test_a_client_that_gives_up_and_comes_back_does_not_hide_a_stall() -> None:
    clock = StallClock()
    looks = [(10, 0.0), (10, 20.0), (None, 25.0), (None, 90.0), (10, 95.0), (10, 105.0)]
    assert [clock.stalled_seconds(*look) for look in looks] == [0, 20, 0, 0, 20, 30]

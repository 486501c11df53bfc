"""vLLM's metric names, labels and buckets (0.32), over the simulated scheduler."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_TTFT = (
    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
    80, 160, 640, 2560,
)  # fmt: skip
_ITL = (
    0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
)  # fmt: skip
_LATENCY = (
    0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680,
)  # fmt: skip
_TOKENS = (1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)
_SLEEP_STATES = ("awake", "weights_offloaded", "discard_all")
_FINISHES = ("stop", "length", "abort", "error")


class EngineMetrics:
    """Everything has the labels `model_name` and `engine`, as vLLM has."""

    def __init__(self, model_name: str) -> None:
        self.registry = CollectorRegistry()
        self._labels = {"model_name": model_name, "engine": "0"}
        self._running = self._gauge("num_requests_running", "Requests in execution batches.")
        self._waiting = self._gauge("num_requests_waiting", "Requests waiting to be processed.")
        self._kv_cache = self._gauge("kv_cache_usage_perc", "KV-cache usage, 1 means 100 %.")
        by_reason = Gauge(
            "vllm:num_requests_waiting_by_reason",
            "Waiting requests by reason.",
            ("model_name", "engine", "reason"),
            registry=self.registry,
        )
        self._capacity = by_reason.labels(**self._labels, reason="capacity")
        by_reason.labels(**self._labels, reason="deferred").set(0)
        sleep_state = Gauge(
            "vllm:engine_sleep_state",
            "Engine sleep state; awake = 0 means engine is sleeping.",
            ("model_name", "engine", "sleep_state"),
            registry=self.registry,
        )
        self._sleep_state = {
            state: sleep_state.labels(**self._labels, sleep_state=state) for state in _SLEEP_STATES
        }
        self.sleep_state(None)
        self._prompt_tokens = self._counter("prompt_tokens", "Prefill tokens processed.")
        self._generation_tokens = self._counter("generation_tokens", "Tokens generated.")
        self._preemptions = self._counter("num_preemptions", "Preemptions.")
        success = Counter(
            "vllm:request_success",
            "Requests finished.",
            ("model_name", "engine", "finished_reason"),
            registry=self.registry,
        )
        self._success = {
            reason: success.labels(**self._labels, finished_reason=reason) for reason in _FINISHES
        }
        self._ttft = self._histogram("time_to_first_token_seconds", _TTFT)
        self._itl = self._histogram("inter_token_latency_seconds", _ITL)
        self._e2e = self._histogram("e2e_request_latency_seconds", _LATENCY)
        self._queue = self._histogram("request_queue_time_seconds", _LATENCY)
        self._iteration = self._histogram("iteration_tokens_total", _TOKENS)

    def queues(self, running: int, waiting: int, kv_cache: float) -> None:
        """The scheduler's queues after a change."""
        self._running.set(running)
        self._waiting.set(waiting)
        self._capacity.set(waiting)
        self._kv_cache.set(kv_cache)

    def sleep_state(self, level: int | None) -> None:
        """Asleep at this level, or awake (None)."""
        at = {"awake": None, "weights_offloaded": 1, "discard_all": 2}
        for state, gauge in self._sleep_state.items():
            gauge.set(level == at[state])

    def step(self, tokens: int) -> None:
        """One engine step with so many tokens."""
        self._iteration.observe(tokens)

    def queue_time(self, seconds: float) -> None:
        """A request left the queue."""
        self._queue.observe(seconds)

    def first_token(self, seconds: float, prompt_tokens: int) -> None:
        """A request's prompt is done and its first token is out."""
        self._ttft.observe(seconds)
        self._prompt_tokens.inc(prompt_tokens)
        self._generation_tokens.inc()

    def next_token(self, seconds: float) -> None:
        """One more token, so many seconds after the last."""
        self._itl.observe(seconds)
        self._generation_tokens.inc()

    def preempted(self) -> None:
        """A running request lost its KV blocks."""
        self._preemptions.inc()

    def finished(self, reason: str, seconds: float) -> None:
        """A request is over."""
        self._success[reason].inc()
        self._e2e.observe(seconds)

    def _gauge(self, name: str, text: str) -> Gauge:
        gauge = Gauge(f"vllm:{name}", text, tuple(self._labels), registry=self.registry)
        return gauge.labels(**self._labels)

    def _counter(self, name: str, text: str) -> Counter:
        counter = Counter(f"vllm:{name}", text, tuple(self._labels), registry=self.registry)
        return counter.labels(**self._labels)

    def _histogram(self, name: str, buckets: tuple[float, ...]) -> Histogram:
        histogram = Histogram(
            f"vllm:{name}", name, tuple(self._labels), buckets=buckets, registry=self.registry
        )
        return histogram.labels(**self._labels)

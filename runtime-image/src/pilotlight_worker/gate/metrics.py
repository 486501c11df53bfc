"""What the gate counts, in a registry of its own so that the engine's stays untouched.

Label values are paths of the allow-list and status codes: bounded, never what a client sent.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from pilotlight_worker.gate.limits import Limit

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)


class KeyMetrics:
    """By key name, which only those have who run the endpoint."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "pilotlight_gate_key_requests",
            "User requests answered, by the name of their key and HTTP status.",
            ("key", "code"),
            registry=registry,
        )
        self._tokens = Counter(
            "pilotlight_gate_key_tokens",
            "Tokens of prompts and answers, by the name of a key that has a budget of them.",
            ("key",),
            registry=registry,
        )
        self.known = Gauge(
            "pilotlight_gate_keys",
            "Names that have a key; 0 with keys required: nobody passes.",
            registry=registry,
        )
        self._by_key: dict[tuple[str, int], Counter] = {}
        self._by_tokens: dict[str, Counter] = {}
        self.required = Gauge(
            "pilotlight_gate_keys_required", "1 when a request needs a key.", registry=registry
        )

    def answered(self, key: str, status: int) -> None:
        """One request of a known key is over."""
        counter = self._by_key.get((key, status))
        if counter is None:
            counter = self._by_key[key, status] = self._requests.labels(key, str(status))
        counter.inc()

    def tokens(self, key: str, count: int) -> None:
        """It had so many."""
        counter = self._by_tokens.get(key)
        if counter is None:
            counter = self._by_tokens[key] = self._tokens.labels(key)
        counter.inc(max(0, count))


class GateMetrics:
    """Counters with their label lookups cached: `labels()` alone costs about a microsecond."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "pilotlight_gate_requests",
            "User requests answered, by route and HTTP status.",
            ("route", "code"),
            registry=self.registry,
        )
        self._duration = Histogram(
            "pilotlight_gate_request_duration_seconds",
            "From the request's arrival to the last byte of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._first_byte = Histogram(
            "pilotlight_gate_time_to_first_byte_seconds",
            "From the request's arrival to the first bytes of the answer's body.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._refused = Counter(
            "pilotlight_gate_refused",
            "Requests that the gate itself refused, by reason.",
            ("reason",),
            registry=self.registry,
        )
        self._ended = Counter(
            "pilotlight_gate_streams",
            "Event streams by how they ended: complete, client_gone, timeout, or truncated by the"
            " engine.",
            ("end",),
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "pilotlight_gate_requests_in_flight",
            "User requests that wait for the last byte of their answer.",
            registry=self.registry,
        )
        self.streams_in_flight = Gauge(
            "pilotlight_gate_streams_in_flight",
            "Event streams that have begun and not ended.",
            registry=self.registry,
        )
        self.queued = Gauge(
            "pilotlight_gate_requests_queued",
            "User requests that wait for their turn: maxConcurrent others are with the engine.",
            registry=self.registry,
        )
        self.output_limited = Counter(
            "pilotlight_gate_output_limited",
            "Requests whose number of tokens was set or lowered to maxOutputTokens.",
            registry=self.registry,
        )
        self.ready = Gauge(
            "pilotlight_gate_ready", "1 when /ready answers 200.", registry=self.registry
        )
        self.draining = Gauge(
            "pilotlight_gate_draining", "1 while the worker drains.", registry=self.registry
        )
        self.settings_valid = Gauge(
            "pilotlight_gate_settings_valid",
            "0 when the settings file was refused and the last good settings are in force.",
            registry=self.registry,
        )
        self.sleeping = Gauge(
            "pilotlight_worker_sleeping",
            "1 unless the engine is awake: it sleeps, or is on its way there or back.",
            registry=self.registry,
        )
        self.stray_wakes = Counter(
            "pilotlight_worker_stray_wakes",
            "Wakes for a request that reached a sleeping engine.",
            registry=self.registry,
        )
        self._steps = {
            step: Histogram(
                f"pilotlight_worker_{step}_seconds",
                f"How long each {step} of the engine took.",
                buckets=_SECONDS,
                registry=self.registry,
            )
            for step in SLEEP_STEPS
        }
        self._sleep_failures = Counter(
            "pilotlight_worker_sleep_failures",
            "Sleeps and wakes that the engine refused or did not do in time.",
            ("step",),
            registry=self.registry,
        )
        self._by_step = {step: self._sleep_failures.labels(step) for step in SLEEP_STEPS}
        self.keys = KeyMetrics(self.registry)
        self._by_answer: dict[tuple[str, int], Counter] = {}
        self._by_route: dict[str, tuple[Histogram, Histogram]] = {}
        self._by_end = {end: self._ended.labels(end) for end in ENDS}
        self._by_refusal = {reason: self._refused.labels(reason) for reason in REFUSALS}

    def answered(self, route: str, status: int, seconds: float, first: float | None) -> None:
        """One user request is over."""
        counter = self._by_answer.get((route, status))
        if counter is None:
            counter = self._by_answer[route, status] = self._requests.labels(route, str(status))
        counter.inc()
        histograms = self._by_route.get(route)
        if histograms is None:
            histograms = (self._duration.labels(route), self._first_byte.labels(route))
            self._by_route[route] = histograms
        histograms[0].observe(seconds)
        if first is not None:
            histograms[1].observe(first)

    def stream_ended(self, end: str) -> None:
        """One event stream is over."""
        self._by_end[end].inc()

    def refused(self, reason: str) -> None:
        """One request never reached the engine."""
        self._by_refusal[reason].inc()

    def sleep_step(self, step: str, seconds: float) -> None:
        """The engine fell asleep, or woke."""
        self._steps[step].observe(seconds)

    def sleep_failed(self, step: str) -> None:
        """It did not."""
        self._by_step[step].inc()

    def text(self) -> str:
        """Prometheus text format."""
        return generate_latest(self.registry).decode()


ENDS = ("complete", "client_gone", "timeout", "truncated")
REFUSALS = (
    "unknown_path", "method", "two_lengths", "websocket", "key_missing", "key_wrong", "over_budget",
    "stopping", "asleep", *Limit,
)  # fmt: skip
SLEEP_STEPS = ("sleep", "wake")

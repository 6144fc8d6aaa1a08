"""What Prometheus is told: requests, times, queue, answers, index."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)


class Metrics:
    """The figures of one server; every application has its own registry, so that two may live in one process."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._registry = registry
        self.requests = Counter(
            "kehoach_requests", "Requests by route and status.", ("route", "method", "status"), registry=registry
        )
        self.seconds = Histogram(
            "kehoach_request_seconds", "Time to the last byte.", ("route",), buckets=_BUCKETS, registry=registry
        )
        self.running = Gauge("kehoach_requests_running", "Requests not yet answered.", registry=registry)
        self.pending = Gauge("kehoach_queue", "Requests that wait for a worker or have one.", registry=registry)
        self.answers = Counter(
            "kehoach_answers", "Answers by status and reason.", ("status", "reason"), registry=registry
        )
        self.refused = Counter("kehoach_refused", "Requests refused at the door.", ("why",), registry=registry)
        self.switches = Counter("kehoach_index_switches", "Index generations switched in.", registry=registry)
        self.ready = Gauge("kehoach_ready", "1 when an index is loaded.", registry=registry)
        self.generations = Gauge("kehoach_generations", "Index generations in memory.", registry=registry)
        self.degraded = Gauge("kehoach_degraded", "1 when another generation should serve.", registry=registry)
        self.feedback = Counter("kehoach_feedback", "Feedback by thumb.", ("thumb",), registry=registry)

    def watch_queue(self, pending: Callable[[], float]) -> None:
        """Read the length of the queue when the figures are asked for."""
        self.pending.set_function(pending)

    def page(self) -> bytes:
        """Return the figures in Prometheus's text form."""
        return generate_latest(self._registry)

"""What Prometheus is shown: how much, how fast, how long the queues; nothing of any user."""

from collections.abc import Callable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The figures of one running bot."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.updates = self._counter("updates", "Updates that were new, by kind.", "kind")
        self.replies = self._counter("replies", "Replies, by kind.", "kind")
        self.sent = self._counter("sent", "Calls carried out, by method.", "method")
        self.faults = self._counter("faults", "What went wrong, by place.", "place", "what")
        self.seconds = Histogram(
            "spotter_answer_seconds",
            "From taking an update up to its reply being kept.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        waiting = Gauge(
            "spotter_waiting",
            "Updates not worked off, and calls not carried out.",
            ["queue"],
            registry=self._registry,
        )
        self.waiting: Callable[[str], Gauge] = cache(waiting.labels)

    def _counter(self, name: str, text: str, *labels: str) -> Callable[..., Counter]:
        """Make a counter; called with its labels, it gives the one that counts for them."""
        counter = Counter(f"spotter_{name}", text, labels, registry=self._registry)
        # The library looks a label up under a lock; and there are few of them.
        return cache(counter.labels)

    def page(self) -> bytes:
        """Give all figures as Prometheus reads them."""
        return generate_latest(self._registry)

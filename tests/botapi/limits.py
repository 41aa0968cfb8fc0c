"""Telegram's sending rates: about 30 a second, one a second in a chat, 20 a minute in a group."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from tests.botapi.wire import too_many

# A second on the sender's clock may reach the server a little shorter.
_SLACK = 0.95


@dataclass(slots=True)
class Limits:
    """Refuses with 429 and retry_after what comes faster than the figures; 0 is no limit."""

    overall: int = 30  # a second
    chat: int = 1  # a second in one chat
    group: int = 20  # a minute in one group
    clock: Callable[[], float] = time.monotonic
    _sent: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat_id: int, *, group: bool, count: int = 1) -> None:
        """Count messages to a chat, or refuse them; refused ones are not counted."""
        now = self.clock()
        windows = [("overall", self.overall, 1.0), (f"chat {chat_id}", self.chat, 1.0)]
        if group:
            windows.append((f"group {chat_id}", self.group, 60.0))
        wait = max(self._wait(name, most, length, now) for name, most, length in windows)
        if wait > 0:
            raise too_many(max(1, ceil(wait)))
        for name, most, _ in windows:
            if most:
                self._sent[name].extend([now] * count)

    def _wait(self, name: str, most: int, length: float, now: float) -> float:
        """Return the seconds until one more fits into the window."""
        if not most:
            return 0.0
        sent = self._sent[name]
        while sent and sent[0] <= now - length * _SLACK:
            sent.popleft()
        return 0.0 if len(sent) < most else sent[-most] + length - now

"""How fast: what Telegram lets a bot send, and what one user may ask."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

CHAT_BURST = 3
"""Messages that may follow each other at once in a chat, before it is one a second."""
GROUP_MINUTE = 20
_MINUTE = 60.5
"""A minute by our clock may be a little shorter by Telegram's."""


@dataclass(slots=True)
class Bucket:
    """Holds up to `burst` tokens and gets `rate` new ones a second. Times are in seconds."""

    rate: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Give the seconds until a token is there.

        >>> bucket = Bucket(rate=1.0, burst=2.0, tokens=1.0, at=0.0)
        >>> bucket.wait(0.0), bucket.take(0.0), bucket.wait(0.0)
        (0.0, None, 1.0)
        """
        self._refill(now)
        return 0.0 if self.tokens >= 1.0 - 1e-9 else (1.0 - self.tokens) / self.rate

    def take(self, now: float) -> None:
        """Use a token up."""
        self._refill(now)
        self.tokens -= 1.0

    def _refill(self, now: float) -> None:
        if now > self.at:
            self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
            self.at = now

    def full(self, now: float) -> bool:
        """Tell whether nothing is remembered any more."""
        self._refill(now)
        return self.tokens >= self.burst


@dataclass(slots=True)
class SendPace:
    """Telegram's limits: about 30 a second in all, one a second a chat, 20 a minute a group.

    `rate` is the number a second in all; 0 lifts every limit. `clock` gives seconds.
    """

    rate: float
    clock: Callable[[], float]
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _all: Bucket = field(init=False)
    _pauses: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # With a sixth of it at once, no second holds more than the rate.
        burst = max(1.0, self.rate / 6)
        self._all = Bucket(max(self.rate - burst, 0.5), burst, burst, self.clock())

    def wait(self, chat: int) -> float:
        """Give the seconds until a message may be sent to a chat, as far as the chat goes."""
        now = self.clock()
        pause = self._pauses.get(chat, 0.0) - now
        if pause > 0:
            return pause
        self._pauses.pop(chat, None)
        if not self.rate:
            return 0.0
        bucket = self._chats.get(chat)
        return max(bucket.wait(now) if bucket else 0.0, self._group_wait(chat, now))

    def wait_for_all(self) -> float:
        """Give the seconds until a message may be sent to anybody."""
        return self._all.wait(self.clock()) if self.rate else 0.0

    def take(self, chat: int) -> None:
        """Count a message to a chat."""
        if not self.rate:
            return
        now = self.clock()
        self._all.take(now)
        if chat not in self._chats:
            self._chats[chat] = Bucket(1.0, CHAT_BURST, CHAT_BURST, now)
        self._chats[chat].take(now)
        if chat < 0:
            self._groups.setdefault(chat, deque()).append(now)

    def _group_wait(self, chat: int, now: float) -> float:
        sent = self._groups.get(chat)
        if sent is None:
            return 0.0
        while sent and sent[0] <= now - _MINUTE:
            sent.popleft()
        return 0.0 if len(sent) < GROUP_MINUTE else sent[-GROUP_MINUTE] + _MINUTE - now

    def pause(self, chat: int, seconds: float) -> None:
        """Send nothing to a chat for a while, as Telegram asks."""
        self._pauses[chat] = self.clock() + seconds

    def forget(self) -> None:
        """Drop what no longer bounds anything, so that memory does not grow with users."""
        now = self.clock()
        for chat in [one for one, bucket in self._chats.items() if bucket.full(now)]:
            del self._chats[chat]
        for chat, sent in list(self._groups.items()):
            if not sent or sent[-1] <= now - _MINUTE:
                del self._groups[chat]


@dataclass(slots=True)
class UserPace:
    """How many messages a minute one user gets answered; 0 is no limit.

    The clock is the messages' own, so that what piled up while we were away is taken in full.
    """

    rate: float
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def allows(self, user: str, at: float) -> bool:
        """Take a user's message sent at a time in seconds; False: it is one too many."""
        if not self.rate:
            return True
        bucket = self._buckets.get(user)
        if bucket is None:
            bucket = self._buckets[user] = Bucket(self.rate / 60, self.rate, self.rate, at)
        if bucket.wait(at) > 0:
            return False
        bucket.take(at)
        if bucket.tokens > self.rate / 4:
            self._told.discard(user)
        return True

    def tells(self, user: str) -> bool:
        """Say whether to tell a user now that it is too much: once, until he slowed down."""
        if user in self._told:
            return False
        self._told.add(user)
        return True

    def forget(self, now: float) -> None:
        """Drop users whose bucket is full again."""
        for user in [one for one, bucket in self._buckets.items() if bucket.full(now)]:
            del self._buckets[user]
            self._told.discard(user)

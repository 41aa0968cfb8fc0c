"""What may go wrong between a bot and Telegram, on order."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.botapi.wire import TITLES, Json

# reset: the connection breaks; garbage: 200 with nonsense; cut: half an answer; hang: no answer.
Kind = Literal["status", "reset", "garbage", "cut", "hang", "slow"]
GARBAGE = b'<html>\xff\xfe<h1>502 Bad Gateway</h1> {"ok": tru'
# Struck only when a fault names them; "*" is all methods that send or change something.
_BY_NAME = frozenset(("getupdates", "file", "webhook"))
_AFTER_HANDLING = frozenset(("garbage", "cut", "slow"))


@dataclass(slots=True)
class Fault:
    """One kind of trouble for one method."""

    method: str  # lower case, "*", or "file" for downloads, "webhook" for deliveries
    kind: Kind
    handled: bool  # whether the request takes effect before the trouble
    times: int | None  # how often; None is for ever
    status: int = 200
    retry_after: int = 0
    delay: float = 0.0  # seconds before anything happens
    description: str = ""
    body: bytes | None = None
    probability: float = 1.0
    skip: int = 0  # calls that pass before the first
    when: Callable[[Json], bool] | None = None
    dice: random.Random = field(default_factory=random.Random)
    struck: int = 0

    def error(self) -> Json:
        """Return the body of a refusal with this status."""
        title = TITLES.get(self.status, "Error")
        what = self.description or (
            f"{title}: retry after {self.retry_after}" if self.retry_after else title
        )
        error: Json = {"ok": False, "error_code": self.status, "description": what}
        wait = {"parameters": {"retry_after": self.retry_after}} if self.retry_after else {}
        return error | wait


class Faults:
    """All trouble on order; the first that fits a call strikes."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(
        self,
        method: str,
        kind: Kind | None = None,
        *,
        handled: bool | None = None,
        times: int | None = 1,
        seed: int = 0,
        body: bytes | None = None,
        **rest: Any,
    ) -> Fault:
        """Order a fault; the kind follows from what is given when it is not named."""
        if kind is None:
            kind = "garbage" if body is not None else "status" if "status" in rest else "slow"
        handled = kind in _AFTER_HANDLING if handled is None else handled
        fault = Fault(
            method.lower(), kind, handled, times, body=body, dice=random.Random(seed), **rest
        )
        self.waiting.append(fault)
        return fault

    def take(self, method: str, params: Json) -> Fault | None:
        """Return the fault that strikes this call, if any."""
        for fault in self.waiting:
            if fault.method != method and (fault.method != "*" or method in _BY_NAME):
                continue
            if fault.when is not None and not fault.when(params):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.probability < 1 and fault.dice.random() >= fault.probability:
                continue
            self._count(fault)
            return fault
        return None

    def _count(self, fault: Fault) -> None:
        fault.struck += 1
        if fault.times is not None and fault.struck >= fault.times:
            self.waiting.remove(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        self.waiting.clear()

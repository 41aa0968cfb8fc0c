"""The queue of updates, as getUpdates and the webhook empty it.

An update stays until it is confirmed: by an offset above its id, or by a webhook that took it.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.botapi.bell import Bell
from tests.botapi.wire import Json, Refusal, bad, words

# Sent only to a bot that names them in allowed_updates.
ON_REQUEST = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
KINDS = ON_REQUEST | words(
    "message edited_message channel_post edited_channel_post business_connection business_message "
    "edited_business_message deleted_business_messages inline_query chosen_inline_result "
    "callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer "
    "my_chat_member chat_join_request chat_boost removed_chat_boost"
)
_FIRST_ID = 500_000_001


@dataclass(frozen=True, slots=True)
class Update:
    """An update as it is sent."""

    id: int
    # The chat or user whose updates must stay in order among themselves.
    line: str
    body: bytes


class Updates:
    """All updates that are not confirmed yet, in order."""

    def __init__(self) -> None:
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.bell = Bell()
        self.last_id = _FIRST_ID - 1
        self.confirmed = 0
        self.allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None

    def push(self, kind: str, content: Json, line: str) -> int | None:
        """Queue an update of this kind and return its id; None where the bot wants no such."""
        wanted = self.allowed if self.allowed else KINDS - ON_REQUEST
        if kind not in wanted:
            return None
        return self._queue(json.dumps({kind: content}).encode(), line)

    def push_raw(self, update: Json | bytes, line: str = "raw") -> int:
        """Queue an update exactly as given; without an update_id it gets the next one.

        Bytes must be an object without update_id; they need not be JSON beyond the first brace.
        """
        if isinstance(update, bytes):
            return self._queue(update, line)
        own = update.get("update_id")
        body = json.dumps({key: update[key] for key in update if key != "update_id"}).encode()
        if "update_id" not in update:
            return self._queue(body, line)
        if isinstance(own, int) and own > self.last_id:
            self.last_id = own - 1
        return self._queue(body, line, json.dumps(own).encode())

    def _queue(self, body: bytes, line: str, shown: bytes | None = None) -> int:
        self.last_id += 1
        shown = shown or str(self.last_id).encode()
        rest = body.lstrip()[1:]
        comma = b"" if rest.strip() == b"}" else b", "
        body = b'{"update_id": ' + shown + comma + rest
        self.pending[self.last_id] = Update(self.last_id, line, body)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.bell.ring()
        return self.last_id

    def allow(self, kinds: object) -> None:
        """Set which kinds are wanted from now on; None leaves it, an empty list is the default."""
        if kinds is None:
            return
        if not isinstance(kinds, list) or not set(kinds) <= KINDS:
            raise bad("can't parse allowed_updates: expected an Array of known update types")
        self.allowed = frozenset(kinds) or None

    def confirm(self, offset: int) -> None:
        """Forget what lies below the offset; a negative one keeps that many at the end."""
        if offset < 0:
            offset = next(iter([*self.pending][offset:]), 0)
        while self.pending and next(iter(self.pending)) < offset:
            self.pending.popitem(last=False)
            self.confirmed += 1
        if not self.pending:
            self.bell.ring()

    def done(self, update_id: int) -> None:
        """Forget one update that the webhook took."""
        if self.pending.pop(update_id, None) is not None:
            self.confirmed += 1
        if not self.pending:
            self.bell.ring()

    def clear(self) -> None:
        """Drop everything, as drop_pending_updates asks."""
        self.pending.clear()
        self.bell.ring()

    @property
    def waiting(self) -> bool:
        """Whether a getUpdates is waiting."""
        return self._poll is not None and not self._poll.done()

    def end_poll(self, why: str) -> None:
        """Answer 409 to the getUpdates that is waiting, if one is."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refusal(409, why))

    async def poll(self, limit: int, seconds: float) -> bytes:
        """Return up to `limit` updates as a JSON array, waiting for the first if there is none."""
        self.end_poll(
            "terminated by other getUpdates request; make sure that only one bot instance is "
            "running"
        )
        if not self.pending and seconds > 0:
            mine = self._poll = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(seconds):
                    await mine
            except TimeoutError:
                pass
            finally:
                if self._poll is mine:
                    self._poll = None
        return b"[" + b",".join(one.body for one in _first(self.pending.values(), limit)) + b"]"


def _first(updates: Iterable[Update], limit: int) -> Iterable[Update]:
    for count, update in enumerate(updates):
        if count >= limit:
            return
        yield update

"""Reply to the calls of the Bot API that tell it: pieces that a message can hold, buttons, files.

Text stays plain: no parse mode, so nothing has to be escaped. A call is kept as JSON until it is
carried out: {"method": "sendMessage", "params": {...}, "file": ["photo", "/path"]}.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.messages import Choice, Reply, Suggestion

MOST_UNITS = 4096
"""UTF-16 code units that one message holds."""
MOST_CAPTION = 1024
MOST_DATA = 64
"""Bytes that a button carries."""
MOST_BUTTONS = 100
_ROW_UNITS = 32
"""Characters of labels side by side that a phone shows without cutting them."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPOKEN = frozenset((".ogg", ".oga", ".opus"))
_METHODS = {".png": ("sendPhoto", "photo"), ".jpg": ("sendPhoto", "photo")} | dict.fromkeys(
    _SPOKEN, ("sendVoice", "voice")
)

Call = Mapping[str, Any]
Button = dict[str, str]


class Place(Struct, frozen=True):
    """Where a reply goes."""

    chat: int
    thread: int | None = None
    """The topic of a forum."""
    answers: int | None = None
    """The message that it is shown as a reply to, in groups."""
    said: int | None = None
    """The message of the person, where it can be reacted to."""
    quiet: bool = False
    """It does not ring."""

    def as_json(self) -> dict[str, Any]:
        """Give where a later message goes, as it is kept with a timer."""
        return {"chat": self.chat, "thread": self.thread, "open": self.answers is not None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Place":
        """Read what `as_json` gave."""
        return cls(kept["chat"], kept["thread"])

    def params(self) -> dict[str, Any]:
        """Give the parameters, besides the chat, that every call to this place has."""
        found: dict[str, Any] = {}
        if self.thread is not None:
            found["message_thread_id"] = self.thread
        if self.quiet:
            found["disable_notification"] = True
        if self.answers is not None:
            # Who deleted the question still gets his answer.
            found["reply_parameters"] = {
                "message_id": self.answers,
                "allow_sending_without_reply": True,
            }
        return found


def calls(reply: Reply, place: Place) -> tuple[Call, ...]:
    """Give the calls that tell a reply, in order; the buttons are under its last text.

    The words go with the picture they belong to, where they fit under it; beside a voice note
    they stand by themselves, since who forbids voice messages still gets them.
    """
    if reply.reaction and place.said is not None:
        return (_reaction(reply, place.said),)
    texts = list(pieces(reply.text)) or ["\u2026"]
    if reply.quiet:
        place = replace(place, quiet=True)
    spoken = [path for path in reply.media if path.suffix.lower() in _SPOKEN]
    shown = [path for path in reply.media if path not in spoken]
    alone = replace(place, answers=None)
    files = [_file(path, alone) for path in shown]
    voices = [_file(path, replace(alone, quiet=True)) for path in spoken]
    if files and len(texts) == 1 and units(texts[0]) <= MOST_CAPTION:
        files[0]["params"] |= place.params() | {"caption": texts[0]} | keyboard(reply.choices)
        return (*files, *voices)
    made = [_text(one, place) for one in texts]
    made[-1]["params"] |= keyboard(reply.choices)
    return (*made, *files, *voices)


def article(number: int, one: Suggestion) -> dict[str, Any]:
    """Give an answer as a choice for whoever types in some chat."""
    return {
        "type": "article",
        "id": f"{number}",
        "title": one.title,
        "description": _clean(one.text)[:100],
        "input_message_content": {"message_text": _clean(one.text)[: MOST_UNITS // 2]},
    }


def text_call(text: str, place: Place) -> Call:
    """Give the call for one plain sentence."""
    return _text(text, place)


def _text(text: str, place: Place) -> dict[str, Any]:
    params = {"text": text, "link_preview_options": {"is_disabled": True}}
    return {"method": "sendMessage", "params": place.params() | params}


def _reaction(reply: Reply, message: int) -> dict[str, Any]:
    """Give the call that reacts to a message; `words` say the same where that is not allowed."""
    emoji = [{"type": "emoji", "emoji": reply.reaction}]
    params = {"message_id": message, "reaction": emoji}
    return {"method": "setMessageReaction", "params": params, "words": reply.text}


def _file(path: Path, place: Place) -> dict[str, Any]:
    method, field = _METHODS.get(path.suffix.lower(), ("sendDocument", "document"))
    return {"method": method, "params": place.params(), "file": [field, str(path)]}


def pieces(text: str, most: int = MOST_UNITS) -> Iterator[str]:
    r"""Split a text at line ends, else at spaces, into what one message holds.

    >>> list(pieces("one two\nthree", most=8))
    ['one two', 'three']
    >>> list(pieces("one two three", most=8))
    ['one two', 'three']
    >>> list(pieces("\U0001f464" * 3, most=4)) # two units each
    ['👤👤', '👤']
    """
    rest = _SURROGATE.sub("\ufffd", text).strip()
    while rest:
        if len(rest) * 2 <= most or units(rest) <= most:
            yield rest
            return
        end = _fitting(rest, most)
        cut = max(rest.rfind("\n", 0, end + 1), 0) or max(rest.rfind(" ", 0, end + 1), 0) or end
        yield rest[:cut].rstrip() or rest[:end]
        rest = rest[cut:].strip()


def units(text: str) -> int:
    """Count UTF-16 code units, as Telegram counts length."""
    return len(text) + sum(1 for one in text if one > "\uffff")


def _fitting(text: str, most: int) -> int:
    """Count the characters from the start that fit into `most` units."""
    used = 0
    for index, one in enumerate(text):
        used += 2 if one > "\uffff" else 1
        if used > most:
            return index
    return len(text)


def keyboard(choices: Sequence[Choice]) -> dict[str, Any]:
    """Give the parameter that shows choices as buttons under a message; nothing for none.

    A button carries what pressing it sends, so that an old one still does what it says.
    """
    buttons: list[Button] = [
        {"text": _clean(one.label), "callback_data": _data(one)}
        for one in choices[:MOST_BUTTONS]
        if one.label.strip()
    ]
    if not buttons:
        return {}
    return {"reply_markup": {"inline_keyboard": list(_rows(buttons))}}


def _data(choice: Choice) -> str:
    sends = _clean(choice.sends or choice.label)
    if len(sends.encode()) > MOST_DATA:
        sends = _clean(choice.label)
    return sends.encode()[:MOST_DATA].decode(errors="ignore")


def _clean(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _rows(buttons: Sequence[Button]) -> Iterator[list[Button]]:
    row: list[Button] = []
    used = 0
    for button in buttons:
        width = len(button["text"]) + 4
        if row and (used + width > _ROW_UNITS or len(row) == 4):
            yield row
            row, used = [], 0
        row.append(button)
        used += width
    yield row

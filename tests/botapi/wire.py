"""What passes over the wire: refusals in Telegram's words, and a request's parameters.

Stricter than Telegram where that catches mistakes: a parameter nobody knows is a 400 here.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

_WHOLE = re.compile(r"[+-]?\d{1,19}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def words(line: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(line.split())


TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class Refusal(Exception):  # noqa: N818 (an answer of the API, not a failure of the emulator)
    """An answer with ok=false: code, description and, for 429 and moved groups, parameters."""

    def __init__(self, code: int, what: str = "", **parameters: int) -> None:
        title = TITLES.get(code, "Error")
        self.code = code
        self.description = f"{title}: {what}" if what else title
        self.parameters = parameters
        super().__init__(self.description)

    def body(self) -> Json:
        """Return the JSON object that Telegram answers."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad(what: str) -> Refusal:
    """Return a 400 in Telegram's form: "Bad Request: chat not found"."""
    return Refusal(400, what)


def too_many(seconds: int) -> Refusal:
    """Return a 429 that asks to wait this many seconds."""
    return Refusal(429, f"retry after {seconds}", retry_after=seconds)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart body."""

    name: str
    content: bytes


def as_int(name: str, value: object) -> int:
    """Read a whole number, typed or as text.

    >>> as_int("limit", "10")
    10
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise bad(f'parameter "{name}" must be an integer')


def as_number(name: str, value: object) -> float:
    """Read a number such as a duration in seconds, typed or as text."""
    try:
        return float(str(value))
    except ValueError:
        raise bad(f'parameter "{name}" must be a number') from None


def as_bool(name: str, value: object) -> bool:
    """Read true or false, typed or as text."""
    said = str(value).lower()
    if said in {"true", "1", "yes"}:
        return True
    if said in {"false", "0", "no", ""}:
        return False
    raise bad(f'parameter "{name}" must be a boolean')


def as_text(name: str, value: object) -> str:
    """Read text; lone surrogates cannot travel as UTF-8, so Telegram has no way to take them."""
    if not isinstance(value, str):
        raise bad(f'parameter "{name}" must be a string')
    if _SURROGATE.search(value):
        raise bad("strings must be encoded in UTF-8")
    return value


def as_json(name: str, value: object) -> Any:
    """Read an object or array, typed or as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name} JSON object") from None
    if _SURROGATE.search(json.dumps(found, ensure_ascii=False)):
        raise bad("strings must be encoded in UTF-8")
    return found


def as_chat(name: str, value: object) -> int | str:
    """Read a chat id, or the @username of a group or channel."""
    if isinstance(value, str) and value.startswith("@"):
        return value
    if value in ("", None):
        raise bad(f"{name} is empty")
    try:
        return as_int(name, value)
    except Refusal:
        raise bad("chat not found") from None


def as_file(name: str, value: object) -> Upload | str:
    """Read a file: its bytes, or the file_id or address of one that is already somewhere."""
    return value if isinstance(value, Upload) else as_text(name, value)


_READERS: dict[str, Callable[[str, object], Any]] = {
    "int": as_int,
    "num": as_number,
    "bool": as_bool,
    "str": as_text,
    "json": as_json,
    "chat": as_chat,
    "file": as_file,
}


class Signature:
    """The parameters of a method, from a line such as "chat_id:chat! text:str"; ! is required."""

    def __init__(self, line: str) -> None:
        self.readers: dict[str, Callable[[str, object], Any]] = {}
        self.required: list[str] = []
        for word in line.split():
            name, kind = word.rstrip("!").split(":")
            self.readers[name] = _READERS[kind]
            if word.endswith("!"):
                self.required.append(name)

    def read(self, given: Json) -> Json:
        """Return the typed parameters; uploads that attach:// names stay as they are."""
        read: Json = {}
        for name, value in given.items():
            if value is None:
                continue
            reader = self.readers.get(name)
            if reader is not None:
                read[name] = reader(name, value)
            elif isinstance(value, Upload):
                read[name] = value
            else:
                raise bad(f'unknown parameter "{name}"')
        for name in self.required:
            if name not in read:
                raise bad(f"{name} is empty")
        return read

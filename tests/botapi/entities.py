"""Message text and its entities: UTF-16 lengths, HTML, and what Telegram refuses.

Offsets and lengths of entities count UTF-16 code units: a character outside the basic plane is 2.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from tests.botapi.wire import Json, bad, words

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TYPES = words(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline "
    "strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji"
)
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
_KNOWN_FIELDS = words("type offset length url user language custom_emoji_id")
_TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z0-9-]*)(?P<rest>[^<>]*)(?P<close>>?)")
_ATTRIBUTE = re.compile(r"""([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# The only named references Telegram reads; any other & stays as it was written.
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u180e\u3164\x00-\x1f]*")
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<url>https?://[^\s<>]+)"
)


def length16(text: str) -> int:
    """Count UTF-16 code units.

    >>> length16("a\U0001f4aa")
    3
    """
    return len(text) + sum(char > "\uffff" for char in text)


def found_entities(text: str) -> list[Json]:
    """Return the commands, mentions and links that a phone would mark in what was typed.

    >>> found_entities("\U0001f4aa /goal@spotter_bot")
    [{'type': 'bot_command', 'offset': 3, 'length': 17}]
    """
    return [
        {
            "type": str(match.lastgroup),
            "offset": length16(text[: match.start()]),
            "length": length16(match.group()),
        }
        for match in _FOUND.finditer(text)
    ]


@dataclass(slots=True)
class _Reader:
    """HTML read so far: plain text, its length, and the tags still open."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[str, Json]] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def plain(self, piece: str) -> None:
        said = _REFERENCE.sub(lambda match: unescape(match.group()), piece)
        self.text.append(said)
        self.length += length16(said)

    def tag(self, match: re.Match[str], at: int) -> None:
        name = match["name"].lower()
        if not match["close"]:
            raise _unparsed(f'Unclosed start tag "{name}" at byte offset {at}')
        if match["end"]:
            self._end(name, at)
            return
        self.open.append((name, _entity(name, match["rest"], at) | {"offset": self.length}))

    def _end(self, name: str, at: int) -> None:
        if not self.open:
            raise _unparsed(f"Unexpected end tag at byte offset {at}")
        opened, entity = self.open.pop()
        if name not in ("", opened):
            raise _unparsed(
                f'Unmatched end tag at byte offset {at}, expected "</{opened}>", found "</{name}>"'
            )
        length = self.length - int(entity["offset"])
        if length:
            self.entities.append(entity | {"length": length})


def _unparsed(what: str) -> Exception:
    return bad(f"can't parse entities: {what}")


def _entity(name: str, rest: str, at: int) -> Json:
    if name not in _TAGS:
        raise _unparsed(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes = {key: a or b or c for key, a, b, c in _ATTRIBUTE.findall(rest)}
    entity: Json = {"type": _TAGS[name]}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    if name == "a":
        entity["url"] = unescape(attributes.get("href", ""))
    if name == "tg-emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
    if name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def parse_html(html: str) -> tuple[str, list[Json]]:
    """Read Telegram's HTML into plain text and entities, or refuse it.

    >>> parse_html("<b>5 &lt; 6</b> sets")
    ('5 < 6 sets', [{'type': 'bold', 'offset': 0, 'length': 5}])
    """
    reader, last = _Reader(), 0
    for match in _TAG.finditer(html):
        reader.plain(html[last : match.start()])
        reader.tag(match, len(html[: match.start()].encode()))
        last = match.end()
    reader.plain(html[last:])
    if reader.open:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{reader.open[-1][0]}"')
    entities = sorted(reader.entities, key=lambda one: (one["offset"], -one["length"]))
    return "".join(reader.text), entities


def check_entities(text: str, entities: object) -> list[Json]:
    """Return the entities as they are, or refuse the first that is not one of this text."""
    if not isinstance(entities, list):
        raise bad("can't parse MessageEntity: expected an Array")
    edges = _edges(text)
    return [_checked(entity, edges) for entity in entities]


def _edges(text: str) -> frozenset[int]:
    """Return the UTF-16 offsets at which an entity may begin or end."""
    at, edges = 0, {0}
    for char in text:
        at += 2 if char > "\uffff" else 1
        edges.add(at)
    return frozenset(edges)


def _checked(entity: object, edges: frozenset[int]) -> Json:
    if not isinstance(entity, dict) or entity.keys() - _KNOWN_FIELDS:
        raise bad("can't parse MessageEntity: expected an Object with known fields")
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    if kind not in TYPES or not isinstance(offset, int) or not isinstance(length, int):
        raise bad("can't parse MessageEntity: wrong type, offset or length")
    if kind in _NEEDS and not entity.get(_NEEDS[kind]):
        raise bad(f'can\'t parse MessageEntity: field "{_NEEDS[kind]}" must be non-empty')
    if offset < 0 or length <= 0:
        raise bad(f"entity beginning at UTF-16 offset {offset} has wrong offset or length")
    if offset + length > max(edges):
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )
    if offset not in edges or offset + length not in edges:
        raise bad(
            f"entity beginning at UTF-16 offset {offset} begins or ends in a middle of "
            "a UTF-16 symbol"
        )
    return entity


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut white space off both ends, as Telegram does, and move the entities with it."""
    kept = text.strip()
    if kept == text:
        return text, entities
    lead = length16(text[: len(text) - len(text.lstrip())])
    whole, moved = length16(kept), []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, whole)
        if end > start:
            moved.append(entity | {"offset": start, "length": end - start})
    return kept, moved


def formatted(
    text: str, parse_mode: str | None, entities: object, limit: int
) -> tuple[str, list[Json]]:
    """Return the text and entities that a message gets; refuse what Telegram would refuse.

    `limit` is TEXT_LIMIT, where empty text is refused, or CAPTION_LIMIT, where it is none.
    """
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode")
        plain, marks = parse_html(text)
    else:
        plain, marks = text, check_entities(text, entities) if entities else []
    plain, marks = _trimmed(plain, marks)
    if _INVISIBLE.fullmatch(plain):
        if limit == TEXT_LIMIT:
            raise bad("message text is empty" if not text else "text must be non-empty")
        return "", []
    if length16(plain) > limit:
        raise bad("message is too long" if limit == TEXT_LIMIT else "message caption is too long")
    return plain, marks or found_entities(plain)

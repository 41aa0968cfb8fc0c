r"""A line -> typed tokens. Pure.

Every token carries one letter, its kind; the letters of a line in a row are its *shape*, and the
notations (notations.py) are patterns over shapes: "3x8 at 60 kg" has the shape `nxn@w`.

    n number   w weight   r repetitions   s sets   t duration   a signed number   b bodyweight
    p RPE or RIR   x @ f o , / : ; & ~ joiners   E exercise   z unknown word   c chatter
    the further letters are the words of KINDS in words.py
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from bot.training.sets import Unit
from bot.training.words import CHATTER, UNKNOWN, LogWords, fold

_SAME = str.maketrans(
    {
        "×": "x", "✕": "x", "✖": "x", "х": "x", "Х": "x", "╳": "x", "⨯": "x", "⋅": "x", "∗": "*",
        "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-",
        "‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "″": '"', "′": "'",
        "→": ">", "➡": ">", "➔": ">", "⇒": ">", "·": "-", "•": "-", "●": "-", "▪": "-", "‣": "-",
        "@": "@", "：": ":", "，": ",", "\t": " ", "\u00a0": " ", "\u202f": " ", "\ufe0f": " ",
    }
)  # fmt: skip
_HALF = re.compile(r"(\d?)\s?½")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){3,}")
"""R.P.E., as transcripts have it."""
_HASHTAG = re.compile(r"#(?=[^\W\d_])")
_GLUED = re.compile(r"(?<=\d)\s?(kgs?|lbs?)x(?=\s?\d)", re.IGNORECASE)
"""80kgx8."""
_WARM = re.compile(r"\bw/u\b", re.IGNORECASE)
_TOKEN = re.compile(
    r"""
      (?P<clock>\b\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|o'clock|oclock|uhr)\b)
    | (?P<long>\+?\d[\d\s()/-]{6,}\d(?![\d.,]*\s*[a-z%x]))   # perhaps a telephone number
    | (?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
    | (?P<time>\d{1,3}:[0-5]\d(?!\d))
    | (?P<prime>\d{1,2}'\d{1,2}"|\d{1,3}")       # 1'30" and 45"
    | (?P<thousand>\d,\d{3}(?=\s*(?:kg|kilo|lb|pound|\#))) # 1,000 kg
    | (?P<dots>\d{1,3}(?:\.\d{1,3}){2,})         # 5.5.4: a list
    | (?P<comma>(?<![\d,])\d{1,3},\d{1,2}(?![\d,]))
    | (?P<number>\d+\.\d+|(?<![^\s@x+-])\.\d+|\d+)
    | (?P<with>w/(?!o))
    | (?P<side>e/s\b)
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    | (?P<symbol>[^\w\s])
    """,
    re.VERBOSE,
)
_STEPS = ("5", "25", "75", "50", "00", "0")
"""What may stand behind a decimal comma: the steps that plates come in."""


class Token(Struct, frozen=True):
    """A piece of a line with its kind."""

    kind: str
    """One letter; see the head of this file."""
    text: str
    """Folded: lower case, no accents."""
    start: int
    """Position in the cleaned line."""
    end: int
    value: float = 0.0
    unit: Unit | None = None
    """Of a weight."""
    mark: str = ""
    """What else is known: "word" for a number said in words, "time" for mm:ss, "rir", the name."""


@lru_cache(maxsize=64)
def clean(text: str) -> str:
    """Give a text in which signs that look alike are the same sign, and pictures are spaces.

    >>> clean("５х5 – 22½ kg 💪")
    '5x5 - 22.5 kg  '
    """
    text = _GLUED.sub(r"\1 x ", _HASHTAG.sub(" ", text))
    text = _INITIALS.sub(lambda m: m[0].replace(".", "") + " ", _WARM.sub("wu ", text))
    text = _HALF.sub(lambda m: f"{m[1]}.5" if m[1] else "0.5", text)
    if text.isascii():
        return text.replace("\t", " ")
    text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    return "".join(" " if unicodedata.category(c) in _NOT_TEXT else c for c in text)


_NOT_TEXT = frozenset(("So", "Sk", "Cs", "Co", "Cn", "Cf", "Cc", "Mn", "Me")) - {"Cc"}


def lex(line: str, words: LogWords) -> list[Token]:
    """Split one cleaned line; words are still of unknown kind, see `classify`.

    Unknown words have the kind z, numbers n; symbols their own sign.
    """
    return list(_lexed(line, words))


@lru_cache(maxsize=64)
def _lexed(line: str, words: LogWords) -> tuple[Token, ...]:
    """Split a line once: each reader of a message looks at the same one."""
    lowered = fold(line) if len(fold(line)) == len(line) else line.lower()
    if len(lowered) != len(line):  # a letter that grows when folded: positions must stay true
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in line)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(lowered):
        tokens.extend(_token(match, lowered, words))
    return tuple(_without_hyphens(tokens))


def _token(match: re.Match[str], line: str, words: LogWords) -> list[Token]:
    kind, text = match.lastgroup or "", match.group()
    start, end = match.span()
    if kind == "word":
        return [Token(UNKNOWN, fold(text), start, end)]
    if kind == "symbol":
        return [Token(text if text in '@+-/,;:()x*>&%$€£#~|."!?=<' else " ", text, start, end)]
    if kind == "number":
        return [Token("n", text, start, end, float(text))]
    return _special(kind, text, start, end, line, words)


def _special(kind: str, text: str, start: int, end: int, line: str, words: LogWords) -> list[Token]:
    if kind == "clock":
        return [Token("d", text, start, end)]
    if kind == "long":
        return _long(text, start)
    if kind == "ordinal":
        return [Token("g", text, start, end, float(re.sub(r"\D", "", text)))]
    if kind == "thousand":
        return [Token("n", text, start, end, float(text.replace(",", "")))]
    if kind == "comma":
        return _comma(text, start, end, line, words)
    if kind == "dots":
        return _listed(text, start, ".")
    if kind == "with":
        return [Token("@", text, start, end)]
    if kind == "side":
        return [Token("e", text, start, end)]
    minutes, _, seconds = text.rstrip('"').replace("'", ":").rpartition(":")
    value = 60.0 * float(minutes or 0) + float(seconds)
    mark = "time" if kind == "time" else "" if minutes else "inches"
    return [Token("t", text, start, end, value, mark=mark)]


def _long(text: str, start: int) -> list[Token]:
    """Tell a telephone number, which is one token, from a row of set numbers."""
    digits = re.sub(r"\D", "", text)
    groups = re.findall(r"\d+", text)
    phone = len(digits) >= 7 and (text.startswith("+") or max(map(len, groups)) >= 4)
    if phone or len(groups) == 1:
        return [Token("d" if len(digits) >= 7 else "n", text, start, start + len(text),
                      float(digits[:15]))]  # fmt: skip
    tokens: list[Token] = []
    for match in re.finditer(r"\d+|[-+/()]", text):
        piece, where = match.group(), (start + match.start(), start + match.end())
        value = float(piece) if piece.isdigit() else 0.0
        tokens.append(Token("n" if piece.isdigit() else piece, piece, *where, value))
    return tokens


def _listed(text: str, start: int, sign: str) -> list[Token]:
    tokens: list[Token] = []
    position = start
    for piece in text.split(sign):
        if tokens:
            tokens.append(Token(",", sign, position - 1, position))
        tokens.append(Token("n", piece, position, position + len(piece), float(piece)))
        position += len(piece) + 1
    return tokens


def _comma(text: str, start: int, end: int, line: str, words: LogWords) -> list[Token]:
    """Read "62,5": one number, or two of a list."""
    whole, _, part = text.partition(",")
    number = [Token("n", text, start, end, float(f"{whole}.{part}"))]
    return (
        number if _is_decimal(whole, part, line, start, end, words) else _listed(text, start, ",")
    )


def _is_decimal(whole: str, part: str, line: str, start: int, end: int, words: LogWords) -> bool:
    after = re.match(r"\s*([^\W\d_]+|\S?)", line[end:])
    follower = after[1] if after else ""
    if follower in words.units:  # 61,2 kg; but "60,65kg" are two weights
        return len(part) == 1 or part in _STEPS
    before = line[:start].rstrip()
    if part not in _STEPS or before.endswith(("x", "/", " for", " of", "×")):
        return False
    if before.endswith(":") and follower not in ("x", "*"):
        return False
    if follower in ("reps", "rep"):
        return False
    if before.endswith("@"):
        return True
    value = float(f"{whole}.{part}")
    if follower in ("x", "*"):  # 62,5x8; but "80,5x5" is 80 and then 5x5
        return value < 40 or value % 1.25 == 0
    if re.search(r"(?:\d|kg|kgs|lbs?|kilos?)$", before) and float(whole) < 20:
        return not re.search(r"(?:\d\d|kg|kgs|lbs?|kilos?)$", before) or before[-3:-2] in "x×"
    return True


def _without_hyphens(tokens: list[Token]) -> list[Token]:
    """Drop the hyphens inside words: pull-up, 5-rep, 45-degree."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind == "-" and 0 < index < len(tokens) - 1:
            before, after = tokens[index - 1], tokens[index + 1]
            glued = before.end == token.start and token.end == after.start
            if glued and UNKNOWN in (before.kind, after.kind):
                continue
        kept.append(token)
    return kept


def classify(tokens: Sequence[Token], words: LogWords) -> list[Token]:
    """Give words their kinds, phrases of several words as one token.

    Units become kind U, chatter kind c; what stays z is no word of the log language.
    """
    texts = [token.text for token in tokens]
    done: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        found = words.kinds.at(texts, position) if token.kind in "z@&~%$€£n" else None
        if found and not (token.kind == "n" and found[0] == 1):
            last = tokens[position + found[0] - 1]
            if all(t.kind in "zn@&%$€£~" for t in tokens[position : position + found[0]]):
                text = " ".join(texts[position : position + found[0]])
                done.append(Token(found[1], text, token.start, last.end))
                position += found[0]
                continue
        done.append(_plain(token, words))
        position += 1
    return done


def _plain(token: Token, words: LogWords) -> Token:
    if token.kind == "#" or (token.kind == "z" and token.text in words.units):
        return replace(token, kind="U", unit=words.units[token.text])
    if token.kind == "z" and token.text in words.chatter:
        return replace(token, kind=CHATTER)
    return token


def shape(tokens: Sequence[Token]) -> str:
    """Give the kinds in a row."""
    return "".join([token.kind for token in tokens])

"""Number words -> numbers, as they are said in a gym: "one thirty five" is 135. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.training.sets import Unit
from bot.training.tokens import Token, shape
from bot.training.words import LogWords, NumberWords

_BIGGEST_GYM_DIGIT = 6
"""In "one thirty five" the first word counts hundreds; "seven twenty" is nothing that is said."""
_STEPS = ("25", "75", "125", "375", "625", "875")
"""Fractions of several digits that plates come in."""
_FEWEST_POUNDS = 20
_HALF_TEN = 5
_MOST_COUNTED = 30
_PAIRING = frozenset(("for", "by", "x", "times"))
_AT = frozenset(("at", "with"))
_WHICH = frozenset(
    ("first", "second", "third", "fourth", "fifth", "sixth", "last", "next", "final", "top",
     "another", "a", "the", "working", "warmup", "up", "drop", "off", "same", "this")
)  # fmt: skip
_FEW_HUNDREDS = 4
"""In kilograms, weights that begin with more hundreds than this are nothing that is lifted."""
_POINTING = frozenset(("that", "this", "last", "the", "next", "which", "no", "every"))


def fold_numbers(tokens: Sequence[Token], words: LogWords) -> list[Token]:
    """Replace number words by number tokens; words that only might be numbers are left.

    "five fives" becomes 5 x 5.
    """
    number = words.numbers
    folded: list[Token] = []
    position = 0
    while position < len(tokens):
        value, end = _number(tokens, position, words)
        if _holds_two(tokens, position, end, folded, value, words):
            value, end = float(number.digits[tokens[position].text]), position + 1
        if end > position:
            end, value = _trimmed(tokens, position, end, value, folded, number)
        if end > position:
            folded.append(_joined(tokens, position, end, value))
            position = end
            continue
        token = tokens[position]
        if token.kind == "z" and token.text in number.plurals and folded and folded[-1].kind == "n":
            folded.append(Token("x", "x", token.start, token.start))
            token = replace(token, kind="n", value=float(number.plurals[token.text]))
        elif token.kind == "z" and number.plurals.get(token.text, 0) >= _FEWEST_POUNDS:
            token = replace(token, kind="n", value=float(number.plurals[token.text]), mark="word")
        folded.append(token)
        position += 1
    return folded


def _holds_two(
    tokens: Sequence[Token],
    start: int,
    end: int,
    before: Sequence[Token],
    value: float,
    words: LogWords,
) -> bool:
    """Whether "six ninety" is the end of one set and the beginning of the next, and no 690.

    "Eighty for six ninety for four", "sets of five sixty kilos", "three sixty second planks".
    """
    digit = words.numbers.digits.get(tokens[start].text)
    if digit is None or end < start + 2 or value < 100:
        return False
    if start and tokens[start - 1].text in ("set", "round") and not _tells_which(before[:-1]):
        return True  # "set one sixty kilos"
    if _word(tokens, start + 1) in words.numbers.oh:
        return False
    if _word(tokens, start + 1) in words.numbers.hundred and _word(tokens, end) not in _PAIRING:
        return False
    if not float(value).is_integer() and value // 100 != digit:
        return False
    follower = _word(tokens, end)
    if follower in ("second", "minute") and digit > 1:
        return True
    joined = before[-1].text if before else ""
    weighed = len(before) > 1 and ((before[-2].kind == "n" and before[-2].value >= 20)
                                   or before[-2].text in words.units)  # fmt: skip
    if joined in _PAIRING and weighed:
        return True
    kilos = words.units.get(follower) is Unit.KG
    return joined in (*_PAIRING, "of") and digit >= _FEW_HUNDREDS and kilos


def _trimmed(
    tokens: Sequence[Token],
    start: int,
    end: int,
    value: float,
    before: Sequence[Token],
    number: NumberWords,
) -> tuple[int, float]:
    """Leave the last digit to what follows, or take one more in.

    "Ninety five sets of eight", "two twenty three by ten", "three at one thirty two at one forty";
    and behind "100 by 5" there is "one hundred five by 4".
    """
    after = number.digits.get(_word(tokens, end))
    hundreds = _word(tokens, end - 1) in number.hundred
    if after is not None and hundreds and _pairs(before, _word(tokens, end + 1)):
        return end + 1, value + after
    digit = number.digits.get(_word(tokens, end - 1)) if end > start + 1 else None
    if digit is None or value < _FEWEST_POUNDS + 1 or not value.is_integer():
        return end, value
    follower = _word(tokens, end)
    odd = digit != _HALF_TEN and value > _MOST_COUNTED  # nobody loads 223
    heavy = before and before[-1].text in _AT and follower in _AT
    if heavy or follower in ("sets", "rounds") or (follower in ("by", "times") and odd):
        return end - 1, value - digit
    return end, value


def _tells_which(before: Sequence[Token]) -> bool:
    """Whether it is the first, the last, one set: what follows "set" is then no label."""
    return bool(before) and (before[-1].kind in "ng" or before[-1].text in _WHICH)


def _pairs(before: Sequence[Token], joiner: str) -> bool:
    """Whether a weight and its repetitions were joined by the same word before."""
    return joiner in _PAIRING and any(
        token.text == joiner and place and before[place - 1].value >= _FEWEST_POUNDS
        for place, token in enumerate(before)
    )


def _joined(tokens: Sequence[Token], start: int, end: int, value: float) -> Token:
    if end == start + 1 and tokens[start].kind == "n":
        return tokens[start]
    text = " ".join(token.text for token in tokens[start:end])
    return Token("n", text, tokens[start].start, tokens[end - 1].end, value, mark="word")


def _number(tokens: Sequence[Token], start: int, words: LogWords) -> tuple[float, int]:
    """Give the number that starts here and the position past it; no number: the start again."""
    whole, end = _whole(tokens, start, words)
    if end == start:
        return 0.0, start
    return _fraction(tokens, whole, end, words.numbers)


def _whole(tokens: Sequence[Token], start: int, words: LogWords) -> tuple[float, int]:
    number = words.numbers
    token = tokens[start]
    if token.kind == "n":
        if token.value < 10 and _word(tokens, start + 1) in number.hundred:
            return _after_hundred(tokens, start + 2, 100 * token.value, words)
        return token.value, start + 1
    if token.kind != "z":
        return 0.0, start
    text = token.text
    texts = [t.text for t in tokens[start : start + 4]]
    foreign = number.foreign.at(texts, 0)
    if foreign:
        return float(foreign[1]), start + foreign[0]
    if text in number.hundred:
        return _after_hundred(tokens, start + 1, 100.0, words)
    if text in number.article and _word(tokens, start + 1) in number.hundred:
        return _after_hundred(tokens, start + 2, 100.0, words)
    if text in number.half and number.dozen & {t.text for t in tokens[start + 1 : start + 3]}:
        return 6.0, start + 2 + (_word(tokens, start + 1) in number.article)
    if text in number.dozen:
        return 12.0, start + 1
    if text in number.digits:
        return _after_digit(tokens, start, words)
    return _below_hundred(tokens, start, number)


def _word(tokens: Sequence[Token], position: int) -> str:
    if position < len(tokens) and tokens[position].kind == "z":
        return tokens[position].text
    return ""


def _below_hundred(tokens: Sequence[Token], start: int, number: NumberWords) -> tuple[float, int]:
    """Read ten to ninety nine."""
    text = _word(tokens, start)
    if text in number.teens:
        return float(number.teens[text]), start + 1
    if text not in number.tens:
        return 0.0, start
    unit = number.digits.get(_word(tokens, start + 1))
    if unit is None:
        return float(number.tens[text]), start + 1
    return float(number.tens[text] + unit), start + 2


def _after_digit(tokens: Sequence[Token], start: int, words: LogWords) -> tuple[float, int]:
    """Read one to nine, and the hundreds that may follow: "two hundred", "two twenty five"."""
    number = words.numbers
    digit = float(number.digits[tokens[start].text])
    follower = _word(tokens, start + 1)
    if follower in number.hundred:
        return _after_hundred(tokens, start + 2, 100 * digit, words)
    if follower in number.oh and _word(tokens, start + 2) in number.digits:
        return 100 * digit + number.digits[_word(tokens, start + 2)], start + 3
    if digit <= _BIGGEST_GYM_DIGIT:
        rest, end = _below_hundred(tokens, start + 1, number)
        if end > start + 1:
            return 100 * digit + rest, end
    if digit == 1 and start and tokens[start - 1].text in _POINTING:
        return 0.0, start  # "that one", "the last one"
    return digit, start + 1


def _after_hundred(
    tokens: Sequence[Token], position: int, value: float, words: LogWords
) -> tuple[float, int]:
    """Read what follows "hundred"; "a hundred five by five" is 100 and then 5 by 5."""
    number = words.numbers
    said_and = _word(tokens, position) == "and"
    start = position + 1 if said_and else position
    rest, end = _below_hundred(tokens, start, number)
    if end > start:
        return value + rest, end
    digit = number.digits.get(_word(tokens, start))
    if digit is None:
        return value, position
    after = _word(tokens, start + 1)
    counts = after in ("by", "x", "times", "sets", "set", "reps", "rep")
    homophone = digit == 4 and (_is_number(tokens, start + 1, number))
    if homophone or (counts and not said_and):
        return value, position
    return value + digit, start + 1


def _is_number(tokens: Sequence[Token], position: int, number: NumberWords) -> bool:
    if position < len(tokens) and tokens[position].kind == "n":
        return True
    word = _word(tokens, position)
    return word in number.digits or word in number.teens or word in number.tens


def _fraction(
    tokens: Sequence[Token], whole: float, position: int, number: NumberWords
) -> tuple[float, int]:
    """Read "point five", "and a half"."""
    texts = [_word(tokens, position + ahead) for ahead in range(3)]
    if texts[0] in number.point:
        value, end = _decimals(tokens, position + 1, number)
        return (whole + value, end) if end > position + 1 else (whole, position)
    if texts[0] == "and":
        skip = 2 if texts[1] in number.article else 1
        fraction = texts[skip]
        if fraction in number.half:
            return whole + 0.5, position + skip + 1
        if fraction in number.quarter:
            return whole + 0.25, position + skip + 1
    return whole, position


def _decimals(tokens: Sequence[Token], position: int, number: NumberWords) -> tuple[float, int]:
    if position < len(tokens) and tokens[position].kind == "n":
        text = tokens[position].text
        return (float(f"0.{text}"), position + 1) if text.isdigit() else (0.0, position)
    foreign = number.foreign.at([_word(tokens, position)], 0)
    if foreign:
        return float(f"0.{foreign[1]}"), position + 1
    said = ""
    while len(said) < 3 and _word(tokens, position + len(said)) in number.digits:
        said += str(number.digits[_word(tokens, position + len(said))])
    if said:  # "point five three sets" is one digit and then the sets
        digits = next((said[:n] for n in (3, 2) if said[:n] in _STEPS), said[0])
        return float(f"0.{digits}"), position + len(digits)
    rest, end = _below_hundred(tokens, position, number)
    return (rest / 100, end) if end > position else (0.0, position)


def hear(tokens: Sequence[Token], words: LogWords, *, spoken: bool) -> list[Token]:
    """Read homophones where the grammar needs a number, and "four" where it needs "for".

    Takes classified tokens. Typed text is bent less than a transcript.
    """
    heard = list(tokens)
    for place in range(2 * len(heard)):  # twice: "4 ate reps" is "for 8 reps"
        index = place % len(heard)
        token = heard[index]
        before = heard[index - 1].kind if index else ""
        after = heard[index + 1].kind if index + 1 < len(heard) else ""
        if token.text in words.numbers.homophones and token.kind not in "nE":
            following = heard[index + 1].text if after else ""
            if _needs_number(token, before, after, following, spoken=spoken):
                value = float(words.numbers.homophones[token.text])
                heard[index] = replace(token, kind="n", value=value, mark="heard")
        elif _is_for(token, before, after, heard, index, spoken=spoken):
            heard[index] = Token("f", "for", token.start, token.end)
    return heard


def _needs_number(token: Token, before: str, after: str, following: str, *, spoken: bool) -> bool:
    if token.text == "for" and after == "R":  # "a hundred kilos for reps"
        return before in ("f", "B", "o")
    if token.text == "for" and after == "S" and following.endswith("s"):
        return before != "n"  # "for sets of ten"
    if token.text == "for" and before == "f":  # "ninety for for"
        return after != "n"
    if token.text == "ate" and before in ("&", ",", "n") and after in ("", ".", "n", ";", ","):
        return True  # "ten nine and ate"
    if token.text == "for" and not (spoken or after == "x"):
        return False
    if after == "R" and token.text == "ate":
        return True
    if before == "S" and token.text in ("ate", "won", "too", "to"):  # "third set ate"
        return after in ("", ",", ".", "g", ";")
    if after in ("S", "R"):
        return before not in ("n", "w") or (
            token.text in ("for", "to", "too", "ate") and after == "S"
        )
    if before in ("x", "o") and after not in ("n", "w"):
        return True
    if after == "x":
        return before not in ("n", "w") or spoken
    return before == "f" and after != "n" and token.text in ("ate", "won", "too")


def _is_for(
    token: Token, before: str, after: str, row: Sequence[Token], index: int, *, spoken: bool
) -> bool:
    """Whether a "four" between a weight and the repetitions was "for"."""
    if token.kind != "n" or token.value != 4 or token.mark == "heard" or after != "n":
        return False
    if not (spoken or token.mark == "word" or row[index + 1].mark == "heard"):
        return False
    follows = row[index + 2].kind if index + 2 < len(row) else ""
    if follows == "n" and shape(row[index + 3 : index + 4]) not in ("S", "x", "R", "U"):
        return False  # "75 kilos four three two"
    if follows == "x":  # "100 kg 4 5 x 5" has four numbers: leave it
        return False
    heavy = before == "n" and row[index - 1].value >= 20
    return before in ("w", "U") or heavy

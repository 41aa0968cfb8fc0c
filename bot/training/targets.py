"""Words that point at sets of the log: the second set, the last two, the 70, set 3. Pure."""

import re
from collections.abc import Mapping, Sequence

from bot.training.changes import Scope, Target
from bot.training.tokens import Token
from bot.training.words import LogWords, listed

_UNIT = r"(?:kg|kgs|kilos?|lbs?|pounds?)"
_KILOS = r"(\d+(?:[.,]\d+)?)"
_WEIGHED = re.compile(
    rf"(?:(?:the )?sets? (?:at|with|of) {_KILOS} (?:{_UNIT} )?"
    rf"|(?:the )?{_KILOS} {_UNIT} (?:sets?|ones?) "
    r"|(?:the )?(\d\d+(?:[.,]\d+)?) (?:sets?|ones?) "
    rf"|the (\d\d+(?:[.,]\d+)?) (?:{_UNIT} )?"
    r"|the (\d) (?:reps? )?(?:set |one )?(?=$))(?=was |were |should |$)"
)
"""A set told by its weight, its words one space apart."""
_SETS = frozenset(("set", "sets"))
_BEFORE_VALUE = frozenset(("to", "at", "with", "only", "just", "are"))
"""Words between the sets that are meant and what they should be."""
LONGEST_NAME = 4
"""Words of an exercise between "last" and "set"."""


class TargetReader:
    """Reads which sets a correction means. Built once."""

    def __init__(self, words: LogWords) -> None:
        data = words.amend
        self._digits: Mapping[str, int] = words.numbers.digits
        self._words = {key: listed(data[key]) for key in ("set_words", "last", "message")}
        self._ordinals = {str(k): int(v) for k, v in data["ordinals"].items()}

    def read(self, tokens: list[Token]) -> tuple[Target | None, list[Token]]:
        """Take the words out that point at sets: the second set, set 3, the last two squat sets."""
        weighed = self._at_weight(tokens)
        if weighed is not None:
            return weighed
        tokens = self._with_sets_in_front(tokens)
        texts = [token.text for token in tokens]
        for position in range(len(texts)):
            if self._words["message"].at(texts, position):
                found = self._words["message"].at(texts, position) or (1, True)
                return Target(Scope.LAST_MESSAGE), tokens[:position] + tokens[position + found[0] :]
            numbers, end = self._numbered(texts, position)
            if numbers:
                return Target(Scope.NUMBERED, numbers=numbers), tokens[:position] + tokens[end:]
            count, end = self._last(texts, position)
            if count:
                return Target(Scope.LAST_SET, count=count), tokens[:position] + tokens[end:]
        return None, tokens

    def names_more(self, rest: Sequence[Token]) -> bool:
        """Tell whether what is left of a correction names further sets, each with its number."""
        texts = [token.text for token in rest]
        pointed = [
            at
            for at, text in enumerate(texts)
            if text in self._ordinals or self._words["last"].at(texts, at)
        ]
        return bool(pointed) and sum(text.replace(".", "").isdigit() for text in texts) > 1

    def _at_weight(self, tokens: list[Token]) -> tuple[Target, list[Token]] | None:
        """Read "the 70 was ...", "the set at 70 kg", "the 60 kg set"."""
        said = "".join(token.text + " " for token in tokens)
        found = _WEIGHED.match(said)
        if found is None:
            return None
        end = found.end()
        taken = next(n for n in range(len(tokens) + 1) if _length(tokens[:n]) >= end)
        several = any(token.text in ("sets", "ones") for token in tokens[:taken])
        weight = float(next(filter(None, found.groups())).replace(",", "."))
        return Target(Scope.AT_WEIGHT, weight=weight, count=0 if several else 1), tokens[taken:]

    def _with_sets_in_front(self, tokens: list[Token]) -> list[Token]:
        """Put "set" in front of the exercise: "the last squat set" to "the last set squat"."""
        texts = [token.text for token in tokens]
        digits = self._digits
        for start, text in enumerate(texts):
            last = self._words["last"].at(texts, start)
            if not last and text not in self._ordinals:
                continue
            name = start + (last[0] if last else 1)
            while name < len(texts) and (
                texts[name] in {"and", "&", ","}
                or texts[name] in self._ordinals
                or texts[name] in digits
                or texts[name].isdigit()
            ):
                name += 1
            if not last and name < len(texts) and self._words["last"].at(texts, name):
                continue  # "the second last set"
            end = next((n for n, one in enumerate(texts) if n > name and one in _SETS), 0)
            if end and end - name <= LONGEST_NAME and all(map(_is_word, texts[name:end])):
                return [*tokens[:name], tokens[end], *tokens[name:end], *tokens[end + 1 :]]
        return tokens

    def _numbered(self, texts: list[str], start: int) -> tuple[tuple[int, ...], int]:
        """Read "second set", "first and third set", "set 2", "sets 2 and 3"."""
        if texts[start] in self._ordinals:
            numbers = [self._ordinals[texts[start]]]
            end = start + 1
            while end < len(texts) and (
                texts[end] in ("and", "&", ",") or texts[end] in self._ordinals
            ):
                if texts[end] in self._ordinals:
                    numbers.append(self._ordinals[texts[end]])
                end += 1
            if end < len(texts) and self._words["last"].at(texts, end):
                numbers, end = [-one for one in numbers], end + 1  # the second last
            if end < len(texts) and self._words["set_words"].at(texts, end):
                return tuple(numbers), end + 1
            return (), start
        if texts[start] not in ("set", "sets") or start + 1 >= len(texts):
            return (), start
        numbers, end = [], start + 1
        values = self._digits
        while end < len(texts):
            text = texts[end]
            if text.isdigit() and int(text) <= 30:
                if end + 1 < len(texts) and texts[end + 1] in ("x", "kg", "reps", "lb"):
                    break
                numbers.append(int(text))
            elif text in values:
                numbers.append(values[text])
            elif text not in ("and", "&", ",", "#"):
                break
            end += 1
        return tuple(numbers), end

    def _last(self, texts: list[str], start: int) -> tuple[int, int]:
        """Read "last set", "last two sets", "the last one"."""
        if not self._words["last"].at(texts, start):
            return 0, start
        end, count = start + 1, 1
        digits = self._digits
        if end < len(texts) and texts[end] in digits and texts[end] != "one":
            count, end = digits[texts[end]], end + 1
        elif end < len(texts) and texts[end].isdigit() and int(texts[end]) <= 30:
            count, end = int(texts[end]), end + 1
        if end < len(texts) and self._words["set_words"].at(texts, end):
            return count, end + 1
        if end < len(texts) and texts[end] in ("was", "were", "should", "="):
            return count, end
        if count > 1 and end < len(texts) and _is_value(texts[end]):
            return count, end  # "the last two 6"
        return 0, start


def _is_value(text: str) -> bool:
    return text[:1].isdigit() or text in _BEFORE_VALUE


def _length(tokens: Sequence[Token]) -> int:
    return sum(len(token.text) + 1 for token in tokens)


def _is_word(text: str) -> bool:
    """Tell whether it may be part of an exercise's name."""
    return text.replace("-", "").replace(" ", "").replace("'", "").isalpha() and text not in _SETS

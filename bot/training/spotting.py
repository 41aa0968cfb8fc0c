"""Which words of a line name exercises, and what kind each token is. Pure."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.training.names import ExerciseNames, Named, Span
from bot.training.numbers import fold_numbers, hear
from bot.training.sets import TrainingSet
from bot.training.shapes import counted, merge, signed
from bot.training.slips import mended
from bot.training.tokens import Token, classify
from bot.training.words import LogWords, listed

GEAR = frozenset(("dumbbell", "barbell", "kettlebell", "cable", "db", "kb", "bb"))
"""Words that name an exercise only where nothing else does."""
REMEMBERED = 64
"""Rows of words of which the reading is kept for a moment."""
_MOST_SLIPS = 6


class Surroundings(Protocol):
    """The part of LogContext that is needed here."""

    @property
    def own_names(self) -> tuple[str, ...]:
        """Exercises under the user's own names."""
        ...

    @property
    def last(self) -> TrainingSet | None:
        """Last set of this session."""
        ...

    @property
    def spoken(self) -> bool:
        """Whether it is a transcript."""
        ...


class _Around(Struct, frozen=True):
    """What of the surroundings decides how a line is read."""

    own_names: tuple[str, ...]
    follows: bool
    """A set was logged before it in this session."""
    spoken: bool


class Spotter:
    """Finds exercises and numbers in lexed lines, with the words of one language."""

    def __init__(self, words: LogWords, names: ExerciseNames, data: Mapping[str, Any]) -> None:
        self._words = words
        self._names = names
        self._slips = listed(data["slips"])
        # Corrections and the log look at the same words of one message.
        self._typed = lru_cache(maxsize=REMEMBERED)(self._typed_anew)
        self._chatter = sorted(word for word in words.known if len(word) > 2)

    def typed(
        self, raw: Sequence[Token], context: Surroundings
    ) -> tuple[list[Token], list[tuple[Token, Named]]]:
        """Spot the exercises, fold numbers, classify and merge."""
        around = _Around(tuple(context.own_names), context.last is not None, context.spoken)
        tokens, named = self._typed(tuple(raw), around)
        return [*tokens], [*named]

    def _typed_anew(
        self, raw: Sequence[Token], context: "_Around"
    ) -> tuple[list[Token], list[tuple[Token, Named]]]:
        tokens, named = self._with_exercises(list(raw), context)
        tokens = fold_numbers(tokens, self._words)
        tokens = hear(classify(tokens, self._words), self._words, spoken=context.spoken)
        return counted(merge(signed(tokens))), named

    def mended(
        self, raw: Sequence[Token], context: Surroundings
    ) -> tuple[list[Token], list[tuple[Token, Named]]]:
        """Give the typed tokens of a line, with what it corrects in its middle put right."""
        texts = [token.text for token in raw]
        found = self._slips.find(texts, 1) if len(texts) > 1 else None
        if found is None:
            return self.typed(raw, context)
        said = list(raw[: found[0]])
        tokens, named = self.typed(said, context)
        for _ in range(_MOST_SLIPS):
            if found is None:
                break
            start, end, _ = found
            found = self._slips.find(texts, end) if end < len(texts) else None
            rest = raw[end : found[0] if found else len(raw)]
            right, more = self.typed(rest, context)
            whole = mended(tokens, right)
            if whole is not None:
                tokens, named, said = whole, [*named, *more], []
                continue
            if said:  # nothing corrected so far: read on as if the word were any other
                said += raw[start : found[0] if found else len(raw)]
                tokens, named = self.typed(said, context)
                continue
            tokens, named = [*tokens, *right], [*named, *more]
        return (tokens, named) if found is None else self.typed(raw, context)

    def _with_exercises(
        self, tokens: list[Token], context: _Around
    ) -> tuple[list[Token], list[tuple[Token, Named]]]:
        """Replace the words of each exercise by one token of kind E."""
        done: list[Token] = []
        named: list[tuple[Token, Named]] = []
        position = 0
        while position < len(tokens):
            stop = position
            while stop < len(tokens) and tokens[stop].kind in "zn":
                stop += 1
            if stop == position:
                done.append(tokens[position])
                position += 1
                continue
            self._spot(tokens[position:stop], done, named, context)
            position = stop
        return done, named

    def _spot(
        self,
        run: list[Token],
        done: list[Token],
        named: list[tuple[Token, Named]],
        context: _Around,
    ) -> None:
        texts = [token.text for token in run]
        position = 0
        for span in self._names.spans(texts, context.own_names, repair=True):
            if not self._meant(span, texts, context):
                continue
            span = self._extended(span, texts, context)  # noqa: PLW2901
            if span.start < position:
                continue
            done.extend(run[position : span.start])
            first, last = run[span.start], run[span.end - 1]
            many = last.text.endswith("s") and not last.text.endswith("ss")
            mark = "several" if many else ""
            token = Token("E", span.named.name, first.start, last.end, mark=mark)
            done.append(token)
            named.append((token, span.named))
            position = span.end
        done.extend(run[position:])

    def _meant(self, span: Span, texts: Sequence[str], context: _Around) -> bool:
        """Whether words that are also plain words name an exercise here: "felt clean"."""
        if span.end - span.start > 1:
            return True
        word = texts[span.start]
        if word.isdigit() or _is_nought(texts, span, self._words):
            return False
        if span.named.options:
            if word.rstrip("s") in GEAR and context.follows:
                return False  # "20 kg dumbbells" goes on with the exercise of before
            follows = texts[span.end] if span.end < len(texts) else ""
            return not follows or follows[:1].isdigit() or follows not in self._words.chatter
        before = texts[span.start - 1] if span.start else ""
        if word in self._words.acts and before and self._extends(before):
            return before in self._words.name_vocabulary  # "my uncle squatted", "hack squatted"
        if word not in self._words.chatter:
            return True
        if not before:  # "oh sorry", "clean 60 kg"
            return span.end < len(texts) and texts[span.end][:1].isdigit()
        return before not in self._words.chatter

    def _extended(self, span: Span, texts: list[str], context: _Around) -> Span:
        """Join words that make it another exercise: "paused squat", "cossack squat"."""
        start = span.start
        while start > 0 and span.start - start < 3 and self._extends(texts[start - 1]):
            start -= 1
        end = span.end
        while end < len(texts) and end - span.end < 2 and self._follows(texts, end):
            end += 1
        if start < span.start and texts[end : end + 1] and texts[end] in self._words.name_tails:
            end += 1  # "steve's landmine thing"
        if (start, end) == (span.start, span.end):
            return self._with_tail(span, texts)
        words = " ".join(texts[start:end])
        found = self._names.find(words, context.own_names)
        if not found and texts[span.start] in self._words.acts:  # "front squatted"
            found = self._names.find(" ".join((*texts[start : span.start], span.named.name)))
        if found and found.exercise:
            return Span(start, end, found)
        if span.named.options and start == span.start:
            return span
        return Span(start, end, Named(words, None, True))

    def _follows(self, texts: Sequence[str], position: int) -> bool:
        """Whether the word behind a name belongs to it: "wall ball burners", "carry machine"."""
        word = texts[position]
        plain = word in self._words.chatter and word != "machine"
        if word in self._words.name_heads and not plain:
            return True
        if word in self._words.modifiers or word in self._words.note_words:
            return False
        ahead = position + 1 < len(texts) and texts[position + 1][:1].isdigit()
        return ahead and self._extends(word)

    def _extends(self, word: str) -> bool:
        if word in self._words.modifiers and word not in ("flat", "low", "high", "band"):
            return True
        if word in self._words.known or not word.replace("'", "").isalpha() or len(word) < 3:
            return False
        return not self.typo_of_chatter(word)

    def typo_of_chatter(self, word: str) -> bool:
        """Tell whether a word is a letter away from one that means something here."""
        if word in self._words.name_vocabulary:
            return False
        near = process.extractOne(word, self._chatter, scorer=OSA.distance, score_cutoff=1)
        return near is not None

    def _with_tail(self, span: Span, texts: list[str]) -> Span:
        """Take modifiers behind the name: "bench incline", "squat smith"."""
        end = span.end
        while end < len(texts) and end - span.end < 3 and texts[end] in self._words.modifiers:
            end += 1
            tail = " ".join(texts[span.end : end])
            for words in (f"{tail} {span.named.name}", f"{span.named.name} {tail}"):
                found = self._names.find(words)
                if found and found.exercise and found.sure:
                    return Span(span.start, end, found)
        return span


def _is_nought(texts: Sequence[str], span: Span, words: LogWords) -> bool:
    """Whether the "oh" of "four oh five" was taken for a short name."""
    digits = words.numbers.digits
    if span.end - span.start > 1 or texts[span.start] not in words.numbers.oh or not span.start:
        return False
    return texts[span.start - 1] in digits and texts[span.end : span.end + 1] != ["press"]

"""The tokens of one exercise -> its sets, or what to ask. Pure.

Notations give entries with gaps; here the gaps are filled from the clause, from the last set where
the message says so ("same again", "+2.5 kg"), and what still lacks becomes the one question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from bot.training.names import Named
from bot.training.notations import Entry, Lift, Piece, pieces
from bot.training.sets import Problem, Question, Reading, TrainingSet, Unit, kilograms
from bot.training.spell import body_of, number
from bot.training.tokens import Token, shape
from bot.training.words import LogWords
from knowledge.model import Load

MAX_KG = 1000.0
MAX_REPS = 300
MAX_SETS = 30
MAX_SECONDS = 4 * 3600
_NUMBERS = frozenset("nwrstab")
_PLAIN = frozenset("nwrstabx@fo,/:;&-~.+")
_BREAKS = frozenset("ukDLzG")
_TEENS = {13: 30, 14: 40, 15: 50, 16: 60, 17: 70, 18: 80, 19: 90}
"""Heard for one another: fifteen and fifty."""
_BODY = "bodyweight"
_HELD = ("hand", "dumbbell", "db", "bell", "arm")
"""Said of a weight held beside the body."""


class Context(Protocol):
    """The part of LogContext that is needed here."""

    @property
    def unit(self) -> Unit: ...
    @property
    def last(self) -> TrainingSet | None: ...
    @property
    def last_group(self) -> tuple[TrainingSet, ...]: ...
    @property
    def usual(self) -> Mapping[str, float]: ...
    @property
    def spoken(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one exercise."""

    named: Named | None
    """None: no exercise is known at all."""
    tokens: tuple[Token, ...]
    said: str
    explicit: bool = False
    """The exercise is named in these words."""
    together: bool = False
    """Named with another exercise before one set of numbers."""
    warmup: bool = False
    text: str = ""
    """The whole line, in which the tokens have their positions."""


@dataclass(frozen=True, slots=True)
class Second:
    """The second reading, and the sets that it stands in place of."""

    sets: tuple[TrainingSet, ...]
    label: str
    instead: tuple[TrainingSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a clause."""

    sets: tuple[TrainingSet, ...] = ()
    problems: tuple[Problem, ...] = ()
    question: Question | None = None
    other: Any = None
    """A Second."""
    doubtful: bool = False
    """It holds numbers that were not understood."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands beside the numbers: each with the position in the plain tokens."""

    plain: tuple[Token, ...]
    rpe: tuple[tuple[int, Token, bool], ...]
    """With whether it is said of the last set only."""
    warm: tuple[tuple[int, Token], ...]
    work: tuple[int, ...]
    each: tuple[tuple[int, Token], ...]
    kinds: frozenset[str]
    note: str = ""


class ClauseReader:
    """Reads clauses with the words of one language."""

    def __init__(self, words: LogWords) -> None:
        self._words = words

    # What a row of tokens is, for those who cut lines into clauses

    def whole(self, tokens: Sequence[Token]) -> bool:
        """Whether the tokens read as complete sets without anything left over."""
        found = pieces(self._marks(tokens).plain, Lift())
        if found is None:
            return False
        entries = [entry for piece in found for entry in piece.entries]
        if any(piece.ask for piece in found):
            return False
        done = [e for e in entries if e.reps is not None or e.seconds is not None]
        return bool(done) and len(done) >= len(entries) - 1

    def strong(self, tokens: Sequence[Token]) -> bool:
        """Whether the tokens can only be sets: reps with a weight, or sets of reps."""
        marks = self._marks(tokens)
        found = pieces(marks.plain, Lift())
        if not found or any(piece.ask == "number" for piece in found):
            return False
        entries = [entry for piece in found for entry in piece.entries]
        if not entries:
            return any(piece.ask for piece in found)
        kinds = shape(marks.plain)
        weighed = any(e.has_weight for e in entries) and any(e.reps or e.seconds for e in entries)
        return weighed or "x" in kinds or ("s" in kinds and any(e.reps for e in entries))

    def refused(self, one: TrainingSet) -> bool:
        """Whether the bounds of the policy refuse this set."""
        entry = Entry(
            one.added if one.added is not None else one.weight,
            one.unit,
            "added" if one.added is not None else "",
            one.reps,
            one.seconds,
            rpe=one.rpe,
        )
        return _refusal(replace(entry, kind=entry.kind or "body"), Load.BODYWEIGHT) is not None

    # Reading

    def read(
        self, clause: Clause, context: Context, day: date, last: TrainingSet | None
    ) -> Outcome | None:
        """Read one clause; None: it tells of no set."""
        if clause.together:
            return Outcome(problems=(Problem(_short(clause.said), "log.two_exercises"),))
        kinds = shape(clause.tokens)
        doubt = self._doubts(clause, kinds, context)
        if doubt is not None:
            return doubt
        lift = self._lift(clause.named, context, last)
        if any(t.kind == "e" and t.text.endswith(_HELD) for t in clause.tokens):
            lift = replace(lift, in_hand=True)
        if lift.load is Load.LOADED:
            clause = replace(clause, tokens=tuple(t for t in clause.tokens if not _is_clock(t)))
        marks = self._marks(clause.tokens)
        marks = replace(marks, note=self._note(clause))
        relative = self._relative(clause, marks, lift, context, day, last)
        if relative is not None:
            return relative
        found = pieces(marks.plain, lift)
        if not found:
            return self._unread(clause, kinds, found)
        return self._settle(clause, marks, found, lift, context, day, last)

    def _unread(self, clause: Clause, kinds: str, found: list[Piece] | None) -> Outcome | None:
        if found is not None and not any(k in _NUMBERS for k in kinds):
            return None
        if re.search("nxn|[wrs]", kinds) and (clause.explicit or "x" in kinds or "w" in kinds):
            if clause.named is not None and (clause.explicit or "x" in kinds):
                return Outcome(problems=(Problem(_short(clause.said), "log.unreadable"),))
            return Outcome(doubtful=True)
        return Outcome(doubtful=True) if any(k in _NUMBERS for k in kinds) else None

    def _lift(self, named: Named | None, context: Context, last: TrainingSet | None) -> Lift:
        if named is None:
            return Lift(unit=context.unit)
        words = set(named.name.replace("-", " ").split())
        light = bool(words & self._words.light)
        if named.exercise is not None:
            known = named.exercise
            held = known.per_side  # a weight beside it is that in the hand, not added to the body
            return Lift(known.load, light, context.unit, known.equipment == _BODY, in_hand=held)
        bare = context.usual.get(named.name) == 0.0
        if last is not None and last.exercise == named.name and last.weight == 0:
            bare = True
        return Lift(Load.BODYWEIGHT if bare else Load.LOADED, light, context.unit)

    def _doubts(self, clause: Clause, kinds: str, context: Context) -> Outcome | None:
        """Ask where the writer was not sure: about, or, plates, a stack."""
        if clause.named is not None and clause.named.options and _tells(kinds):
            return self._ask_which(clause)
        if "q" in kinds:
            return _ask_plates(clause, kinds, context)
        if "K" in kinds and "w" not in kinds and any(k in _NUMBERS for k in kinds):
            return _asked("ask.stack", clause, gap="weight")
        if not _tells(kinds):
            return None
        if "C" in kinds and clause.explicit and not re.search(r"[rtx]", kinds.replace("nxw", "")):
            return Outcome(problems=(Problem(_short(clause.said), "log.distance"),))
        if "J" in kinds and "s" in kinds and re.search("[nr]", kinds):
            return _asked("ask.total", clause)
        if re.search(r"[nwrs]O[nwrs]", kinds):
            return _ask_either(clause, kinds)
        if re.search(r"v[@of]?[nwrsta]|[nw]v", kinds):
            return _ask_about(clause, kinds)
        if "~" in kinds and re.search(r"[nwrs]~[nwrs]", kinds):
            return _ask_between(clause, kinds)
        return None

    def _ask_which(self, clause: Clause) -> Outcome:
        named = clause.named
        options = named.options if named else ()
        rest = _words(clause.tokens)
        return Outcome(
            question=Question(
                "ask.exercise",
                (("said", named.name if named else ""),),
                tuple((option, f"{option} {rest}") for option in options),
                "{} " + rest,
                "exercise",
            )
        )

    def _marks(self, tokens: Sequence[Token]) -> _Marks:
        """Part the numbers from what stands beside them."""
        plain: list[Token] = []
        rpe: list[tuple[int, Token, bool]] = []
        warm: list[tuple[int, Token]] = []
        work: list[int] = []
        each: list[tuple[int, Token]] = []
        last_set = False
        for index, token in enumerate(tokens):
            kind = token.kind
            before = tokens[index - 1].kind if index else ""
            if kind in _PLAIN and not (
                kind in ".-" or (kind == "/" and _next(tokens, index) == "e")
            ):
                plain.append(token)
            elif kind == "p":
                rpe.append((len(plain), token, last_set))
            elif kind == "e":
                self._each(each, token, before, len(plain))
            if kind == "u":
                warm.append((len(plain), token))
            if kind == "k":
                work.append(len(plain))
            last_set = kind == "L" or (last_set and kind not in _NUMBERS)
            if kind in _BREAKS or kind in ".-":
                plain.append(Token(";", "", token.start, token.start))
        return _Marks(
            tuple(_no_trailing_at(plain)), tuple(rpe), tuple(warm), tuple(work), tuple(each),
            frozenset(shape(tokens)),
        )  # fmt: skip

    def _each(
        self, each: list[tuple[int, Token]], token: Token, before: str, position: int
    ) -> None:
        if token.text in ("leg", "side", "hand", "arm") and before != "/":
            return
        each.append((position, token))

    def _note(self, clause: Clause) -> str:
        """Keep the words behind the numbers where they tell how it was done, as they were typed."""
        first = next((t.end for t in clause.tokens if t.kind in _NUMBERS), None)
        if first is None or not clause.text:
            return ""
        telling = [t for t in clause.tokens if t.kind in "ze" and t.start >= first
                   and t.text in self._words.note_words]  # fmt: skip
        if not telling:
            return ""
        place = telling[0]
        left = max([clause.text.rfind(sign, 0, place.start) + 1 for sign in ",;.()"]
                   + [t.end for t in clause.tokens if t.kind not in "z" and t.end <= place.start])  # fmt: skip
        ends = [clause.text.find(sign, place.end) for sign in ",;.()"]
        right = min([end for end in ends if end >= 0] or [len(clause.text)])
        note = clause.text[left:right].replace('"', "'").strip(" -:'")
        return "" if any(c.isdigit() for c in note) else note

    # Messages that go on from the last set

    def _relative(
        self,
        clause: Clause,
        marks: _Marks,
        lift: Lift,
        context: Context,
        day: date,
        last: TrainingSet | None,
    ) -> Outcome | None:
        """Read "same again", "another 5", "+2.5 kg", "same but 105"; None: it is none of these."""
        kinds = marks.kinds
        plain = shape(marks.plain)
        step = _step(clause, marks, lift, last)
        again = "Y" in kinds or "V" in kinds or "W" in kinds or ("m" in kinds and _small(plain))
        if not again and step is None:
            return None
        rest = tuple(t for t in marks.plain if t.kind != "a") if step is not None else marks.plain
        found = pieces(rest, lift) or []
        entries = [entry for piece in found for entry in piece.entries]
        if (
            step is None
            and entries
            and all(e.has_weight and (e.reps or e.seconds) for e in entries)
        ):  # "another set of 5 at 105": nothing is left to the last set
            return None
        if last is None:
            return _asked("ask.same_as", clause, gap="")
        made = _from_last(found, entries, rest, last, step, few_more="m" in kinds)
        if made is None:
            return _ask_same(clause, last, rest, sets="m" in kinds)
        sets = tuple(replace(one, date=day) for one in made)
        return self._checked_copies(clause, marks, sets)

    def _checked_copies(
        self, clause: Clause, marks: _Marks, sets: tuple[TrainingSet, ...]
    ) -> Outcome:
        rated = marks.rpe[-1][1] if marks.rpe else None
        sets = tuple(
            replace(one, rpe=rated.value, rir=rated.mark == "rir") if rated else one for one in sets
        )
        for one in sets[:1]:
            problem = _bad_set(one)
            if problem:
                return Outcome(problems=(Problem(_short(clause.said), *problem),))
        if len(sets) > MAX_SETS:
            return Outcome(problems=(_problem(clause.said, "log.too_many_sets", MAX_SETS),))
        return Outcome(sets=sets)

    # Filling the gaps

    def _settle(
        self,
        clause: Clause,
        marks: _Marks,
        found: list[Piece],
        lift: Lift,
        context: Context,
        day: date,
        last: TrainingSet | None,
    ) -> Outcome | None:
        if clause.named is None and not self.strong(clause.tokens):
            return Outcome(doubtful=True) if any(p.ask == "number" for p in found) else None
        if not self._is_set(clause, found, lift):
            return Outcome(doubtful=True) if clause.explicit else None
        found = _marked(found, marks, clause, lift)
        found = _carried(found)
        asking = next((piece for piece in found if piece.ask), None)
        if asking is not None and asking.ask == "number":
            return self._stray_number(clause, found, lift, marks, day)
        if clause.named is None:
            return _ask_exercise(clause, found)
        entries = [entry for piece in found if not piece.ask for entry in piece.entries]
        return self._outcome(clause, found, entries, lift, context, day, last)

    def _is_set(self, clause: Clause, found: list[Piece], lift: Lift) -> bool:
        """Whether numbers without an exercise beside them are a set at all and not small talk."""
        entries = [entry for piece in found for entry in piece.entries]
        if clause.explicit:
            held = all(e.reps is None for e in entries) and any(e.seconds for e in entries)
            return not (held and lift.load is Load.LOADED and not any(e.has_weight for e in entries)
                        and len(entries) == 1 and (entries[0].seconds or 0) > 180)  # fmt: skip
        strange = sum(token.kind == "z" for token in clause.tokens)
        if not entries:
            return strange == 0 and len(found) == 1
        if all(e.reps is None and e.seconds is not None for e in entries):
            return strange == 0 and lift.load is not Load.LOADED
        whole = all((e.reps or e.seconds) and e.has_weight for e in entries)
        if whole or "x" in shape(clause.tokens):
            return strange <= 4
        return strange <= 1

    def _stray_number(
        self, clause: Clause, found: list[Piece], lift: Lift, marks: _Marks, day: date
    ) -> Outcome | None:
        """A bare number: alone with an exercise it is a weight or a count; beside sets a riddle."""
        strange = any(token.kind == "z" for token in clause.tokens)
        if len(found) > 1:
            return Outcome(problems=(Problem(_short(clause.said), "log.stray_number"),))
        if not clause.explicit or strange or clause.named is None:
            return None
        token = next(t for t in marks.plain if t.kind == "n")
        if lift.bare_body and token.value <= MAX_REPS and token.value.is_integer():
            entry = Entry(reps=int(token.value))
            return Outcome(sets=_sets_of(entry, clause, lift, lift.unit, day))
        if lift.bare_body and token.value > MAX_REPS:
            return Outcome(problems=(_problem(clause.said, "log.too_many_reps", MAX_REPS),))
        if lift.bare_body:
            return Outcome(doubtful=True)
        named = clause.named.name
        if token.value >= 20 or not token.value.is_integer():
            complete = f"{named} {number(token.value)} {lift.unit.value}: " + "{}"
            return _asked_complete("ask.reps", named, complete, "reps")
        return _asked_complete(
            "ask.weight", named, f"{named} 1 x {number(token.value)} at " + "{}", "weight"
        )

    def _outcome(
        self,
        clause: Clause,
        found: list[Piece],
        entries: list[Entry],
        lift: Lift,
        context: Context,
        day: date,
        last: TrainingSet | None,
    ) -> Outcome:
        named = clause.named
        assert named is not None  # noqa: S101 - the caller asked for it
        unit = _clause_unit(entries) or context.unit
        good: list[TrainingSet] = []
        problems: list[Problem] = []
        question: Question | None = None
        for entry in entries:
            refusal = _refusal(entry, lift.load)
            if refusal:
                problems.append(Problem(_short(clause.said), *refusal))
            elif not _complete(entry, lift):
                question = question or _gap_question(entry, entries, clause, lift, last)
            else:
                good.extend(_sets_of(entry, clause, lift, unit, day) or ())
        if question is not None and question.gap == "weight":
            good = []
        asking = next((piece for piece in found if piece.ask), None)
        if question is None and asking is not None:
            question = _which_question(asking, clause, lift, unit, day)
        if problems and good and not clause.explicit and len(entries) == 1:
            good = []
        doubt = self._misheard(good, clause, context)
        if doubt is not None:
            return Outcome(question=doubt)
        other = _second(found, clause, lift, unit, day) if good and not question else None
        return Outcome(tuple(good), tuple(problems), question, other)

    def _misheard(
        self, sets: list[TrainingSet], clause: Clause, context: Context
    ) -> Question | None:
        """In a transcript fifteen may have been fifty: compare with the last weight, and ask."""
        if not context.spoken or not sets or len({one.weight for one in sets}) > 1:
            return None
        one = sets[0]
        usual = context.usual.get(one.exercise)
        twin = _twin(one.weight)
        if not usual or twin is None:
            return None
        here = abs(kilograms(one.weight, one.unit) - usual)
        there = abs(kilograms(twin, one.unit) - usual)
        if there >= here or there > 0.25 * usual:
            return None
        readings = (sets, [replace(s, weight=twin) for s in sets])
        choices = tuple((body_of(r), f"{one.exercise}: {body_of(r)}") for r in readings)
        return Question("ask.heard", (("weight", number(one.weight)),), choices)


def _is_clock(token: Token) -> bool:
    return token.kind == "t" and token.mark == "time" and token.value >= 300


def _next(tokens: Sequence[Token], index: int) -> str:
    return tokens[index + 1].kind if index + 1 < len(tokens) else ""


def _no_trailing_at(plain: list[Token]) -> list[Token]:
    """Drop joiners that lost their number: "@ RPE 8", "for" before chatter."""
    kept: list[Token] = []
    for index, token in enumerate(plain):
        follows = plain[index + 1].kind if index + 1 < len(plain) else ""
        if token.kind in "@of" and follows not in _NUMBERS:
            if token.kind == "@" and follows == "@":
                continue
            if follows in ("", ";", ",", "&", "f", "o", "@", ":"):
                continue
        if token.kind == "~" and not (kept and kept[-1].kind in _NUMBERS and follows in _NUMBERS):
            continue
        kept.append(token)
    return kept


def _tells(kinds: str) -> bool:
    return any(kind in _NUMBERS for kind in kinds)


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens if token.text)


def _short(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;")
    return text if len(text) <= 60 else text[:59] + "…"


def _problem(said: str, why: str, limit: float) -> Problem:
    return Problem(_short(said), why, (("limit", number(limit)),))


def _gapped(clause: Clause, start: int, end: int) -> str:
    """Write the clause with {} for some of its tokens."""
    front, back = _words(clause.tokens[:start]), _words(clause.tokens[end:])
    name = clause.named.name if clause.named else ""
    return " ".join(part for part in (name, front, "{}", back) if part)


def _ask_gap(
    why: str, clause: Clause, span: tuple[int, int], said: Sequence[str], gap: str
) -> Outcome:
    complete = _gapped(clause, *span)
    choices = tuple((one, complete.replace("{}", one)) for one in said)
    name = clause.named.name if clause.named else ""
    fields = (("exercise", name), ("said", _short(clause.said)))
    return Outcome(question=Question(why, fields, choices, complete, gap))


def _gap_of(token: Token, following: str) -> str:
    """Whether a number that is unsure is the weight or the repetitions."""
    light = token.kind == "n" and token.value < 20 and following not in ("x", "f", "@")
    return "reps" if token.kind in "rs" or light else "weight"


def _ask_about(clause: Clause, kinds: str) -> Outcome:
    """About 80 kg: ask for the figure, with the one that was said as the choice."""
    match = re.search(r"v[@of]?([nwrsta])|([nw])v", kinds)
    if match is None:
        return _asked("ask.about", clause)
    place = match.start(1) if match[1] else match.start(2)
    token = clause.tokens[place]
    gap = _gap_of(token, kinds[place + 1 : place + 2])
    return _ask_gap("ask.about", clause, match.span(), [_figure(token)], gap)


def _ask_either(clause: Clause, kinds: str) -> Outcome:
    """100 or 105."""
    match = re.search(r"[nwrs]O([nwrs])", kinds)
    if match is None:
        return _asked("ask.or", clause)
    first, second = clause.tokens[match.start()], clause.tokens[match.start(1)]
    unit = second.unit if first.unit is None else first.unit
    said = [_figure(replace(first, unit=unit)), _figure(replace(second, unit=unit))]
    gap = _gap_of(second, kinds[match.end() : match.end() + 1])
    return _ask_gap("ask.or", clause, match.span(), said, gap)


def _ask_between(clause: Clause, kinds: str) -> Outcome:
    """8-10 repetitions as a result."""
    match = re.search(r"[nwrs]~([nwrs])", kinds)
    if match is None:
        return _asked("ask.range", clause)
    token = clause.tokens[match.start(1)]
    gap = "weight" if token.kind == "w" or token.value > 30 else "reps"
    return _ask_gap("ask.range", clause, match.span(), (), gap)


def _figure(token: Token) -> str:
    """Write a number as it can be read again."""
    label = {"r": " reps", "s": " sets"}.get(token.kind, "")
    unit = f" {token.unit.value}" if token.unit else ""
    return f"{number(token.value)}{unit}{label}"


def _asked(why: str, clause: Clause, *, gap: str = "", message: str = "") -> Outcome:
    name = clause.named.name if clause.named else ""
    choices = ((message, message),) if message else ()
    return Outcome(question=Question(why, (("exercise", name), ("said", _short(clause.said))),
                                     choices, "", gap))  # fmt: skip


def _asked_complete(
    why: str, name: str, complete: str, gap: str, choices: tuple[tuple[str, str], ...] = ()
) -> Outcome:
    return Outcome(question=Question(why, (("exercise", name),), choices, complete, gap))


def _ask_plates(clause: Clause, kinds: str, context: Context) -> Outcome | None:
    """Plates on both sides: offer the plates alone and with the bar; without a side only ask."""
    if not _tells(kinds):
        return None
    name = clause.named.name if clause.named else ""
    place = kinds.index("q")
    count = clause.tokens[place - 1] if place and clause.tokens[place - 1].kind == "n" else None
    rest = [t for i, t in enumerate(clause.tokens) if i != place and t is not count]
    before = _words([t for t in rest if t.kind not in "e@&;,.L"])
    complete = f"{name} " + "{} " + before if name else ""
    fields = (("exercise", name), ("said", _short(clause.said)))
    if count is None or not name or not 0 < count.value <= 12:
        return Outcome(question=Question("ask.plates", fields, (), complete, "weight"))
    plate, bar = (20.0, 20.0) if context.unit is Unit.KG else (45.0, 45.0)
    total = 2 * plate * count.value
    choices = []
    for weight in (total, total + bar):
        said = f"{number(weight)} {context.unit.value}"
        choices.append((said, complete.replace("{}", said)))
    return Outcome(question=Question("ask.plates", fields, tuple(choices), complete, "weight"))


def _step(clause: Clause, marks: _Marks, lift: Lift, last: TrainingSet | None) -> float | None:
    """Give the change of weight that the clause names: +2.5 kg on the last set."""
    added = [t for t in marks.plain if t.kind == "a"]
    if len(added) != 1:
        return None
    token = added[0]
    rest = shape([t for t in marks.plain if t.kind in _NUMBERS and t is not token])
    if token.mark == "step":
        return _in_unit(token, last)
    if "B" in marks.kinds and last is not None and last.added is not None:
        return None  # "same but +15": that much is added now
    if "b" in marks.kinds or any(w in token.text for w in ("bw", "body", "assist", "added")):
        return None
    if clause.explicit and lift.bare_body:
        return None
    if lift.bare_body and rest:
        return None
    if clause.explicit and last is None:
        return None
    if rest and "w" in rest:
        return None
    return _in_unit(token, last)


def _in_unit(token: Token, last: TrainingSet | None) -> float:
    """Give the value in the unit of the last set."""
    if last is None or token.unit is None or token.unit is last.unit:
        return token.value
    return round(kilograms(token.value, token.unit) / kilograms(1.0, last.unit), 2)


def _small(kinds: str) -> bool:
    """Whether only a count stands beside "more": 5 more, 2 more sets."""
    numbers = [kind for kind in kinds if kind in _NUMBERS]
    return len(numbers) == 1 and numbers[0] in "nrs"


def _from_last(
    found: list[Piece],
    entries: list[Entry],
    rest: Sequence[Token],
    last: TrainingSet,
    step: float | None,
    *,
    few_more: bool,
) -> list[TrainingSet] | None:
    """Make the new sets from the last one; None: a bare number fits weight and reps."""
    base = replace(last, rpe=None, rir=False, note="")
    if step is not None:
        base = _stepped(base, step)
    numbers = [token for token in rest if token.kind in _NUMBERS]
    if not numbers:
        return [base]
    if [token.kind for token in numbers] == ["s"]:
        return [base] * max(1, int(numbers[0].value))
    if [token.kind for token in numbers] == ["n"]:
        part = plausible_part(numbers[0].value, last)
        if few_more and numbers[0].value <= 3:
            return None
        if step is not None or "f" in shape(rest):
            part = "reps"
        if part is None:
            return None
        entries = [_changed(numbers[0].value, part, last)]
    elif not entries or any(piece.ask for piece in found):
        return None
    return [one for entry in entries for one in [_onto(entry, base)] * max(1, entry.sets)]


def _changed(value: float, part: str, last: TrainingSet) -> Entry:
    if part == "weight":
        return Entry(weight=value)
    if last.reps is None:
        return Entry(seconds=int(value))
    return Entry(reps=int(value))


def _onto(entry: Entry, base: TrainingSet) -> TrainingSet:
    """Put what was said onto the last set."""
    one = base
    if entry.weight is not None:
        if base.added is not None or entry.kind == "added":
            one = replace(one, added=entry.weight or None, unit=entry.unit or base.unit)
        else:
            one = replace(one, weight=entry.weight, unit=entry.unit or base.unit)
    if entry.reps is not None:
        one = replace(one, reps=entry.reps, seconds=None)
    if entry.seconds is not None:
        one = replace(one, seconds=entry.seconds, reps=None)
    return one


def _stepped(base: TrainingSet, step: float) -> TrainingSet:
    if base.added is not None or base.weight == 0:
        return replace(base, added=(base.added or 0.0) + step or None)
    return replace(base, weight=base.weight + step)


def plausible_part(value: float, last: TrainingSet) -> str | None:
    """Tell whether a bare number corrects the weight or the repetitions; None: it fits both.

    >>> one = TrainingSet("leg press", 100, Unit.KG, date(2026, 11, 23), reps=5)
    >>> plausible_part(95, one), plausible_part(6, one)
    ('weight', 'reps')
    """
    weight = abs(last.added) if last.added is not None else last.weight
    count = last.reps if last.reps is not None else last.seconds or 0
    if not value.is_integer() or value < 1:
        return "weight"
    as_weight = bool(weight) and 0.5 * weight <= value <= 2 * weight
    as_reps = value <= MAX_REPS and (abs(value - count) <= 5 or 0.5 * count <= value <= 2 * count)
    if weight == 0 and last.added is None:
        return "reps"
    if as_weight and as_reps:
        return None
    if as_weight or as_reps:
        return "weight" if as_weight else "reps"
    return "weight" if value >= 30 > count else ("reps" if value <= 30 < weight else None)


def _ask_same(clause: Clause, last: TrainingSet, rest: Sequence[Token], *, sets: bool) -> Outcome:
    numbers = [token for token in rest if token.kind == "n"]
    if len(numbers) != 1:
        return Outcome(problems=(Problem(_short(clause.said), "log.unreadable"),))
    value = numbers[0].value
    options = [] if sets else [replace(last, weight=value)]
    if value.is_integer() and value >= 1 and last.reps is not None:
        options.append(replace(last, reps=int(value)))
    choices = tuple((body_of([o]), f"{o.exercise}: {body_of([o])}") for o in options)
    if sets and value.is_integer() and 1 <= value <= MAX_SETS:
        several = body_of([last] * int(value))
        choices = (*choices, (several, f"{last.exercise}: {several}"))
    return Outcome(question=Question("ask.which", (("said", _short(clause.said)),), choices))


def _marked(found: list[Piece], marks: _Marks, clause: Clause, lift: Lift) -> list[Piece]:
    """Put RPE, warm-up, each side and the note onto the pieces that they are said of."""
    marked = list(found)
    each = _sided(marks, found, lift)
    for index, piece in enumerate(marked):
        entries = tuple(
            replace(
                entry,
                each=entry.each or each,
                warmup=clause.warmup or _warm(index, found, marks),
                note=marks.note,
            )
            for entry in piece.entries
        )
        other = tuple(replace(e, each=e.each or each, note=marks.note) for e in piece.other)
        marked[index] = replace(piece, entries=entries, other=other)
    for position, token, last_only in marks.rpe:
        _rate(marked, position, token, last_only=last_only, alone=len(marks.rpe) == 1)
    return marked


def _sided(marks: _Marks, found: list[Piece], lift: Lift) -> bool:
    """Whether a side was said; a bare "each" behind several numbers only deals them out."""
    for position, token in marks.each:
        if token.text not in ("each", "ea", "a piece", "apiece"):
            return True
        before = marks.plain[position - 1].kind if position else ""
        entries = sum(len(piece.entries) for piece in found)
        if before == "w" or (entries == 1 and (lift.light or lift.load is Load.BODYWEIGHT)):
            return True
    return False


def _warm(index: int, found: list[Piece], marks: _Marks) -> bool:
    piece = found[index]
    for position, token in marks.warm:
        plural = token.text.endswith("s")
        leads = not any(p.end <= position and not _parted(p, position, marks) for p in found)
        if not leads:  # behind its numbers: the piece just before, or all before
            before = [i for i, p in enumerate(found) if p.end <= position]
            if index in (before if plural else before[-1:]):
                return True
            continue
        after = [i for i, p in enumerate(found) if p.start >= position]
        if not after or index not in after:
            continue
        stop = next((w for w in marks.work if w > position), None)
        thens = [i for i, t in enumerate(marks.plain) if t.kind == ";" and t.text and i > position]
        if stop is None and thens:
            stop = thens[0]
        if stop is not None:
            return piece.start < stop
        colon = any(t.kind == ":" for t in marks.plain[position : position + 2])
        if plural or colon or index == after[0]:
            return True
    return False


def _parted(piece: Piece, position: int, marks: _Marks) -> bool:
    """Whether a comma stands between a piece and a mark behind it."""
    return any(t.kind in ",;&" and t.text for t in marks.plain[piece.end : position])


def _rate(found: list[Piece], position: int, token: Token, *, last_only: bool, alone: bool) -> None:
    """Give an RPE to the pieces it is said of: to all before it when it is the only one."""
    rir = token.mark == "rir"
    if last_only:
        index, piece = len(found) - 1, found[-1]
        *front, end = _unrolled(piece.entries)
        found[index] = replace(
            piece, entries=(*front, replace(end, rpe=token.value, rir=rir)), other=()
        )
        return
    before = [i for i, piece in enumerate(found) if piece.end <= position]
    chosen = before[-1:] if before else list(range(len(found)))
    if alone and len(found) == 2 and all(e.reps is None for e in found[0].entries):
        chosen = list(range(len(found)))
    for index in chosen:
        entries = tuple(replace(e, rpe=token.value, rir=rir) for e in found[index].entries)
        other = tuple(replace(e, rpe=token.value, rir=rir) for e in found[index].other)
        found[index] = replace(found[index], entries=entries, other=other)


def _unrolled(entries: Sequence[Entry]) -> list[Entry]:
    """Part the last set from the equal ones before it."""
    *front, end = entries
    if end.sets > 1:
        return [*front, replace(end, sets=end.sets - 1), replace(end, sets=1)]
    return [*front, end]


def _carried(found: list[Piece]) -> list[Piece]:
    """Join a weight that stands alone with the repetitions before or behind it.

    A weight before holds until the next; one behind counts for all before it that lack one.
    """
    carried: list[Piece] = []
    pending: Entry | None = None
    for piece in found:
        if piece.ask or not piece.entries:
            carried.append(piece)
            continue
        bare = [e for e in piece.entries if e.reps is None and e.seconds is None]
        if bare and len(piece.entries) == 1:
            pending = _lone_weight(carried, bare[0], pending)
            continue
        entries = piece.entries
        if pending is not None:
            entries = tuple(_weighed(entry, pending) for entry in entries)
            other = tuple(_weighed(entry, pending) for entry in piece.other)
            piece = replace(piece, other=other)  # noqa: PLW2901
        carried.append(replace(piece, entries=entries))
        weighed = [e for e in entries if e.has_weight]
        if weighed:
            pending = weighed[-1]
    if (
        pending is not None
        and pending.reps is None
        and pending.seconds is None
        and pending.note != "used"
    ):
        carried.append(Piece((pending,)))
    return _backfilled(carried)


def _lone_weight(carried: list[Piece], weight: Entry, pending: Entry | None) -> Entry:
    """Use a lone weight for what stands before it without one, else hold it for what follows."""
    lacking = [
        i
        for i, piece in enumerate(carried)
        if piece.entries and not any(e.has_weight for e in piece.entries)
    ]
    for index in lacking:
        entries = tuple(_weighed(e, weight) for e in carried[index].entries)
        other = tuple(_weighed(e, weight) for e in carried[index].other)
        carried[index] = replace(carried[index], entries=entries, other=other)
    if lacking:
        return replace(weight, reps=carried[lacking[-1]].entries[-1].reps or 1)
    if pending is not None and pending.reps is None and pending.seconds is None:
        carried.append(Piece((pending,)))
    return weight


def _weighed(entry: Entry, weight: Entry) -> Entry:
    if entry.has_weight:
        return entry
    return replace(
        entry,
        weight=weight.weight,
        unit=weight.unit,
        kind=weight.kind,
        sets=max(entry.sets, weight.sets if weight.reps is None else 1),
        rpe=entry.rpe if entry.rpe is not None or weight.reps is not None else weight.rpe,
        rir=entry.rir or (weight.rir and weight.reps is None),
        warmup=entry.warmup,
        each=entry.each or weight.each,
    )


def _backfilled(found: list[Piece]) -> list[Piece]:
    """Give "3x10 and 2x8 at 60" its weight in front too."""
    behind = next((e for p in reversed(found) for e in p.entries if e.has_weight), None)
    if behind is None:
        return found
    filled = list(found)
    for index in range(len(filled) - 2, -1, -1):
        piece = filled[index]
        after = next((e for e in filled[index + 1].entries if e.has_weight), None)
        if after is None or not piece.entries or any(e.has_weight for e in piece.entries):
            continue
        weight = replace(after, reps=after.reps or 1)
        filled[index] = replace(piece, entries=tuple(_weighed(e, weight) for e in piece.entries))
    return filled


def _complete(entry: Entry, lift: Lift) -> bool:
    if entry.reps is None and entry.seconds is None:
        return False
    return entry.has_weight or lift.bare_body or (entry.seconds is not None and entry.reps is None
                                                  and lift.load is not Load.LOADED)  # fmt: skip


def _refusal(entry: Entry, load: Load) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Give the reason why an entry cannot be: (key, fields)."""
    if entry.reps is not None and entry.reps == -1:
        return "log.reps_whole", ()
    if entry.reps is not None and entry.reps < 1:
        return "log.reps_none", ()
    if entry.reps is not None and entry.reps > MAX_REPS:
        return "log.too_many_reps", (("limit", str(MAX_REPS)),)
    if entry.seconds is not None and not 1 <= entry.seconds <= MAX_SECONDS:
        return "log.hold_length", (("limit", str(MAX_SECONDS // 60)),)
    if entry.sets < 1:
        return "log.sets_none", ()
    if entry.sets > MAX_SETS:
        return "log.too_many_sets", (("limit", str(MAX_SETS)),)
    if entry.rpe is not None and not 1 <= entry.rpe <= 10:
        return "log.rpe", ()
    return _weight_refusal(entry, load)


def _weight_refusal(entry: Entry, load: Load) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    if entry.weight is None:
        return None
    if entry.weight < 0 and (load is Load.LOADED or entry.kind != "added"):
        return "log.negative", ()
    if entry.weight == 0 and entry.kind == "" and load is Load.LOADED:
        return "log.no_load", ()
    if kilograms(abs(entry.weight), entry.unit or Unit.KG) > MAX_KG:
        return "log.too_heavy", (("limit", number(MAX_KG)),)
    return None


def bounds_problem(
    *,
    weight: float | None,
    unit: Unit | None,
    added: float | None,
    reps: int | None,
    seconds: int | None,
    sets: int | None,
    rpe: float | None,
) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Give the reason (key, fields) why these values, each None if unknown, cannot be."""
    load = added if added is not None else weight
    kind = "added" if added is not None else ("body" if weight == 0 else "")
    entry = Entry(load, unit, kind, reps, seconds, 1 if sets is None else sets, rpe)
    return _refusal(entry, Load.BODYWEIGHT if kind else Load.LOADED)


def _bad_set(one: TrainingSet) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    weight = one.added if one.added is not None else one.weight
    kind = "added" if one.added is not None else ("body" if one.weight == 0 else "")
    entry = Entry(weight, one.unit, kind, one.reps, one.seconds, rpe=one.rpe)
    return _refusal(entry, Load.BODYWEIGHT if kind else Load.LOADED)


def _clause_unit(entries: Sequence[Entry]) -> Unit | None:
    """The unit said anywhere in the clause holds for its bare numbers too."""
    return next((entry.unit for entry in reversed(entries) if entry.unit), None)


def _sets_of(
    entry: Entry, clause: Clause, lift: Lift, unit: Unit, day: date
) -> tuple[TrainingSet, ...]:
    if clause.named is None:
        return ()
    weight = entry.weight or 0.0
    added = weight if entry.kind == "added" and weight else None
    one = TrainingSet(
        exercise=clause.named.name,
        weight=0.0 if entry.kind in ("added", "body") else weight,
        unit=entry.unit or unit,
        date=day,
        reps=entry.reps,
        seconds=entry.seconds,
        added=added,
        each_side=entry.each,
        rpe=entry.rpe,
        rir=entry.rir and entry.rpe is not None,
        warmup=entry.warmup,
        note=entry.note[:200],
    )
    return (one,) * entry.sets


def _entry_text(entry: Entry, weight: str) -> str:
    """Spell an entry with a gap or a weight: "5 x 5 at {}"."""
    count = f"{entry.reps}" if entry.reps is not None else f"{entry.seconds} s"
    text = f"{entry.sets} x {count} at {weight}"
    if entry.each:
        text += " each side"
    if entry.rpe is not None:
        text += f" {number(10 - entry.rpe)} RIR" if entry.rir else f" RPE {number(entry.rpe)}"
    return text + (" warm-up" if entry.warmup else "")


def _weight_text(entry: Entry, unit: Unit) -> str:
    if entry.weight is None:
        return ""
    if entry.kind == "body" or (entry.kind == "added" and not entry.weight):
        return "bodyweight"
    said = f"{number(abs(entry.weight))} {(entry.unit or unit).value}"
    if entry.kind == "added":
        return f"bodyweight {'-' if entry.weight < 0 else '+'} {said}"
    return said


def _gap_question(
    entry: Entry, entries: Sequence[Entry], clause: Clause, lift: Lift, last: TrainingSet | None
) -> Question:
    """Ask for the one thing that lacks, with the rest of the message kept around the gap."""
    name = clause.named.name if clause.named else ""
    fields = (("exercise", name), ("said", _short(clause.said)))
    if entry.has_weight:
        times = f"{entry.sets} sets of " if entry.sets > 1 else ""
        tail = " each side" if entry.each else ""
        complete = f"{name} {_weight_text(entry, lift.unit)}: {times}" + "{}" + tail
        return Question("ask.reps", fields, (), complete, "reps")
    lacking = [e for e in entries if not e.has_weight]
    same = len({(e.reps, e.sets) for e in lacking}) == 1
    if len(lacking) > 1 and all(e.sets == 1 for e in lacking) and not same:
        reps = ", ".join(str(e.reps) for e in lacking)
        complete = f"{name} " + "{}" + f" x {reps}"
    elif len(lacking) > 1 and same and lacking[0].sets == 1:
        complete = f"{name} " + _entry_text(replace(entry, sets=len(lacking)), "{}")
    elif len(lacking) > 1:
        complete = f"{name} " + "; ".join(_entry_text(e, "{}") for e in lacking)
    else:
        complete = f"{name} " + _entry_text(entry, "{}")
    choices: tuple[tuple[str, str], ...] = ()
    if last is not None and last.exercise == name and last.weight:
        said = f"{number(last.weight)} {last.unit.value}"
        choices = ((said, complete.replace("{}", said)),)
    return Question("ask.weight", fields, choices, complete, "weight")


def _ask_exercise(clause: Clause, found: Sequence[Piece]) -> Outcome:
    rest = _words([t for t in clause.tokens if t.kind not in "z"])
    return Outcome(
        question=Question(
            "ask.exercise", (("said", _short(clause.said)),), (), "{} " + rest, "exercise"
        )  # fmt: skip
    )


def _which_question(asking: Piece, clause: Clause, lift: Lift, unit: Unit, day: date) -> Question:
    name = clause.named.name if clause.named else ""
    choices = []
    for entries in asking.choices:
        entry = entries[0]
        weight = _weight_text(entry, unit)
        text = _entry_text(entry, weight or "?") if _counts(entry) else weight
        if not weight:
            text = text.replace(" at ?", "")
        if not _counts(entry) and entry.rpe is not None:
            text += f" RPE {number(entry.rpe)}"
        choices.append((text, f"{name}: {text}"))
    return Question("ask.which", (("exercise", name), ("said", _short(clause.said))),
                    tuple(choices))  # fmt: skip


def _counts(entry: Entry) -> bool:
    return entry.reps is not None or entry.seconds is not None


def _second(
    found: Sequence[Piece], clause: Clause, lift: Lift, unit: Unit, day: date
) -> Reading | Second | None:
    """Give the second reading, where exactly one piece has one."""
    doubtful = [piece for piece in found if piece.other]
    if len(doubtful) != 1:
        return None
    piece = doubtful[0]
    sets: list[TrainingSet] = []
    for entry in piece.other:
        if _refusal(entry, lift.load) or not _complete(entry, lift):
            return None
        sets.extend(_sets_of(entry, clause, lift, unit, day))
    instead = [s for e in piece.entries for s in _sets_of(e, clause, lift, unit, day)]
    label = f"{sets[0].exercise}: {body_of(sets)}"
    return Second(tuple(sets), label, tuple(instead))


def _twin(weight: float) -> float | None:
    """The weight that sounds like this one: 50 and 15, 115 and 150."""
    rest = weight % 100
    for teen, ten in _TEENS.items():
        if rest == teen:
            return weight - teen + ten
        if rest == ten:
            return weight - ten + teen
    return None

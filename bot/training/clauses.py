"""The tokens of one exercise -> its sets, or what to ask. Pure.

Notations give entries with gaps; here the gaps are filled from the clause, from the last set where
the message says so ("same again", "+2.5 kg"), and what still lacks becomes the one question.
"""

import re
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from bot.training.asking import (
    ask_about,
    ask_between,
    ask_either,
    ask_exercise,
    ask_failure,
    ask_plates,
    ask_same,
    ask_stack,
    ask_total,
    asked,
    asked_complete,
    gap_question,
    which_question,
)
from bot.training.bounds import MAX_REPS, MAX_SETS, set_refusal, why_refused
from bot.training.carrying import carry_weights, last_set, mark, sided
from bot.training.clause import (
    NUMBERS,
    Clause,
    Context,
    Marks,
    Outcome,
    Second,
    limit_problem,
    shortened,
    tells,
    words_of_tokens,
)
from bot.training.names import Named
from bot.training.notations import Entry, Lift, Piece, pieces
from bot.training.relative import from_last, is_count, step_of
from bot.training.sets import Problem, Question, Reading, TrainingSet, Unit
from bot.training.sides import both_sides
from bot.training.spell import body_of, number
from bot.training.tokens import Token, shape
from bot.training.words import LogWords
from knowledge.model import Load

_PLAIN = frozenset("nwrstabx@fo,/:;&-~.+")


_BREAKS = frozenset("ukDLzG")


_CARDIO = ("conditioning", "machine")
_BODY = "bodyweight"


_LONGEST_HELD = 180
"""Seconds for which a loaded lift may be held."""
_HELD = ("hand", "dumbbell", "db", "bell", "arm")
"""Said of a weight held beside the body."""


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
        return why_refused(replace(entry, kind=entry.kind or "body"), Load.BODYWEIGHT) is not None

    # Reading

    def read(
        self, clause: Clause, context: Context, day: date, last: TrainingSet | None
    ) -> Outcome | None:
        """Read one clause; None: it tells of no set."""
        if clause.together:
            return Outcome(problems=(Problem(shortened(clause.said), "log.two_exercises"),))
        kinds = shape(clause.tokens)
        doubt = self._doubts(clause, kinds, context)
        if doubt is not None:
            return doubt
        if _is_conditioning(clause.named) and not set("tYVW") & set(kinds):
            return Outcome(doubtful=True)  # "rower damper on 10": no time, and so no set
        lift = self._lift(clause.named, context, last)
        if any(t.kind == "e" and t.text.endswith(_HELD) for t in clause.tokens):
            lift = replace(lift, in_hand=True)
        if lift.load is Load.LOADED:
            clause = replace(clause, tokens=_dumbbells(clause.tokens))
            clause = replace(clause, tokens=tuple(t for t in clause.tokens if not _is_clock(t)))
        clause = replace(clause, tokens=_without_asides(clause.tokens, lift))
        sides = both_sides(clause, lift, context)
        if isinstance(sides, Outcome):
            return sides
        clause = sides or clause
        marks = self._marks(clause.tokens)
        marks = replace(marks, note=self._note(clause))
        relative = self._relative(clause, marks, lift, day, last)
        if relative is not None:
            return relative
        found = pieces(marks.plain, lift)
        if not found:
            return self._unread(clause, kinds, found)
        return self._settle(clause, marks, found, lift, context, day, last)

    def _unread(self, clause: Clause, kinds: str, found: list[Piece] | None) -> Outcome | None:
        if found is not None and not any(k in NUMBERS for k in kinds):
            return None
        if re.search("nxn|[wrs]", kinds) and (clause.explicit or "x" in kinds or "w" in kinds):
            if clause.named is not None and (clause.explicit or "x" in kinds):
                return Outcome(problems=(Problem(shortened(clause.said), "log.unreadable"),))
            return Outcome(doubtful=True)
        if clause.explicit and "A" in kinds and any(k in NUMBERS for k in kinds):
            return Outcome(problems=(Problem(shortened(clause.said), "log.unreadable"),))
        return Outcome(doubtful=True) if any(k in NUMBERS for k in kinds) else None

    def _lift(self, named: Named | None, context: Context, last: TrainingSet | None) -> Lift:
        if named is None:
            return Lift(unit=context.unit)
        words = set(named.name.replace("-", " ").split())
        light = bool(words & self._words.light)
        if named.exercise is not None:
            known = named.exercise
            held = known.per_side  # a weight beside it is that in the hand, not added to the body
            return Lift(known.load, light, context.unit, known.equipment == _BODY, in_hand=held,
                        sided=known.per_side)  # fmt: skip
        bare = last is not None and last.exercise == named.name and last.weight == 0
        return Lift(Load.BODYWEIGHT if bare else Load.LOADED, light, context.unit)

    def _doubts(self, clause: Clause, kinds: str, context: Context) -> Outcome | None:
        """Ask where the writer was not sure: about, or, plates, a stack."""
        if clause.named is not None and clause.named.options and tells(kinds):
            return self._ask_which(clause)
        failed = ask_failure(clause, kinds)
        if failed is not None:
            return failed
        counted = "q" in kinds and not ("wq" in kinds and "nq" not in kinds)  # "a 10 kg plate"
        if counted and (clause.explicit or re.search("nq|qe", kinds)):
            return ask_plates(clause, kinds, context)
        if "K" in kinds and "w" not in kinds and any(k in NUMBERS for k in kinds):
            return ask_stack(clause)
        if not tells(kinds) or not self._about_sets(clause, kinds):
            return None
        if "C" in kinds and clause.explicit and not re.search(r"[rtx]", kinds.replace("nxw", "")):
            return Outcome(problems=(Problem(shortened(clause.said), "log.distance"),))
        if "J" in kinds and "s" in kinds and re.search("[nr]", kinds):
            return ask_total(clause)
        if re.search(r"[nwrs]O[nwrs]", kinds):
            return ask_either(clause, kinds)
        if re.search(r"v[@of]?[nwrsta]|[nw]v", kinds):
            return ask_about(clause, kinds)
        if "~" in kinds and re.search(r"[nwrs]~[nwrs]", kinds):
            return ask_between(clause, kinds)
        return None

    def _about_sets(self, clause: Clause, kinds: str) -> bool:
        """Whether doubtful numbers are worth a question, and are no small talk."""
        if clause.explicit:
            return True
        strange = sum(token.kind == "z" for token in clause.tokens)
        return strange <= 1 and (clause.named is not None or bool(re.search("[wrsxt]", kinds)))

    def _ask_which(self, clause: Clause) -> Outcome:
        named = clause.named
        options = named.options if named else ()
        rest = words_of_tokens(clause.tokens)
        return Outcome(
            question=Question(
                "ask.exercise",
                (("said", named.name if named else ""),),
                tuple((option, f"{option} {rest}") for option in options),
                "{} " + rest,
                "exercise",
            )
        )

    def _marks(self, tokens: Sequence[Token]) -> Marks:
        """Part the numbers from what stands beside them."""
        plain: list[Token] = []
        rpe: list[tuple[int, Token, bool]] = []
        warm: list[tuple[int, Token]] = []
        work: list[int] = []
        each: list[tuple[int, Token]] = []
        ends: list[tuple[int, int]] = []
        of_last = False
        for index, token in enumerate(tokens):
            kind = token.kind
            before = tokens[index - 1].kind if index else ""
            if kind in _PLAIN and not (
                kind in ".-" or (kind == "/" and _next(tokens, index) == "e")
            ):
                plain.append(token)
            elif kind == "p":
                rpe.append((len(plain), token, of_last))
            elif kind == "e":
                self._each(each, token, before, len(plain))
            if kind == "u":
                warm.append((len(plain), token))
            if kind == "k":
                work.append(len(plain))
            if kind == "L":
                ends.append((len(plain), self._how_many(token)))
            of_last = kind == "L" or (of_last and kind not in NUMBERS)
            if kind in _BREAKS or kind in ".-":
                plain.append(Token(";", "", token.start, token.start))
        return Marks(
            tuple(_no_trailing_at(plain)), tuple(rpe), tuple(warm), tuple(work), tuple(each),
            frozenset(shape(tokens)), tuple(ends),
        )  # fmt: skip

    def _how_many(self, token: Token) -> int:
        """Give the number that a phrase names: "last two sets"; 1 where it names none."""
        digits = self._words.numbers.digits
        said = (word if word.isdigit() else digits.get(word) for word in token.text.split())
        return next((int(one) for one in said if one), 1)

    def _each(
        self, each: list[tuple[int, Token]], token: Token, before: str, position: int
    ) -> None:
        if token.text in ("leg", "side", "hand", "arm") and before != "/":
            return
        each.append((position, token))

    def _note(self, clause: Clause) -> str:
        """Keep the words behind the numbers where they tell how it was done, as they were typed."""
        first = next((t.end for t in clause.tokens if t.kind in NUMBERS), None)
        if first is None or not clause.text:
            return ""
        telling = [t for t in clause.tokens if t.kind in "ze" and t.start >= first
                   and t.text in self._words.note_words]  # fmt: skip
        if not telling:
            return ""
        place = telling[0]
        before = [clause.text.rfind(sign, 0, place.start) + 1 for sign in ",;.()"]
        before += [t.end for t in clause.tokens if t.kind != "z" and t.end <= place.start]
        left = max(before)
        ends = [clause.text.find(sign, place.end) for sign in ",;.()"]
        right = min([end for end in ends if end >= 0] or [len(clause.text)])
        note = clause.text[left:right].replace('"', "'").strip(" -:'")
        return "" if any(c.isdigit() for c in note) else note

    # Messages that go on from the last set

    def _relative(
        self,
        clause: Clause,
        marks: Marks,
        lift: Lift,
        day: date,
        last: TrainingSet | None,
    ) -> Outcome | None:
        """Read "same again", "another 5", "+2.5 kg", "same but 105"; None: it is none of these."""
        kinds = marks.kinds
        plain = shape(marks.plain)
        step = step_of(clause, marks, lift, last)
        again = "Y" in kinds or "V" in kinds or "W" in kinds or ("m" in kinds and is_count(plain))
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
        strange = [t for t in clause.tokens if t.kind == "z" and not clause.explicit]
        if strange and last is None:
            return None  # "counted one two three up"
        if self._is_weak(clause, strange) and not found and step is None:
            return None  # "lost again"
        if last is None:
            return asked("ask.same_as", clause, gap="")
        made = from_last(found, entries, rest, last, step, few_more="m" in kinds)
        if made is None:
            return ask_same(clause, last, rest, sets="m" in kinds)
        sets = tuple(replace(one, date=day) for one in made)
        return self._checked_copies(clause, marks, sets)

    def _is_weak(self, clause: Clause, strange: Sequence[Token]) -> bool:
        """Tell whether only a word such as "again", among words of other talk, asks for a set."""
        told = [token.text for token in clause.tokens if token.kind in "YVWm"]
        slips = self._words.again_letters  # "saem again"
        others = any("".join(sorted(token.text)) not in slips for token in strange)
        return others and self._words.weak_again.issuperset(told)

    def _checked_copies(
        self, clause: Clause, marks: Marks, sets: tuple[TrainingSet, ...]
    ) -> Outcome:
        rated = marks.rpe[-1][1] if marks.rpe else None
        sets = tuple(
            replace(one, rpe=rated.value, rir=rated.mark == "rir") if rated else one for one in sets
        )
        for one in dict.fromkeys(sets):
            problem = set_refusal(one)
            if problem:
                return Outcome(problems=(Problem(shortened(clause.said), *problem),))
        if len(sets) > MAX_SETS:
            return Outcome(problems=(limit_problem(clause.said, "log.too_many_sets", MAX_SETS),))
        return Outcome(sets=sets)

    # Filling the gaps

    def _settle(
        self,
        clause: Clause,
        marks: Marks,
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
        found = mark(last_set(found, marks), marks, clause, lift)
        found = carry_weights(found)
        asking = next((piece for piece in found if piece.ask), None)
        if asking is not None and asking.ask == "number":
            return self._stray_number(clause, found, lift, marks, day)
        if clause.named is None:
            return ask_exercise(clause)
        entries = [entry for piece in found if not piece.ask for entry in piece.entries]
        return self._outcome(clause, found, entries, lift, context, day, last)

    def _is_set(self, clause: Clause, found: list[Piece], lift: Lift) -> bool:
        """Whether numbers without an exercise beside them are a set at all and not small talk."""
        entries = [entry for piece in found for entry in piece.entries]
        if clause.explicit:
            held = all(e.reps is None for e in entries) and any(e.seconds for e in entries)
            long = len(entries) == 1 and (entries[0].seconds or 0) > _LONGEST_HELD
            weighed = any(e.has_weight for e in entries)
            return not (held and long and lift.load is Load.LOADED and not weighed)
        if any(token.kind == "h" for token in clause.tokens):  # "room 5x5"
            return False
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
        self, clause: Clause, found: list[Piece], lift: Lift, marks: Marks, day: date
    ) -> Outcome | None:
        """A bare number: alone with an exercise it is a weight or a count; beside sets a riddle."""
        leads = clause.tokens[0].kind == "n"  # "10 pull-ups, nice morning"
        strange = sum(token.kind == "z" for token in clause.tokens) > leads
        if len(found) > 1:
            return Outcome(problems=(Problem(shortened(clause.said), "log.stray_number"),))
        if not clause.explicit or strange or clause.named is None:
            return None
        token = next(t for t in marks.plain if t.kind == "n")
        if lift.bare_body and token.value < 1:
            return Outcome(problems=(Problem(shortened(clause.said), "log.reps_none"),))
        if lift.bare_body and token.value <= MAX_REPS and token.value.is_integer():
            entry = Entry(reps=int(token.value), each=sided(marks, found, lift))
            return Outcome(sets=_sets_of(entry, clause, lift.unit, day))
        if lift.bare_body and token.value > MAX_REPS:
            return Outcome(problems=(limit_problem(clause.said, "log.too_many_reps", MAX_REPS),))
        if lift.bare_body:
            return Outcome(doubtful=True)
        named = clause.named.name
        if token.value >= 20 or not token.value.is_integer():
            complete = f"{named} {number(token.value)} {lift.unit.value}: " + "{}"
            return asked_complete("ask.reps", named, complete, "reps")
        return asked_complete(
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
        if named is None:
            return ask_exercise(clause)
        entries = _without_cardio(entries, lift)
        unit = _clause_unit(entries) or _lone_unit(clause.tokens) or context.unit
        good: list[TrainingSet] = []
        problems: list[Problem] = []
        question: Question | None = None
        for entry in entries:
            refusal = why_refused(entry, lift.load)
            if refusal:
                problems.append(Problem(shortened(clause.said), *refusal))
            elif not _complete(entry, lift):
                question = question or gap_question(entry, entries, clause, lift, last)
            else:
                good.extend(_sets_of(entry, clause, unit, day) or ())
        if question is not None and question.gap == "weight":
            good = []
        asking = next((piece for piece in found if piece.ask), None)
        if question is None and asking is not None:
            question = which_question(asking, clause, unit)
        if problems and good and not clause.explicit and len(entries) == 1:
            good = []
        other = _second(found, clause, lift, unit, day) if good and not question else None
        return Outcome(tuple(good), tuple(problems), question, other)


def _dumbbells(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Read "22.5s" and "the 20s" beside repetitions as dumbbells and not as seconds."""
    kinds = shape(tokens)
    if "w" in kinds or not re.search("[nrs]", kinds):
        return tokens
    return tuple(
        replace(token, kind="w", mark="")
        if token.kind == "t" and token.mark == "s" and (i == 0 or kinds[i - 1] not in "xf")
        else token
        for i, token in enumerate(tokens)
    )


def _without_asides(tokens: tuple[Token, ...], lift: Lift) -> tuple[Token, ...]:
    """Drop the height of a box, and what is said of the last set before all are listed."""
    kinds = shape(tokens)
    if lift.load is not Load.TIMED and re.search("[xrs]", kinds):
        tokens = tuple(t for t in tokens if t.mark != "inches")
    numbers = [t for t in tokens if t.kind in "nr"]
    told = re.match("[^nwrst]*[nr]L", kinds)
    if told and len(numbers) > 2 and numbers[0].value == numbers[-1].value:
        return tokens[told.end() :]  # "only got 4 on the last set: 8, 6, 4"
    return tokens


def _is_conditioning(named: Named | None) -> bool:
    """Whether it is done for minutes, so that a bare number is a level or a distance."""
    known = named.exercise if named is not None else None
    return known is not None and (known.pattern, known.equipment) == _CARDIO


def _is_clock(token: Token) -> bool:
    return token.kind == "t" and token.mark == "time" and token.value >= 300


def _next(tokens: Sequence[Token], index: int) -> str:
    return tokens[index + 1].kind if index + 1 < len(tokens) else ""


def _no_trailing_at(plain: list[Token]) -> list[Token]:
    """Drop joiners that lost their number: "@ RPE 8", "for" before chatter."""
    kept: list[Token] = []
    for index, token in enumerate(plain):
        follows = plain[index + 1].kind if index + 1 < len(plain) else ""
        if token.kind in "@of" and follows not in NUMBERS:
            if token.kind == "@" and follows == "@":
                continue
            if follows in ("", ";", ",", "&", "f", "o", "@", ":"):
                continue
        if token.kind == "~" and not (kept and kept[-1].kind in NUMBERS and follows in NUMBERS):
            continue
        kept.append(token)
    return kept


def _complete(entry: Entry, lift: Lift) -> bool:
    if entry.reps is None and entry.seconds is None:
        return False
    return entry.has_weight or lift.bare_body or (entry.seconds is not None and entry.reps is None
                                                  and lift.load is not Load.LOADED)  # fmt: skip


def _clause_unit(entries: Sequence[Entry]) -> Unit | None:
    """The unit said anywhere in the clause holds for its bare numbers too."""
    return next((entry.unit for entry in reversed(entries) if entry.unit), None)


def _lone_unit(tokens: Sequence[Token]) -> Unit | None:
    """The unit that is said apart from the numbers: "135 for 10, in pounds"."""
    return next((token.unit for token in tokens if token.kind == "U" and token.unit), None)


def _without_cardio(entries: Sequence[Entry], lift: Lift) -> list[Entry]:
    """Drop minutes beside the sets of a loaded lift: "then 20 min bike"."""
    counted = any(entry.reps for entry in entries)
    if not counted or lift.load is not Load.LOADED:
        return list(entries)
    return [entry for entry in entries if entry.reps or (entry.seconds or 0) <= _LONGEST_HELD]


def _sets_of(entry: Entry, clause: Clause, unit: Unit, day: date) -> tuple[TrainingSet, ...]:
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
        if why_refused(entry, lift.load) or not _complete(entry, lift):
            return None
        sets.extend(_sets_of(entry, clause, unit, day))
    instead = [s for e in piece.entries for s in _sets_of(e, clause, unit, day)]
    label = f"{sets[0].exercise}: {body_of(sets)}"
    return Second(tuple(sets), label, tuple(instead))

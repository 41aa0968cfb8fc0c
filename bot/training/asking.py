"""What a clause leaves open -> one question that keeps what is clear. Pure."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.training.bounds import MAX_SETS
from bot.training.clause import Clause, Context, Outcome, shortened, tells, words_of_tokens
from bot.training.notations import Entry, Lift, Piece
from bot.training.relative import plausible_part
from bot.training.sets import Problem, Question, TrainingSet, Unit
from bot.training.spell import body_of, number
from bot.training.tokens import Token, shape


def asked(why: str, clause: Clause, *, gap: str = "", message: str = "") -> Outcome:
    """Ask without a gap that a bare answer could fill."""
    name = clause.named.name if clause.named else ""
    choices = ((message, message),) if message else ()
    return Outcome(question=Question(why, (("exercise", name), ("said", shortened(clause.said))),
                                     choices, "", gap))  # fmt: skip


def asked_complete(
    why: str, name: str, complete: str, gap: str, choices: tuple[tuple[str, str], ...] = ()
) -> Outcome:
    """Ask for what fills the gap of a complete message."""
    return Outcome(question=Question(why, (("exercise", name),), choices, complete, gap))


def ask_plates(clause: Clause, kinds: str, context: Context) -> Outcome | None:
    """Plates on both sides: offer the plates alone and with the bar; without a side only ask."""
    if not tells(kinds):
        return None
    name = clause.named.name if clause.named else ""
    place = kinds.index("q")
    count = clause.tokens[place - 1] if place and clause.tokens[place - 1].kind == "n" else None
    rest = [t for i, t in enumerate(clause.tokens) if i != place and t is not count]
    before = words_of_tokens([t for t in rest if t.kind not in "e@&;,.L"])
    complete = f"{name} " + "{} " + before if name else ""
    fields = (("exercise", name), ("said", shortened(clause.said)))
    if count is None or not name or not 0 < count.value <= 12:
        return Outcome(question=Question("ask.plates", fields, (), complete, "weight"))
    plate, bar = (20.0, 20.0) if context.unit is Unit.KG else (45.0, 45.0)
    total = 2 * plate * count.value
    choices = []
    for weight in (total, total + bar):
        said = f"{number(weight)} {context.unit.value}"
        choices.append((said, complete.replace("{}", said)))
    return Outcome(question=Question("ask.plates", fields, tuple(choices), complete, "weight"))


def ask_stack(clause: Clause) -> Outcome:
    """A pin or a fraction of the stack: ask for the weight, and keep what was done."""
    kinds = shape(clause.tokens)
    gone = {match.start() + i for match in re.finditer(r"nc?K|Kc?n?", kinds)
            for i in range(len(match[0]))}  # fmt: skip
    rest = [t for i, t in enumerate(clause.tokens) if i not in gone and t.kind not in "z@,;."]
    name = clause.named.name if clause.named else ""
    counted = any(t.kind in "nrst" for t in rest)
    complete = f"{name} {{}} {_behind(rest)}" if name and counted else ""
    fields = (("exercise", name), ("said", shortened(clause.said)))
    return Outcome(question=Question("ask.stack", fields, (), complete, "weight"))


def _behind(tokens: Sequence[Token]) -> str:
    """Write what was done so that it can follow a weight."""
    said = words_of_tokens(tokens)
    numbers = [t for t in tokens if t.kind in "nrst"]
    return f"{said} reps" if [t.kind for t in numbers] == ["n"] else said


def ask_total(clause: Clause) -> Outcome:
    """30 reps in 3 sets, all together: ask how they were dealt out."""
    name = clause.named.name if clause.named else ""
    weight = next((t for t in clause.tokens if t.kind in "wab"), None)
    sets = next((t for t in clause.tokens if t.kind == "s"), None)
    fields = (("exercise", name), ("said", shortened(clause.said)))
    if not name or sets is None:
        return Outcome(question=Question("ask.total", fields))
    front = f"{name} {weight.text}:" if weight is not None else name
    complete = f"{front} {{}}"
    return Outcome(question=Question("ask.total", fields, (), complete, f"total {sets.value:g}"))


def ask_failure(clause: Clause, kinds: str) -> Outcome | None:
    """3 sets to failure: ask how many repetitions that was; None: they were said."""
    if "A" not in kinds or not clause.explicit or clause.named is None:
        return None
    if any(token.kind in "nrt" for token in clause.tokens) or "z" in kinds:
        return None
    if kinds.count("c") > _SMALL_TALK:
        return None
    sets = next((t for t in clause.tokens if t.kind == "s"), None)
    weight = next((t for t in clause.tokens if t.kind in "wab"), None)
    front = f"{clause.named.name} {weight.text}:" if weight is not None else clause.named.name
    gap = f"total {sets.value:g}" if sets is not None else "reps"
    complete = f"{front} {{}}"
    fields = (("exercise", clause.named.name), ("said", shortened(clause.said)))
    return Outcome(question=Question("ask.reps", fields, (), complete, gap))


_SMALL_TALK = 3
"""Words beside "to failure" that a log may have."""


def gapped(clause: Clause, start: int, end: int) -> str:
    """Write the clause with {} for some of its tokens."""
    front, back = words_of_tokens(clause.tokens[:start]), words_of_tokens(clause.tokens[end:])
    name = clause.named.name if clause.named else ""
    return " ".join(part for part in (name, front, "{}", back) if part)


def ask_gap(
    why: str, clause: Clause, span: tuple[int, int], said: Sequence[str], gap: str
) -> Outcome:
    """Ask for the part of the clause between two tokens."""
    complete = gapped(clause, *span)
    choices = tuple((one, complete.replace("{}", one)) for one in said)
    name = clause.named.name if clause.named else ""
    fields = (("exercise", name), ("said", shortened(clause.said)))
    return Outcome(question=Question(why, fields, choices, complete, gap))


def gap_of(token: Token, following: str) -> str:
    """Whether a number that is unsure is the weight or the repetitions."""
    light = token.kind == "n" and token.value < 20 and following not in ("x", "f", "@")
    return "reps" if token.kind in "rs" or light else "weight"


def words_around(clause: Clause, start: int, end: int) -> str:
    """Write the clause without its name, with {} for some of its tokens."""
    front, back = words_of_tokens(clause.tokens[:start]), words_of_tokens(clause.tokens[end:])
    return " ".join(part for part in (front.strip(" ,;"), "{}", back.strip(" ,;")) if part)


def ask_about(clause: Clause, kinds: str) -> Outcome:
    """About 80 kg: ask for the figure, with the one that was said as the choice."""
    match = re.search(r"v[@of]?([nwrsta])|([nw])v", kinds)
    if match is None:
        return asked("ask.about", clause)
    place = match.start(1) if match[1] else match.start(2)
    token = clause.tokens[place]
    gap = gap_of(token, kinds[place + 1 : place + 2])
    return ask_gap("ask.about", clause, match.span(), [figure(token)], gap)


def ask_either(clause: Clause, kinds: str) -> Outcome:
    """100 or 105."""
    match = re.search(r"[nwrs]O([nwrs])", kinds)
    if match is None:
        return asked("ask.or", clause)
    first, second = clause.tokens[match.start()], clause.tokens[match.start(1)]
    unit = second.unit if first.unit is None else first.unit
    said = [figure(replace(first, unit=unit)), figure(replace(second, unit=unit))]
    gap = gap_of(second, kinds[match.end() : match.end() + 1])
    return ask_gap("ask.or", clause, match.span(), said, gap)


def ask_between(clause: Clause, kinds: str) -> Outcome:
    """8-10 repetitions as a result."""
    match = re.search(r"[nwrs]~([nwrs])", kinds)
    if match is None:
        return asked("ask.range", clause)
    token = clause.tokens[match.start(1)]
    gap = "weight" if token.kind == "w" or token.value > 30 else "reps"
    return ask_gap("ask.range", clause, match.span(), (), gap)


def figure(token: Token) -> str:
    """Write a number as it can be read again."""
    label = {"r": " reps", "s": " sets"}.get(token.kind, "")
    unit = f" {token.unit.value}" if token.unit else ""
    return f"{number(token.value)}{unit}{label}"


def ask_same(clause: Clause, last: TrainingSet, rest: Sequence[Token], *, sets: bool) -> Outcome:
    """Ask what a bare number behind "same" or "more" changes."""
    numbers = [token for token in rest if token.kind == "n"]
    if len(numbers) != 1:
        return Outcome(problems=(Problem(shortened(clause.said), "log.unreadable"),))
    value = numbers[0].value
    options = [] if sets else [replace(last, weight=value)]
    if value.is_integer() and value >= 1 and last.reps is not None:
        options.append(replace(last, reps=int(value)))
    choices = tuple((body_of([o]), f"{o.exercise}: {body_of([o])}") for o in options)
    if sets and value.is_integer() and 1 <= value <= MAX_SETS:
        several = body_of([last] * int(value))
        choices = (*choices, (several, f"{last.exercise}: {several}"))
    choices = tuple(dict.fromkeys(choices))
    return Outcome(question=Question("ask.which", (("said", shortened(clause.said)),), choices))


def ask_lone(value: float, last: TrainingSet) -> Question | None:
    """Ask what a number alone says, after a set: mostly the repetitions of the next one."""
    part = plausible_part(value, last)
    if part is None or not value or (part == "weight" and not last.weight):
        return None
    if part == "weight":
        said = f"{number(value)} {last.unit.value}"
        fields = (("exercise", last.exercise), ("said", said))
        return Question("ask.reps", fields, (), f"{last.exercise} {said} x {{}}", "reps")
    reps, seconds = (int(value), None) if last.reps is not None else (None, int(value))
    said = body_of([replace(last, reps=reps, seconds=seconds)])
    fields = (("exercise", last.exercise), ("said", said))
    return Question("again.lone", fields, ((said, f"{last.exercise}: {said}"),))


def gap_question(
    entry: Entry, entries: Sequence[Entry], clause: Clause, lift: Lift, last: TrainingSet | None
) -> Question:
    """Ask for the one thing that lacks, with the rest of the message kept around the gap."""
    name = clause.named.name if clause.named else ""
    fields = (("exercise", name), ("said", shortened(clause.said)))
    if entry.has_weight:
        times = f"{entry.sets} sets of " if entry.sets > 1 else ""
        tail = " each side" if entry.each else ""
        complete = f"{name} {weight_text(entry, lift.unit)}: {times}" + "{}" + tail
        return Question("ask.reps", fields, (), complete, "reps")
    lacking = [e for e in entries if not e.has_weight]
    same = len({(e.reps, e.sets) for e in lacking}) == 1
    if len(lacking) > 1 and all(e.sets == 1 for e in lacking) and not same:
        reps = ", ".join(str(e.reps) for e in lacking)
        complete = f"{name} " + "{}" + f" x {reps}"
    elif len(lacking) > 1 and same and lacking[0].sets == 1:
        complete = f"{name} " + entry_text(replace(entry, sets=len(lacking)), "{}")
    elif len(lacking) > 1:
        complete = f"{name} " + "; ".join(entry_text(e, "{}") for e in lacking)
    else:
        complete = f"{name} " + entry_text(entry, "{}")
    choices: tuple[tuple[str, str], ...] = ()
    if last is not None and last.exercise == name and last.weight:
        said = f"{number(last.weight)} {last.unit.value}"
        choices = ((said, complete.replace("{}", said)),)
    return Question("ask.weight", fields, choices, complete, "weight")


def ask_exercise(clause: Clause) -> Outcome:
    """Ask for the exercise, which no word names."""
    rest = words_of_tokens([t for t in clause.tokens if t.kind not in "z"])
    return Outcome(
        question=Question(
            "ask.exercise", (("said", shortened(clause.said)),), (), "{} " + rest, "exercise"
        )
    )


def which_question(asking: Piece, clause: Clause, unit: Unit) -> Question:
    """Ask which of several readings is meant."""
    name = clause.named.name if clause.named else ""
    texts = dict.fromkeys(
        "; ".join(_reading_text(entry, unit) for entry in entries) for entries in asking.choices
    )
    choices = tuple((text, f"{name}: {text}") for text in texts)
    return Question("ask.which", (("exercise", name), ("said", shortened(clause.said))), choices)


def _reading_text(entry: Entry, unit: Unit) -> str:
    """Spell one reading, with or without its weight."""
    weight = weight_text(entry, unit)
    if has_count(entry):
        text = entry_text(entry, weight or "?")
        return text if weight else text.replace(" at ?", "")
    return weight + (f" RPE {number(entry.rpe)}" if entry.rpe is not None else "")


def entry_text(entry: Entry, weight: str) -> str:
    """Spell an entry with a gap or a weight: "5 x 5 at {}"."""
    count = f"{entry.reps}" if entry.reps is not None else f"{entry.seconds} s"
    text = f"{entry.sets} x {count} at {weight}"
    if entry.each:
        text += " each side"
    if entry.rpe is not None:
        text += f" {number(10 - entry.rpe)} RIR" if entry.rir else f" RPE {number(entry.rpe)}"
    return text + (" warm-up" if entry.warmup else "")


def weight_text(entry: Entry, unit: Unit) -> str:
    """Write a weight so that it can be read again."""
    if entry.weight is None:
        return ""
    if entry.kind == "body" or (entry.kind == "added" and not entry.weight):
        return "bodyweight"
    said = f"{number(abs(entry.weight))} {(entry.unit or unit).value}"
    if entry.kind == "added":
        return f"bodyweight {'-' if entry.weight < 0 else '+'} {said}"
    return said


def has_count(entry: Entry) -> bool:
    """Tell whether repetitions or a hold were said."""
    return entry.reps is not None or entry.seconds is not None

"""Marks and weights of a clause onto the pieces that they are said of. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.training.clause import Clause, Marks
from bot.training.notations import Entry, Lift, Piece
from bot.training.tokens import Token


def mark(found: list[Piece], marks: Marks, clause: Clause, lift: Lift) -> list[Piece]:
    """Put RPE, warm-up, each side and the note onto the pieces that they are said of."""
    marked = list(found)
    each = sided(marks, found, lift)
    for index, piece in enumerate(marked):
        entries = tuple(
            replace(
                entry,
                each=entry.each or each,
                warmup=clause.warmup or warm(index, found, marks),
                note=marks.note,
            )
            for entry in piece.entries
        )
        other = tuple(replace(e, each=e.each or each, note=marks.note) for e in piece.other)
        marked[index] = replace(piece, entries=entries, other=other)
    listed = [token for _, token, _ in marks.rpe if token.mark.endswith("list")]
    if listed:
        return rated_each(marked, listed)
    for position, token, last_only in marks.rpe:
        rate(marked, position, token, last_only=last_only, alone=len(marks.rpe) == 1)
    return marked


def sided(marks: Marks, found: list[Piece], lift: Lift) -> bool:
    """Whether a side was said; a bare "each" behind several numbers only deals them out."""
    for position, token in marks.each:
        if token.text not in ("each", "ea", "a piece", "apiece"):
            return True
        # A position may lie behind the plain tokens: a trailing "at" is not among them.
        said = marks.plain[:position]
        if lift.sided or (said and (said[-1].kind == "w" or _is_load(said[-1], found))):
            return True
        entries = sum(len(piece.entries) for piece in found)
        dealt = any(token.kind == "s" for token in said)  # "three sets, 8 each"
        if entries == 1 and lift.light and not dealt:
            return True
    return False


def _is_load(token: Token, found: list[Piece]) -> bool:
    """Whether a bare number became a weight: "32.5 each, 10 9 8"."""
    if token.kind != "n":
        return False
    entries = [entry for piece in found for entry in piece.entries]
    loads = any(entry.weight == token.value and entry.kind == "" for entry in entries)
    return loads and not any(entry.reps == token.value for entry in entries)


def warm(index: int, found: list[Piece], marks: Marks) -> bool:
    """Tell whether a piece stands under a warm-up word: before its numbers or behind."""
    piece = found[index]
    for position, token in marks.warm:
        plural = token.text.endswith("s")
        leads = not any(p.end <= position and not parted(p, position, marks) for p in found)
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


def parted(piece: Piece, position: int, marks: Marks) -> bool:
    """Whether a comma stands between a piece and a mark behind it."""
    return any(t.kind in ",;&" and t.text for t in marks.plain[piece.end : position])


def rate(found: list[Piece], position: int, token: Token, *, last_only: bool, alone: bool) -> None:
    """Give an RPE to the pieces it is said of: to all before it when it is the only one."""
    rir = token.mark == "rir"
    if last_only and found[-1].entries:
        index, piece = len(found) - 1, found[-1]
        *front, end = unrolled(piece.entries)
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


def rated_each(found: list[Piece], ratings: Sequence[Token]) -> list[Piece]:
    """Deal ratings out to the sets, one each; of another number than the sets they are a riddle."""
    done = [p for p in found if any(e.reps or e.seconds for e in p.entries)]
    sets = [e for p in done for one in p.entries for e in [replace(one, sets=1)] * one.sets]
    if len(sets) != len(ratings) or any(piece.ask for piece in found):
        return [*found, Piece((), ask="number")]
    rated = [
        replace(one, rpe=token.value, rir=token.mark.startswith("rir"))
        for one, token in zip(sets, ratings, strict=True)
    ]
    bare = [piece for piece in found if piece not in done]
    leads = bool(done) and all(piece.start < done[0].start for piece in bare)
    joined = Piece(tuple(rated), done[0].start, done[-1].end) if done else Piece(())
    return [*bare, joined] if leads else [joined, *bare]


def last_set(found: list[Piece], marks: Marks) -> list[Piece]:
    """5x5 at 80, last set 9: that many in the last of the five."""
    for position, many in marks.last:
        index = next((i for i, p in enumerate(found) if p.start >= position), 0)
        if not index:
            continue
        before, count = found[index - 1], found[index]
        reps = _only_reps(count, marks)
        several = sum(e.sets for e in before.entries) > many
        if reps is None or not several or before.entries[-1].reps is None:
            continue
        entries: Sequence[Entry] = before.entries
        ends: list[Entry] = []
        for _ in range(many):
            *entries, end = unrolled(entries)
            ends.append(replace(end, reps=reps))
        changed = replace(before, entries=(*entries, *ends), other=())
        return [*found[: index - 1], replace(changed, end=count.end), *found[index + 1 :]]
    return found


def _only_reps(piece: Piece, marks: Marks) -> int | None:
    """Give the repetitions of a piece that holds nothing else."""
    if piece.ask == "number":
        value = marks.plain[piece.start].value
        return int(value) if value.is_integer() and 0 < value <= _MOST_LAST else None
    if len(piece.entries) != 1:
        return None
    one = piece.entries[0]
    return one.reps if one.reps and one.sets == 1 and not one.has_weight else None


_MOST_LAST = 50
"""A bare number behind "last set" above this is no count of repetitions."""


def unrolled(entries: Sequence[Entry]) -> list[Entry]:
    """Part the last set from the equal ones before it."""
    *front, end = entries
    if end.sets > 1:
        return [*front, replace(end, sets=end.sets - 1), replace(end, sets=1)]
    return [*front, end]


def carry_weights(found: list[Piece]) -> list[Piece]:
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
            pending = lone_weight(carried, bare[0], pending)
            continue
        entries = piece.entries
        if pending is not None and _unused(pending) and all(e.has_weight for e in entries):
            carried.append(Piece((pending,)))  # "100 kg 5x5x5": two weights, ask
        if pending is not None:
            entries = tuple(with_weight(entry, pending) for entry in entries)
            other = tuple(with_weight(entry, pending) for entry in piece.other)
            piece = replace(piece, other=other)  # noqa: PLW2901
        carried.append(replace(piece, entries=entries))
        weighed = [e for e in entries if e.has_weight]
        if weighed:
            pending = weighed[-1]
    if pending is not None and _unused(pending):
        carried.append(Piece((pending,)))
    return backfilled(carried)


def _unused(weight: Entry) -> bool:
    """Whether it is a weight that no repetitions have taken yet."""
    return weight.reps is None and weight.seconds is None


def lone_weight(carried: list[Piece], weight: Entry, pending: Entry | None) -> Entry:
    """Use a lone weight for what stands before it without one, else hold it for what follows."""
    lacking = [
        i
        for i, piece in enumerate(carried)
        if piece.entries and not any(e.has_weight for e in piece.entries)
    ]
    for index in lacking:
        entries = tuple(with_weight(e, weight) for e in carried[index].entries)
        other = tuple(with_weight(e, weight) for e in carried[index].other)
        carried[index] = replace(carried[index], entries=entries, other=other)
    if lacking:
        return replace(weight, reps=carried[lacking[-1]].entries[-1].reps or 1)
    if pending is not None and _unused(pending):
        carried.append(Piece((pending,)))
    return weight


def with_weight(entry: Entry, weight: Entry) -> Entry:
    """Put a weight onto an entry that has none."""
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


def backfilled(found: list[Piece]) -> list[Piece]:
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
        filled[index] = replace(piece, entries=tuple(with_weight(e, weight) for e in piece.entries))
    return filled

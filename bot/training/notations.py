"""The ways to write a set: patterns over shapes (tokens.py), longest first. Pure.

`pieces` covers the tokens of one exercise with notations. A piece is what one notation says, with
its doubts: what has to be asked, and the second reading.
"""

import re
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.training.sets import Unit
from bot.training.tokens import Token, shape
from knowledge.model import Load

HEAVY = 20.0
"""From here a bare first number is a weight (reading policy, point 3)."""
RPE_TOP = 10.0
_TEN = 10
_FEW = 6
_WITH = frozenset(("with", "w/", "w", "using", "mit"))
"""Words for @ behind which no RPE stands."""
_MOST_PAUSED = 30
_MANY = 40.0
"""A bare second number from here on is a weight: nobody does 40 or more of a loaded lift."""


class Entry(Struct, frozen=True):
    """Equal sets, as one notation gives them; None: not said."""

    weight: float | None = None
    unit: Unit | None = None
    kind: str = ""
    """What the weight is: "" on the bar, "added" to the body, "body" only."""
    reps: int | None = None
    seconds: int | None = None
    sets: int = 1
    rpe: float | None = None
    rir: bool = False
    each: bool = False
    warmup: bool = False
    note: str = ""

    @property
    def has_weight(self) -> bool:
        """Whether a weight, or that there is none, was said."""
        return self.weight is not None


class Piece(Struct, frozen=True):
    """What one notation says."""

    entries: tuple[Entry, ...]
    start: int = 0
    end: int = 0
    """Tokens it covers."""
    ask: str = ""
    """What stays open: which, range, weight_or_rpe, or empty."""
    choices: tuple[tuple[Entry, ...], ...] = ()
    """The readings to choose from when asking."""
    other: tuple[Entry, ...] = ()
    """The second reading, when the first is taken."""


class Lift(Struct, frozen=True):
    """What is known of the exercise that a notation is read for."""

    load: Load = Load.LOADED
    light: bool = False
    """Done with small weights, so that 10x12 says nothing: curls, raises."""
    unit: Unit = Unit.KG
    body: bool = False
    """A hold of one's own body: what is held besides is added."""
    in_hand: bool = False
    """A weight is held in the hands, and so stays a weight on a bodyweight exercise."""
    sided: bool = False
    """Done with one side at a time, so that a bare "each" is of a side."""
    before: float = 0.0
    """The bare weight of the pair just read: 20x8, 15x8 are both weight x reps."""

    @property
    def bare_body(self) -> bool:
        """Whether no weight need be said."""
        return self.load is not Load.LOADED


class _MisfitError(Exception):
    """The shape fits and the values do not."""


Reader = Callable[[dict[str, list[Token]], Lift], Piece]


def _value(token: Token) -> float:
    return token.value


def _whole(token: Token) -> int:
    """Give a count; one with a fraction is kept as a negative, refused later with its reason."""
    if not float(token.value).is_integer():
        return -1
    return int(token.value)


def _weigh(token: Token, lift: Lift) -> Entry:
    """Give an entry that holds only the weight of this token."""
    if token.kind == "b":
        return Entry(0.0, None, "body")
    if token.kind == "a":
        return Entry(token.value, token.unit, "added")
    if not lift.in_hand and (lift.load in (Load.BODYWEIGHT, Load.ASSISTED) or lift.body):
        value = -token.value if lift.load is Load.ASSISTED else token.value
        return Entry(value, token.unit, "added" if value else "body")
    return Entry(token.value, token.unit)


def _done(entry: Entry, token: Token, sets: int = 1) -> Entry:
    """Add what was done: repetitions, or a hold."""
    if token.kind == "t":
        return replace(entry, seconds=_whole(token), sets=sets)
    return replace(entry, reps=_whole(token), sets=sets)


def _piece(*entries: Entry, other: Sequence[Entry] = ()) -> Piece:
    return Piece(tuple(entries), other=tuple(other))


def _which(*choices: Sequence[Entry]) -> Piece:
    return Piece((), ask="which", choices=tuple(tuple(c) for c in choices))


def _hold(token: Token, lift: Lift) -> Token:
    """On a hold a bare count is seconds."""
    if lift.load is Load.TIMED and token.kind == "n":
        return replace(token, kind="t")
    return token


def _sets_reps_weight(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """3x8 at 60, 60 kg 3x8, 60: 3x8, 3 sets of 8 at 60.

    With a number of at least 20 in front the pair is weight x reps, and what follows an @ is RPE.
    """
    [first], [second], [weight] = groups["a"], groups["b"], groups["w"]
    after = weight.start > first.start
    joined = bool(groups.get("j"))
    if weight.kind == "n" and after and joined and groups["j"][0].kind == "@":
        return _pair_at(first, second, weight, groups["j"][0].text, lift)
    if (
        weight.kind == "n" and lift.bare_body
    ):  # joined by @ or not, it is not clear that it is added
        raise _MisfitError
    if weight.kind == "n" and first.value >= HEAVY and not lift.bare_body:
        raise _MisfitError
    if weight.kind == "n" and not after and weight.value < HEAVY and not joined:
        return _small_weight(first, second, weight, lift)
    if weight.kind == "n" and after and not joined and weight.value < first.value:
        raise _MisfitError
    if second.kind == "s":
        first, second = second, first
    weighed = _weigh(weight, lift)
    flipped = _done(weighed, first, _whole(second))
    odd = first.kind == "n" and second.kind == "n" and first.value > _TEN > second.value
    return _piece(_done(weighed, _hold(second, lift), _whole(first)), other=[flipped] * odd)


def _small_weight(first: Token, second: Token, weight: Token, lift: Lift) -> Piece:
    """Curl 10 3x12: a small bare number before a pair can still only be the weight."""
    if weight.value < 1:
        raise _MisfitError
    return _piece(_done(_weigh(weight, lift), _hold(second, lift), _whole(first)))


def _pair_at(first: Token, second: Token, last: Token, at_word: str, lift: Lift) -> Piece:
    """5x5 @ 100; 100x5 @ 8 has an RPE; 5x5 @ 8 may have either."""
    heavy = first.value >= HEAVY or not first.value.is_integer()
    if heavy and second.kind != "s" and not lift.bare_body:
        if last.value > RPE_TOP:
            raise _MisfitError
        return _piece(replace(_done(_weigh(first, lift), second), rpe=last.value))
    if second.kind == "s":
        first, second = second, first
    weighed = _done(_weigh(last, lift), _hold(second, lift), _whole(first))
    if last.value > RPE_TOP or at_word in _WITH:
        return _piece(weighed)
    rated = _done(Entry(), _hold(second, lift), _whole(first))
    return _which([weighed], [replace(rated, rpe=last.value)])


def _triple(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """3x8x60 and 60x8x3; 10 x 150 lb x 2: the unit decides."""
    first, second, third = groups["a"][0], groups["b"][0], groups["c"][0]
    kinds = first.kind + second.kind + third.kind
    if "t" in kinds or lift.load is Load.TIMED:
        return _triple_hold(first, second, third, lift)
    if kinds[0] in "wab":
        return _after_weight(_weigh(first, lift), second, third)
    if kinds[1] in "wab":
        return _around_weight(first, second, third, lift)
    if kinds[2] in "wab":
        return _before_weight(first, second, third, lift)
    if "r" in kinds or "s" in kinds:
        return _labelled([first, second, third], lift)
    return _three_bare(first, second, third, lift)


def _triple_hold(first: Token, second: Token, third: Token, lift: Lift) -> Piece:
    tokens = [first, second, third]
    times = [t for t in tokens if t.kind == "t"] or [max(tokens, key=_value)]
    weights = [t for t in tokens if t.kind in "wab"]
    counts = [t for t in tokens if t not in times and t not in weights]
    if len(times) != 1 or len(counts) != 1 or len(weights) > 1:
        raise _MisfitError
    entry = _weigh(weights[0], lift) if weights else Entry()
    return _piece(_done(entry, replace(times[0], kind="t"), _whole(counts[0])))


def _weight_and_triple(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """100 kg 5x5x3: one number too many, ask."""
    weight = _weigh(groups["w"][0], lift)
    first, second, third = groups["a"][0], groups["b"][0], groups["c"][0]
    return _which([_done(weight, second, _whole(first))], [_done(weight, second, _whole(third))])


def _after_weight(weight: Entry, second: Token, third: Token) -> Piece:
    """W x A x B: equal is clear, above ten is the reps, else weight x reps x sets and its flip."""
    if second.kind == "s" or third.kind == "r":
        second, third = third, second
    labelled = second.kind == "r" or third.kind == "s"
    if not labelled and third.value > _TEN and third.value > second.value:
        second, third = third, second
    entry = _done(weight, second, _whole(third))
    clear = labelled or second.value == third.value or second.value > _TEN
    return _piece(entry, other=() if clear else (_done(weight, third, _whole(second)),))


def _around_weight(first: Token, weight: Token, third: Token, lift: Lift) -> Piece:
    """R x W x S; the larger count is the reps."""
    weighed = _weigh(weight, lift)
    labelled = first.kind == "r" or third.kind == "s"
    swapped = first.kind == "s" or third.kind == "r"
    if swapped or (not labelled and third.value > first.value):
        return _piece(
            _done(weighed, third, _whole(first)),
            other=() if swapped or third.value > _TEN else (_done(weighed, first, _whole(third)),),
        )
    return _piece(_done(weighed, first, _whole(third)))


def _before_weight(first: Token, second: Token, weight: Token, lift: Lift) -> Piece:
    """3 x 8 x 60 kg."""
    if first.kind == "r" or second.kind == "s":
        first, second = second, first
    return _piece(_done(_weigh(weight, lift), second, _whole(first)))


def _three_bare(first: Token, second: Token, third: Token, lift: Lift) -> Piece:
    a, b, c = first.value, second.value, third.value
    if c >= max(a, b) and c.is_integer() | (c > 0):
        return _piece(_done(_weigh(third, lift), second, _whole(first)))
    if a >= max(b, c):
        return _after_weight(_weigh(first, lift), second, third)
    # The middle is the largest: reps between a count and a light weight, either way round.
    forward = _done(_weigh(third, lift), second, _whole(first))
    backward = _done(_weigh(first, lift), second, _whole(third))
    if not c.is_integer() or a.is_integer() > c.is_integer():
        return _piece(forward)
    if not a.is_integer():
        return _piece(backward)
    if a >= HEAVY > c:
        return _piece(backward)
    return _which([forward], [backward])


def _pair(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """100x5 is a weight, 5x5 has none; 10x12 on a curl says nothing."""
    first, second = groups["a"][0], groups["b"][0]
    if first.kind in "wab":
        return _piece(_done(_weigh(first, lift), second))
    if second.kind == "w" and first.kind == "n" and _moved_unit(first, second):
        return _piece(_done(replace(_weigh(first, lift), unit=second.unit), second))
    if second.kind in "wab":
        return _count_by_weight(first, second, lift)
    if "t" in (first.kind, second.kind) or lift.load is Load.TIMED:
        return _pair_hold(first, second)
    if "s" in (first.kind, second.kind) or first.kind == "r":
        count, reps = (first, second) if first.kind == "s" else (second, first)
        return _piece(_done(Entry(), reps, _whole(count)))
    return _pair_bare(first, second, lift)


def _moved_unit(first: Token, second: Token) -> bool:
    """Whether in 225x5 lbs the unit belongs to the first number."""
    return first.value >= HEAVY and second.value <= 30 and first.value > 1.5 * second.value


def _count_by_weight(first: Token, weight: Token, lift: Lift) -> Piece:
    """8 x 60 kg: that many at that weight."""
    entry = _weigh(weight, lift)
    if first.kind == "s":
        return _piece(replace(entry, sets=_whole(first)))
    return _piece(_done(entry, first))


def _pair_hold(first: Token, second: Token) -> Piece:
    """3x45 s, 1:30 x 2."""
    if (first.kind == "t" and second.kind != "t") or (
        second.kind != "t" and first.value > second.value
    ):
        first, second = second, first
    return _piece(_done(Entry(), replace(second, kind="t"), _whole(first)))


def _pair_bare(first: Token, second: Token, lift: Lift) -> Piece:
    a, b = first.value, second.value
    as_sets = _done(Entry(), second, _whole(first))
    if lift.bare_body:
        flipped = _done(Entry(), first, _whole(second))
        if a > _TEN and b < a and b <= _TEN:
            return _piece(flipped, other=(as_sets,))
        clear = a <= b or a == b
        return _piece(as_sets, other=() if clear else (flipped,))
    as_weight = _done(_weigh(first, lift), second)
    if a >= HEAVY or not a.is_integer() or (a > 5 and lift.before and a >= 0.25 * lift.before):
        return _piece(as_weight)
    if second.kind == "r":
        return _piece(as_sets)
    if b >= _MANY or not b.is_integer():
        return _piece(_done(_weigh(second, lift), first))
    if b >= HEAVY and a > 6:
        return _which([as_weight], [_done(_weigh(second, lift), first)])
    if lift.light and a > 5:
        return _which([as_weight], [as_sets])
    return _piece(as_sets)


def _at(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """8 at 60: reps at a weight; 8 at 6 says nothing."""
    reps, weight = groups["a"][0], groups["w"][0]
    if lift.load is Load.TIMED and reps.kind == "n":
        reps = replace(reps, kind="t")
    if weight.kind == "n" and weight.value <= RPE_TOP:
        if lift.before and reps.kind in "nr" and reps.value <= _MANY:  # 80 kg 5@7, 5@8
            return _piece(replace(_done(Entry(), reps), rpe=weight.value))
        if reps.kind == "n" and reps.value >= HEAVY and not lift.bare_body:
            return _which([_done(_weigh(reps, lift), weight)],
                          [replace(_weigh(reps, lift), rpe=weight.value)])  # fmt: skip
        entry = _done(Entry(), reps)
        return _which([_done(_weigh(weight, lift), reps)], [replace(entry, rpe=weight.value)])
    if weight.kind == "n" and reps.value > weight.value and reps.kind == "n":
        return _which([_done(_weigh(weight, lift), reps)], [_done(_weigh(reps, lift), weight)])
    return _piece(_done(_weigh(weight, lift), reps))


def _weight_for(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """100 for 5, 100 kg 5, 100/5, 100: 5."""
    weight, reps = groups["w"][0], groups["a"][0]
    joiner = groups["j"][0].kind if groups.get("j") else ""
    if weight.kind == "n":
        if weight.value < HEAVY and weight.value.is_integer() and joiner not in ("f", ":"):
            raise _MisfitError
        if lift.bare_body and joiner != "x":
            raise _MisfitError
        loose = joiner in ("", "/", ",") and reps.kind == "n"
        if loose and (reps.value > 30 or reps.value >= weight.value):
            raise _MisfitError
        if lift.load is Load.TIMED:
            raise _MisfitError
    return _piece(_done(_weigh(weight, lift), reps))


def _split(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.kind in "nwrtab"]


def _reps_list(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """100 x 5,5,4 and 5/5/4 at 100."""
    weight = groups["w"][0]
    reps = _split(groups["l"])
    if weight.kind == "n" and weight.start < reps[0].start and lift.bare_body:
        raise _MisfitError
    joiner = groups["j"][0].kind if groups.get("j") else ""
    leads = weight.kind == "n" and weight.start < reps[0].start
    if leads and joiner == "@" and weight.value < HEAVY:  # 5@8, 5@9
        raise _MisfitError
    if leads and joiner == "," and weight.value < HEAVY and weight.value.is_integer():
        raise _MisfitError
    if weight.kind == "n" and weight.value < HEAVY < max(t.value for t in reps):
        raise _MisfitError
    if weight.kind == "n" and weight.start < reps[0].start and not groups.get("j"):
        light = weight.value < HEAVY or weight.value <= max(t.value for t in reps)
        if light and weight.value.is_integer():
            raise _MisfitError
    most = max((t.value for t in reps if t.kind != "t"), default=0.0)
    if most > 100 or (weight.kind == "n" and most >= HEAVY and most >= weight.value):
        raise _MisfitError
    listed = [_done(_weigh(weight, lift), _hold(token, lift)) for token in reps]
    if joiner == "," and len(reps) == 2 and 1.5 * reps[0].value <= 1.5 * _FEW < reps[1].value + 2:
        # 100,3,12: a row of a table, or 3 and 12 repetitions
        return _which([_done(_weigh(weight, lift), reps[1], _whole(reps[0]))], listed)
    if len(reps) == 2 and leads and reps[0].value >= 2 * reps[1].value and reps[1].value <= 6:
        return _piece(*listed, other=[_done(_weigh(weight, lift), reps[0], _whole(reps[1]))])
    return _piece(*listed)


def _summed(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """12+4+4: pauses within one set, or three sets."""
    reps = _split(groups["l"])
    if max(t.value for t in reps) > _MOST_PAUSED or not all(t.value.is_integer() for t in reps):
        raise _MisfitError
    weights = groups.get("w") or groups.get("v")
    if weights and weights[0].kind == "n" and weights[0].value < HEAVY:
        raise _MisfitError
    entry = _weigh(weights[0], lift) if weights else Entry()
    several = [_done(entry, token) for token in reps]
    return _which(several, [replace(entry, reps=int(sum(t.value for t in reps)))])


def _counted_list(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """3x8,8,7 at 60: as many sets as are listed."""
    reps = _split(groups["l"])
    if groups["s"][0].value != len(reps) or any(t.value > 100 for t in reps):
        raise _MisfitError
    weights = groups.get("w") or groups.get("v")
    entry = _weigh(weights[0], lift) if weights else Entry()
    return _piece(*(_done(entry, _hold(token, lift)) for token in reps))


def _sets_listed(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """4 sets 10 10 9 8; of another number than the sets they are a riddle."""
    reps = _split(groups["l"])
    if any(t.kind == ";" and not t.text for t in groups["l"]):  # "3 sets of 9, last set 8"
        raise _MisfitError
    if any(t.value >= HEAVY or not t.value.is_integer() for t in reps if t.kind == "n"):
        raise _MisfitError
    weights = groups.get("w") or groups.get("v") or groups.get("u")
    if weights and weights[0].kind == "n" and (weights[0].value < HEAVY or lift.bare_body):
        raise _MisfitError
    entry = _weigh(weights[0], lift) if weights else Entry()
    listed = [_done(entry, _hold(token, lift)) for token in reps]
    if groups["s"][0].value == len(reps):
        return _piece(*listed)
    return _which(listed, [_done(entry, _hold(reps[0], lift), _whole(groups["s"][0])), *listed[1:]])


def _weights_row(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """60 80 100 x 5: one set at each weight, where none of them can be a count."""
    if any(token.value < HEAVY for token in groups["ws"]):
        raise _MisfitError
    return _weights_list(groups, lift)


def _weights_list(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """60/70/80 x 10, and 60/70/80 x 10/8/6."""
    weights = _split(groups["ws"])
    reps = _split(groups["l"])
    unit = next((t.unit for t in reversed(weights) if t.unit), None)
    weights = [replace(t, unit=t.unit or unit) for t in weights]
    if len(reps) == 1:
        reps = reps * len(weights)
    if len(reps) != len(weights):
        raise _MisfitError
    pairs = list(zip(weights, reps, strict=True))
    if any(w.value <= r.value for w, r in pairs if w.value < HEAVY and not w.unit):
        raise _MisfitError
    return _piece(*(_done(_weigh(w, lift), r) for w, r in pairs))


def _scheme_at_weights(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """3x8 at 60, 65, 70: as many weights as sets."""
    weights = _split(groups["ws"])
    if groups["s"][0].value != len(weights):
        raise _MisfitError
    if any(t.kind == "n" and t.value < HEAVY for t in weights[:-1]):
        raise _MisfitError
    return _weights_list({"ws": groups["ws"], "l": groups["l"]}, lift)


def _reps_at_weights(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """10, 8, 6 at 60, 70, 80."""
    if any(t.kind == "n" and t.value < HEAVY for t in _split(groups["ws"])):
        raise _MisfitError
    return _weights_list(groups, lift)


def _bare_list(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """12, 10, 8: repetitions; 100 5 5 4 begins with the weight, 5 5 4 100 ends with it."""
    tokens = _split(groups["l"])
    first, last = tokens[0], tokens[-1]
    if any(t.kind == "w" for t in tokens):
        raise _MisfitError
    if lift.load is Load.TIMED:
        return _piece(*(_done(Entry(), _hold(t, lift)) for t in tokens))
    spaced = all(t.kind != "," for t in groups["l"]) and all(t.kind != "/" for t in groups["l"])
    rest = tokens[1:]
    if not lift.bare_body and len(tokens) > 1 and first.value >= HEAVY > max(t.value for t in rest):
        if len(tokens) == 2 and not spaced:
            return _piece(_done(_weigh(first, lift), rest[0]))
        return _piece(*(_done(_weigh(first, lift), t) for t in rest))
    front = tokens[:-1]
    if not lift.bare_body and spaced and last.value >= HEAVY > max(t.value for t in front):
        if len(front) == 2:  # 3 10 100: two sets, or three sets of ten
            listed = [_done(_weigh(last, lift), t) for t in front]
            return _which([_done(_weigh(last, lift), front[1], _whole(front[0]))], listed)
        return _piece(*(_done(_weigh(last, lift), t) for t in front))
    if max(t.value for t in tokens) > 100 or (len(tokens) < 3 and not lift.bare_body):
        raise _MisfitError
    if not lift.bare_body and max(t.value for t in tokens) > 50:
        raise _MisfitError
    return _piece(*(_done(Entry(), t) for t in tokens))


def _sets_of_weight(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """1x100 5 reps, 3x100 kg 5 reps: sets of a weight, with the reps named."""
    sets, weight, reps = groups["s"][0], groups["w"][0], groups["r"][0]
    if weight.kind == "n" and (weight.value < HEAVY or sets.value >= HEAVY):
        raise _MisfitError
    return _piece(_done(_weigh(weight, lift), reps, _whole(sets)))


def _reps_weight_sets(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """5 reps 100 kg x6: with the repetitions named, what is left counts the sets."""
    reps, weight, sets = groups["r"][0], groups["w"][0], groups["s"][0]
    return _piece(_done(_weigh(weight, lift), reps, _whole(sets)))


def _slashes(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """60/5 70/5 80/3 kg: weight and repetitions, the unit once behind them all."""
    tokens = _split_all(groups["l"])
    unit = tokens[-1].unit
    pairs = list(zip(tokens[::2], tokens[1::2], strict=True))
    if any(weight.value < HEAVY or weight.value <= reps.value for weight, reps in pairs):
        raise _MisfitError
    return _piece(
        *(_done(replace(_weigh(weight, lift), unit=unit), reps) for weight, reps in pairs)
    )


def _bag(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """100 kg, 3 sets, 5 reps in any order, with one bare number at most two."""
    return _labelled(_split_all(groups["bag"]), lift)


def _split_all(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.kind in "nwrstab"]


def _labelled(tokens: list[Token], lift: Lift) -> Piece:
    """Give each number its part: labelled ones first, the bare ones what is left."""
    parts: dict[str, Token] = {}
    bare: list[Token] = []
    for token in tokens:
        part = {"w": "w", "a": "w", "b": "w", "r": "r", "t": "r", "s": "s"}.get(token.kind)
        if part is None:
            bare.append(token)
        elif part in parts:
            if not _joins_body(parts[part], token):
                raise _MisfitError
            parts[part] = token if token.kind == "a" else parts[part]
        else:
            parts[part] = token
    _fill(parts, bare, lift)
    entry = _weigh(parts["w"], lift) if "w" in parts else Entry()
    sets = _whole(parts["s"]) if "s" in parts else 1
    if "r" not in parts:
        if "w" not in parts:
            raise _MisfitError
        return _piece(replace(entry, sets=sets))
    return _piece(_done(entry, _hold(parts["r"], lift), sets))


def _joins_body(one: Token, other: Token) -> bool:
    return {one.kind, other.kind} == {"a", "b"}


def _fill(parts: dict[str, Token], bare: list[Token], lift: Lift) -> None:
    """Find the part of each bare number, or give up."""
    if len(bare) > 2:
        raise _MisfitError
    if len(bare) == 2:
        if lift.bare_body:
            raise _MisfitError
        _fill_two(parts, bare)
        return
    if not bare:
        return
    number = bare[0]
    if "w" in parts and "r" not in parts:
        parts["r"] = number
    elif "r" in parts and "w" not in parts:
        if lift.bare_body and "s" not in parts:
            raise _MisfitError
        parts["w"] = number
    elif "s" in parts and "r" not in parts and number.value < 31 and number.value.is_integer():
        parts["r"] = number
    else:
        raise _MisfitError


def _fill_two(parts: dict[str, Token], bare: list[Token]) -> None:
    """3 sets 8 at 60: with the sets known the larger is the weight."""
    if set(parts) == {"s"}:
        low, high = sorted(bare, key=_value)
        if high.value < HEAVY and high.value.is_integer():
            raise _MisfitError
        parts["r"], parts["w"] = low, high
    elif set(parts) == {"r"}:
        low, high = sorted(bare, key=_value)
        if high.value < HEAVY and high.value.is_integer():
            raise _MisfitError
        parts["s"], parts["w"] = low, high
    else:
        raise _MisfitError


def _two_dumbbells(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """3x10 with 2x20 kg: two hands."""
    if groups["two"][0].value != 2:
        raise _MisfitError
    piece = _sets_reps_weight(groups, lift)
    return replace(piece, entries=tuple(replace(e, each=True) for e in piece.entries))


def _lone(groups: dict[str, list[Token]], lift: Lift) -> Piece:
    """Only a weight, only repetitions, only a hold."""
    token = groups["a"][0]
    if token.kind in "wab":
        return _piece(_weigh(token, lift))
    if token.kind in "rt":
        return _piece(_done(Entry(), token))
    if token.kind == "n":
        if lift.load is Load.TIMED:
            return _piece(_done(Entry(), replace(token, kind="t")))
        return Piece((), ask="number")
    raise _MisfitError


_W = "[wab]"
_LIST = r"n(?:[,/&]{0,2}n|,xn)*(?:[,/&]{0,2}|,x)[nr]"
_TIMES = r"[nt](?:[,/&]{0,2}[nt])*[,/&]{0,2}t"
_TABLE: tuple[tuple[str, Reader], ...] = (
    (r"(?P<a>n)x(?P<b>[nr])[@o,&]{0,2}(?P<two>n)x(?P<w>w)", _two_dumbbells),
    (r"(?P<two>n)x(?P<w>w)[@o,:&]{0,2}(?P<a>n)x(?P<b>[nr])", _two_dumbbells),
    (rf"(?:(?P<w>{_W}|n)[x@:,f]?)?(?P<l>n(?:\+[nr])+)(?:[@o](?P<v>{_W}|n))?", _summed),
    (r"(?P<a>[nwrsatb])x(?P<b>[nwrsatb])x(?P<c>[nwrsatb])", _triple),
    (rf"(?P<w>{_W})[@:,]?(?P<a>n)x(?P<b>n)x(?P<c>n)", _weight_and_triple),
    (rf"(?P<w>{_W}|n)(?P<j>[@:,xfo;-]?)[@:]?(?P<a>n)x(?P<b>[nrts])", _sets_reps_weight),
    (rf"(?P<a>n)x(?P<b>[nrts])(?P<j>[@,o:&f-]?)[@o]?(?P<w>{_W}|n)", _sets_reps_weight),
    (rf"(?P<s>n)x(?P<l>{_LIST})(?:[@,o]?(?P<w>{_W})|@(?P<v>n))?", _counted_list),
    (
        rf"(?:(?P<w>{_W}|n)[@:,;]?)?(?P<s>s)[:,;o&]{{0,2}}(?P<l>[nr](?:[,;/&]{{0,2}}[nr])+)"
        rf"(?:[@o]{{1,2}}(?P<v>{_W}|n)|,?(?P<u>{_W}))?",
        _sets_listed,
    ),
    (rf"(?P<w>{_W}|n)(?P<j>[x@:,f])[@:]?(?P<l>{_LIST}|{_TIMES})", _reps_list),
    (rf"(?P<w>{_W}|n)(?P<j>x)(?P<l>n(?:xn){{2,}})", _reps_list),
    (rf"(?P<w>{_W}|n)(?P<j>)(?P<l>{_LIST}|{_TIMES})", _reps_list),
    (rf"(?P<l>{_LIST})[@o:]?(?P<w>{_W})", _reps_list),
    (rf"(?P<l>{_LIST})@(?P<w>n)", _reps_list),
    (r"(?P<ws>[nw](?:[,/&]{1,2}[nw])+)[xf:@](?P<l>[nrt](?:[,/&]{1,2}[nrt])*)", _weights_list),
    (r"(?P<ws>n{3,})[xf@](?P<l>[nr])", _weights_row),
    (r"(?P<ws>[nw](?:[,/&]{1,2}[nw])*[,/&]{1,2}w)[,:]?(?P<l>r)", _weights_list),
    (r"(?P<s>[ns])[xo,](?P<l>[nr])[@o:,]{0,2}(?P<ws>[nw](?:[,/&]{1,2}[nw])+)", _scheme_at_weights),
    (r"(?P<l>[nr](?:[,/&]{1,2}[nr])*)[@](?P<ws>[nw](?:[,/&]{1,2}[nw])+)", _reps_at_weights),
    (r"(?P<s>n)x(?P<w>[nw])[@,:]?(?P<r>r)", _sets_of_weight),
    (rf"(?P<r>r)[@,o]?(?P<w>{_W})x(?P<s>[ns])", _reps_weight_sets),
    (r"(?P<l>(?:n/n[,;&]{0,2})*n/w)", _slashes),
    (r"(?P<a>[nwrstab])x(?P<b>[nwrstab])", _pair),
    (r"(?P<bag>[wabsrtn](?:[@fox:,&;-]{0,2}[wabsrtn])+)", _bag),
    (rf"(?P<w>{_W}|n)(?:,(?=f))?(?P<j>[@:,fo/x-]?)(?P<a>[nrt])", _weight_for),
    (rf"(?P<a>[nrt])[@o](?P<w>{_W}|n)", _at),
    (rf"(?P<l>{_LIST})", _bare_list),
    (r"(?P<a>[wabrtn])", _lone),
)
"""In order of preference among notations that cover the same tokens."""
_COMPILED = tuple((re.compile(pattern), reader) for pattern, reader in _TABLE)
_TIGHT = frozenset("x@of~O:/")
"""A piece that one of these follows has not ended."""
_SKIPPED = frozenset(",;&z.-:fo@+/")
_PAIR_AHEAD = re.compile(r"/[nw]x[nr]")
_MOST_TOKENS = 72
_MOST_TRIES = 12


def pieces(tokens: Sequence[Token], lift: Lift) -> list[Piece] | None:
    """Cover the tokens with notations, the longest at each place; None if a number is left over."""
    kinds = shape(tokens)
    found: list[Piece] = []
    position = 0
    while position < len(tokens):
        if kinds[position] not in "nwrstab":
            if kinds[position] not in _SKIPPED:
                return None
            position += 1
            continue
        piece = _longest(tokens, kinds, position, lift)
        if piece is None:
            return None
        found.append(piece)
        weighed = piece.entries and piece.entries[-1].has_weight
        if weighed and piece.entries[-1].sets == 1 and piece.entries[-1].reps:
            lift = replace(lift, before=piece.entries[-1].weight or 0.0)
        position = piece.end
    return found


def _longest(tokens: Sequence[Token], kinds: str, position: int, lift: Lift) -> Piece | None:
    limit = min(len(kinds), position + _MOST_TOKENS)
    fits: list[tuple[int, int, re.Match[str]]] = []
    for order, (pattern, _) in enumerate(_COMPILED):
        match = _match(pattern, kinds, position, limit, tokens)
        if match:
            fits.append((-match.end(), order, match))
    tries = 0
    while fits and tries < _MOST_TRIES:
        tries += 1
        fits.sort(key=lambda fit: fit[:2])
        _, order, match = fits.pop(0)
        piece = _try(_COMPILED[order][1], match, tokens, lift)
        if piece:
            return piece
        shorter = _match(_COMPILED[order][0], kinds, position, match.end() - 1, tokens)
        if shorter:
            fits.append((-shorter.end(), order, shorter))
    return None


def _match(
    pattern: re.Pattern[str], kinds: str, position: int, limit: int, tokens: Sequence[Token]
) -> re.Match[str] | None:
    """Give the longest match up to the limit behind which a piece can end."""
    match = pattern.match(kinds, position, limit) if limit > position else None
    while match and not _ends(kinds, match.end(), tokens):
        limit = match.end() - 1
        match = pattern.match(kinds, position, limit) if limit > position else None
    return match


def _ends(kinds: str, end: int, tokens: Sequence[Token]) -> bool:
    if end >= len(kinds) or kinds[end] not in _TIGHT:
        return True
    if kinds[end] == "/" and kinds[end - 2 : end - 1] == "x" and _PAIR_AHEAD.match(kinds, end):
        return True  # 60x10 / 70x8
    return kinds[end : end + 2] == "@n" and tokens[end + 1].value <= RPE_TOP


def _try(reader: Reader, match: re.Match[str], tokens: Sequence[Token], lift: Lift) -> Piece | None:
    groups = {
        name: list(tokens[match.start(name) : match.end(name)])
        for name, text in match.groupdict().items()
        if text
    }
    try:
        piece = reader(groups, lift)
    except _MisfitError:
        return None
    end = match.end()
    piece = replace(piece, start=match.start(), end=end)
    rated = shape(tokens[end : end + 2]) == "@n"
    if not rated:
        return piece
    if not (piece.entries and all(e.has_weight for e in piece.entries)):
        return None
    rpe = tokens[end + 1].value
    entries = tuple(replace(e, rpe=rpe) for e in piece.entries)
    other = tuple(replace(e, rpe=rpe) for e in piece.other)
    return replace(piece, entries=entries, other=other, end=end + 2)

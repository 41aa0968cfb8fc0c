"""Corrections in the middle of a message: "ten reps, no sorry, eight reps". Pure.

What stands behind the word of correction takes the place of what it corrects; the rest follows.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.training.tokens import Token, shape

_NUMBERS = "nwrst"
_PARTING = ",.;:-"
_PAIR = re.compile(r"[nw][xf@/][nr]")
_LIGHTEST = 20.0


def mended(said: Sequence[Token], instead: Sequence[Token]) -> list[Token] | None:
    """Join both halves of a message that corrects itself; None: it does not.

    Takes merged tokens (shapes.py).
    """
    left, right = _trimmed(said), _trimmed(instead)
    if not left or not right:
        return None
    if right[0].kind == "E":
        return [*left[:-1], *right] if left[-1].kind == "E" else None
    if right[0].kind not in _NUMBERS:
        return None
    return _with_pair(left, right) or _with_parts(left, right)


def _trimmed(tokens: Sequence[Token]) -> list[Token]:
    """Drop the signs around a half."""
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind in _PARTING:
        start += 1
    while end > start and tokens[end - 1].kind in _PARTING:
        end -= 1
    return list(tokens[start:end])


def _with_pair(left: list[Token], right: list[Token]) -> list[Token] | None:
    """80x8, no wait, 82.5x8."""
    pair = _PAIR.match(shape(right))
    tail = _PAIR.match(shape(left[-3:]))
    if not pair or not tail or len(left) < 3:
        return None
    return [*left[:-3], *_keeping_unit(left[-3:], right[:3]), *right[3:]]


def _keeping_unit(before: Sequence[Token], after: Sequence[Token]) -> list[Token]:
    weight = after[0]
    if before[0].kind == "w" and weight.kind == "n":
        weight = replace(weight, kind="w", unit=before[0].unit)
    return [weight, *after[1:]]


def _with_parts(left: list[Token], right: list[Token]) -> list[Token] | None:
    """Put each leading number behind the correction in the place of its like, left to right."""
    fixed = list(left)
    used = 0
    floor = -1
    while used < len(right) and right[used].kind in _NUMBERS:
        token = right[used]
        place = _place(fixed, token)
        if place is None or place <= floor:
            break
        old = fixed[place]
        kind = old.kind if token.kind == "n" else token.kind
        fixed[place] = replace(token, kind=kind, unit=token.unit or old.unit)
        floor = place
        used += 1
    if not used:
        return None
    return [*fixed, *right[used:]]


def _place(left: Sequence[Token], token: Token) -> int | None:
    """Where the number stands that this one corrects."""
    numbers = [i for i, one in enumerate(left) if one.kind in _NUMBERS]
    if not numbers:
        return None
    if token.kind != "n":
        same = [i for i in numbers if left[i].kind == token.kind]
        bare = [i for i in numbers if left[i].kind == "n"] if token.kind in "wr" else []
        if token.kind == "w":
            bare = [i for i in bare if left[i].value >= _LIGHTEST]
        return (same or bare or [None])[-1]  # type: ignore[list-item]
    last = numbers[-1]
    old = left[last]
    if token.value >= _LIGHTEST and token.value > 3 * old.value:  # no count: the weight
        heavy = [i for i in numbers if left[i].kind == "w" or left[i].value >= _LIGHTEST]
        return heavy[-1] if heavy else None
    return last

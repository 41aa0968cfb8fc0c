"""Tokens of a line -> the tokens that notations are made of: numbers join their units. Pure.

After this a weight, a count of sets or reps, a duration, an RPE is one token each, and what says
nothing about the set (rests, distances, prices, clock times, labels) is gone.
"""

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from bot.training.sets import Unit
from bot.training.tokens import Token, shape

DROPPED = "c"
_NO_SIGN = {"*": "x", "|": ",", ">": ";", "=": ":", ".": ".", "!": ".", "?": "?"}
_MERGES: tuple[tuple[re.Pattern[str], Callable[[Sequence[Token]], list[Token] | None]], ...]
_IN = frozenset(("in", "took", "after", "within", "every", "under", "for", "had", "spent"))
_DISTANCES = frozenset(
    [
        "km",
        "kms",
        "kilometer",
        "kilometers",
        "kilometre",
        "kilometres",
        "mile",
        "miles",
        "meter",
        "meters",
        "metre",
        "metres",
        "yd",
        "yds",
        "yard",
        "yards",
        "mi",
        "ft",
        "feet",
        "foot",
        "steps",
    ]
)
_RUNS = frozenset(("run", "runs", "jog", "walk", "bike", "ride", "swim", "erg", "ran", "hike"))
_PAUSES = frozenset(
    ("pause", "pauses", "paused", "stop", "negative", "negatives", "eccentric", "eccentrics")
)
_SHORTEST_CLOCK = 300
"""Seconds: at 5:00 and later a mm:ss behind "at" is a time of day."""
_TOP = 10
"""The top of the RPE scale."""
_HEAVY = 20
"""A number from here on before "single" is the weight."""
_MOST_LABELLED = 30
_GOT = frozenset(("got", "did", "hit", "made", "managed", "for"))
_MOST_COUNTED = 12
"""More planks than these nobody holds."""
_LONGEST_WALK = 10
"""More than this many "m" are metres and not minutes."""


def merge(tokens: Sequence[Token]) -> list[Token]:
    """Join numbers with their units and marks; see the head of the file.

    Runs the table of merges once over the row, each at every place where its shape stands.
    """
    row = [_sign(token) for token in tokens]
    kinds = shape(row)
    for pattern, joined in _MERGES:
        if pattern.search(kinds):
            row = _apply(row, pattern, joined)
            kinds = shape(row)
    return [token for token in row if token.kind not in ' c"$%Hd<£€^_' or token.kind in "^_"]


def signed(tokens: Sequence[Token]) -> list[Token]:
    """Read "minus" before a number as its sign: "minus 20 kilos" is -20 kg."""
    row = list(tokens)
    for index, token in enumerate(row[:-1]):
        after = row[index + 1]
        if token.text == "minus" and after.kind == "n":
            row[index] = Token("-", "-", after.start, after.start)
    return row


_MOST_SEVERAL = 30
"""Repetitions before a name that are surely no weight: "20 squats x 3"."""


def counted(row: list[Token]) -> list[Token]:
    """Read the number before a plural exercise: "three planks, 60 s", "40 swings at 24".

    Only where what follows leaves nothing else: a hold, or one load and nothing more.
    """
    kinds = shape(row)
    then = re.fullmatch(r"n(E)(?:,?;n)+[.,;]*", kinds)
    if then and all(t.value <= 1.5 * row[0].value for t in row if t.kind == "n"):
        parts = {"n": "r", ";": ","}  # nine pull-ups, then seven, then five
        return [replace(t, kind=parts.get(t.kind, t.kind)) for t in row]
    if re.fullmatch(r"E[:,]?n(?:,?;n)+[.,;]*", kinds):  # push-ups thirty, then twenty, then ten
        return [replace(t, kind=",") if t.kind == ";" else t for t in row]
    for match in re.finditer(r"(?<![^;.,])nExn(?![x@wR])", kinds):  # ten push-ups x 3
        place = match.start()
        several = row[place + 1].mark == "several" and row[place].value <= _MOST_SEVERAL
        if several and row[place + 3].value < row[place].value:
            row[place] = replace(row[place], kind="r")
            row[place + 2 : place + 4] = [replace(row[place + 3], kind="s")]
            return row
    for match in re.finditer(r"(?<![^;.,])n(?=t?E)", kinds):
        place = match.start()
        mark = kinds.index("E", place)
        count, rest = row[place], kinds[mark + 1 :].lstrip("o,@:")
        if row[mark].mark != "several" or not count.value.is_integer():
            continue
        held = kinds[mark - 1] == "t" or rest[:1] == "t"
        if held and count.value <= _MOST_COUNTED and not re.search("[snrx]", kinds[mark:]):
            row[place] = replace(count, kind="s")
        elif re.fullmatch(r"[@o](?:n|w)e?[.,;]*|w[.,;]*", kinds[mark + 1 :]):
            row[place] = replace(count, kind="r")
        else:
            dealt = re.match(r"so([nr])", kinds[mark + 1 :])
            if dealt and row[mark + 1].value * row[mark + 3].value == count.value:
                return row[:place] + row[place + 1 :]  # 100 push-ups in 4 sets of 25
    return row


def _sign(token: Token) -> Token:
    if token.kind in _NO_SIGN:
        return replace(token, kind=_NO_SIGN[token.kind])
    return token


def _apply(
    row: list[Token],
    pattern: re.Pattern[str],
    joined: Callable[[Sequence[Token]], list[Token] | None],
) -> list[Token]:
    done: list[Token] = []
    position = 0
    kinds = shape(row)
    while position < len(row):
        match = pattern.match(kinds, position)
        made = joined(row[position : match.end()]) if match and match.end() > position else None
        if match is None or made is None:
            done.append(row[position])
            position += 1
            continue
        done.extend(made)
        position = match.end()
    return done


def _span(kind: str, row: Sequence[Token], value: float, mark: str = "") -> Token:
    text = " ".join(token.text for token in row)
    return Token(kind, text, row[0].start, row[-1].end, value, _unit(row), mark)


def _unit(row: Sequence[Token]) -> Unit | None:
    return next((token.unit for token in row if token.unit), None)


def _numbers(row: Sequence[Token]) -> list[float]:
    return [token.value for token in row if token.kind in "nwg"]


def _glued(left: Token, right: Token) -> bool:
    return left.end == right.start


def _weight(row: Sequence[Token]) -> list[Token] | None:
    """100 kg."""
    return [_span("w", row, row[0].value)]


def _run(row: Sequence[Token]) -> list[Token] | None:
    """5k run: a distance and no kilograms."""
    if row[1].text != "k" or row[2].text not in _RUNS:
        return None
    return [Token("C", "k", row[0].start, row[1].end), row[2]]


def _paused(row: Sequence[Token]) -> list[Token] | None:
    """3x5 with 2 s pause: how it was done, and no hold."""
    return [row[1]] if row[1].text in _PAUSES else None


def _minutes(row: Sequence[Token]) -> list[Token] | None:
    """2 min, 1 min 30, 1 m 30 s."""
    if row[1].text == "m" and row[0].value > _LONGEST_WALK:
        return [Token("C", "m", row[0].start, row[1].end), *row[2:]]
    values = _numbers(row)
    more = values[1] if len(values) > 1 else 0.0
    return [_span("t", row, 60 * values[0] + more)]


def _a_minute(row: Sequence[Token]) -> list[Token] | None:
    """A minute, a minute and a half, a minute thirty."""
    if row[0].text not in ("a", "an", "one"):
        return None
    if row[-1].kind == "z" and row[-1].text != "half":
        return [_span("t", row[:2], 60.0), *row[2:]]
    more = 30.0 if row[-1].kind == "z" else sum(_numbers(row))
    return [_span("t", row, 60.0 + more)]


def _seconds(row: Sequence[Token]) -> list[Token] | None:
    """45 s; "22.5s" and "the 20s" may be dumbbells: marked."""
    loose = row[1].text == "s" and _glued(row[0], row[1])
    return [_span("t", row, row[0].value, "s" if loose else "")]


def _reps(row: Sequence[Token]) -> list[Token] | None:
    return [_span("r", row, row[0].value)]


def _sets(row: Sequence[Token]) -> list[Token] | None:
    return [_span("s", row, row[0].value)]


def _times(row: Sequence[Token]) -> list[Token] | None:
    """10 reps with 50 kg, 3 times: at the end "times" counts sets."""
    return [_span("s", row[:2], row[0].value), *row[2:]] if row[1].text == "times" else None


def _more_sets(row: Sequence[Token]) -> list[Token] | None:
    """2 more sets."""
    kind = "s" if row[2].kind == "S" else "r"
    return [_span(kind, (row[0], row[2]), row[0].value), row[1]]


def _rated_each(row: Sequence[Token]) -> list[Token] | None:
    """RPE 7, 8, 9 or RIR 3/2/1: one for each set."""
    rir = "rir" if row[0].kind == "I" else ""
    rated = [token for token in row if token.kind == "n"]
    if any(token.value > _TOP for token in rated):
        return None
    return [
        replace(token, kind="p", value=10 - token.value if rir else token.value, mark=rir + "list")
        for token in rated
    ]


def _rpe(row: Sequence[Token]) -> list[Token] | None:
    """RPE 8, RPE: 8.5, 8 RPE, RPE 8-9."""
    values = _numbers(row)
    return [_span("p", row, sum(values) / len(values))]


def _rir(row: Sequence[Token]) -> list[Token] | None:
    """2 RIR, RIR 2, 1-2 in reserve: kept as 10 - n."""
    values = _numbers(row)
    return [_span("p", row, 10 - sum(values) / len(values), "rir")]


def _body_added(row: Sequence[Token]) -> list[Token] | None:
    """Bw+20, bodyweight plus 20 kg, bw-30."""
    if row[1].kind == "-" and not _glued(row[1], row[2]):
        return None
    sign = -1 if row[1].kind == "-" else 1
    return [_span("a", row, sign * row[2].value)]


def _added(row: Sequence[Token]) -> list[Token] | None:
    """+20, -30 kg; not the minus of a range or a bullet."""
    if not _glued(row[0], row[1]):
        return None
    sign = -1 if row[0].kind == "-" else 1
    return [_span("a", row, sign * row[1].value)]


def _added_behind(row: Sequence[Token]) -> list[Token] | None:
    """3x8 -30: a sign that stands apart from the number before it and not from its own."""
    if _glued(row[0], row[1]) or not _glued(row[1], row[2]):
        return None
    sign = -1 if row[1].kind == "-" else 1
    return [row[0], _span("a", row[1:], sign * row[2].value)]


def _added_word(row: Sequence[Token]) -> list[Token] | None:
    """20 kg added, 30 assisted, assisted 30 kg."""
    number = next(token for token in row if token.kind in "nwa")
    helped = any(token.kind == "i" for token in row)
    return [_span("a", row, -abs(number.value) if helped else number.value)]


def _or_more(row: Sequence[Token]) -> list[Token] | None:
    """8+: as many as possible, and 8 it was."""
    return [row[0]] if _glued(row[0], row[1]) else None


def _reached(row: Sequence[Token]) -> list[Token] | None:
    """5+ (9): at least 5 were asked, 9 it was."""
    return [row[-2]]


def _range(row: Sequence[Token]) -> list[Token] | None:
    """8-10 is a range; 5-5-5 a list, 8 - 10 a list too."""
    values = [token for token in row if token.kind in "nwrs"]
    if len(values) == 2:
        loose = row[1].kind == "-" and not _glued(row[0], row[1])
        return [values[0], Token("," if loose else "~", "-", row[1].start, row[1].end), values[1]]
    return [t if t.kind in "nwrs" else Token(",", ",", t.start, t.end) for t in row]


def _ordinal_set(row: Sequence[Token]) -> list[Token] | None:
    """First set, 2nd set: a label."""
    return [Token(";", "set", row[0].start, row[-1].end)]


def _set_label(row: Sequence[Token]) -> list[Token] | None:
    """Set 1: ...; but "set 100x5" has no label."""
    if row[0].text not in ("set", "round", "satz") or row[1].value > 12:
        return None
    typed = row[1].mark != "word"
    if row[2].kind in ":;-)" or (row[2].kind in "nwg" and (typed or row[2].kind == "w")):
        label = Token(";", "set", row[0].start, row[1].end)
        return [label, *(row[2:] if row[2].kind in "nw" else ())]
    return None


def _second_set(row: Sequence[Token]) -> list[Token] | None:
    """First set 12 second set 10: the second, and no 12 seconds."""
    if row[-2].text != "second" or (len(row) > 2 and row[0].value >= _HEAVY):
        return None
    return [*row[:-2], Token(";", "set", row[-2].start, row[-1].end)]


def _the_second(row: Sequence[Token]) -> list[Token] | None:
    """8 in the second."""
    if row[0].text != "the" or row[1].text != "second":
        return None
    return [row[0], replace(row[1], kind="g", value=2.0)]


def _labelled_reps(row: Sequence[Token]) -> list[Token] | None:
    """Second set 10: behind the label of a set a small number alone counts repetitions."""
    if row[0].text != "set" or row[-1].value > _MOST_LABELLED:
        return None
    return [row[0], replace(row[-1], kind="r")]


def _reps_in_set(row: Sequence[Token]) -> list[Token] | None:
    """10 in the first, 8 in the second."""
    if row[1].text not in ("in", "on"):
        return None
    return [replace(row[0], kind="r"), Token(",", ",", row[1].start, row[-1].end)]


def _failed_at(row: Sequence[Token]) -> list[Token] | None:
    """AMRAP 9, amrap: got 9, 3 x failure: what the count is of."""
    if row[-1].kind == "A":
        return [replace(row[0], kind="s"), row[-1]]
    return [row[0], replace(row[-1], kind="r")]


def _reached_then(row: Sequence[Token]) -> list[Token] | None:
    """1+ got 6: at least 1 was asked."""
    got = any(token.text in _GOT for token in row[2:-1])
    return [replace(row[-1], kind="r")] if got else None


def _marked_sets(row: Sequence[Token]) -> list[Token] | None:
    """Three working sets of ten, 2 warm-up sets."""
    if not row[1].text.endswith(("set", "sets")) or row[0].value > _MOST_LABELLED:
        return None
    return [row[1], replace(row[0], kind="s")]


def _negative(row: Sequence[Token]) -> list[Token] | None:
    """100 kg x -8: no number of repetitions, to be refused with its reason."""
    if not _glued(row[1], row[2]) or _glued(row[0], row[1]):
        return None
    return [row[0], _span("r", row[1:], -row[2].value)]


def _ordinal_reps(row: Sequence[Token]) -> list[Token] | None:
    """First ten, then eight."""
    if row[-1].value > _MOST_LABELLED:
        return None
    return [Token(",", ",", row[0].start, row[0].end), replace(row[-1], kind="r")]


def _then_reps(row: Sequence[Token]) -> list[Token] | None:
    """Ten reps, then nine, then eight; 80x8, then 7."""
    most = 1.5 * next(token.value for token in row if token.kind in "nr")
    first = next(i for i, token in enumerate(row) if token.kind == ";")
    behind = row[first:]
    if any(not 0 < t.value <= most for t in behind if t.kind == "n"):
        return None
    if not any(t.text for t in behind if t.kind == ";"):
        return None
    return [
        *row[:first],
        *(replace(t, kind="r") if t.kind == "n" else replace(t, kind=",") for t in behind),
    ]


def _compared(row: Sequence[Token]) -> list[Token] | None:
    """Up from 145, instead of 160: what it is compared with."""
    return (
        [] if row[1].text in ("from", "of") and row[0].text in ("up", "down", "instead") else None
    )


def _sets_of(row: Sequence[Token]) -> list[Token] | None:
    """Sets of 8, 8 and 7."""
    return [] if row[0].text in ("sets", "rounds") else None


def _one_set(row: Sequence[Token]) -> list[Token] | None:
    """Set of 5, a set of 5: one."""
    if row[0].text not in ("set", "satz", "round"):
        return None
    return [_span("s", row[:1], 1.0), *row[1:]]


def _single(row: Sequence[Token]) -> list[Token] | None:
    """A single at 140; 5 singles at 140 is five sets."""
    reps = Token("r", row[-1].text, row[-1].start, row[-1].end, float(row[-1].kind))
    if len(row) == 1:
        return [reps]
    if row[0].value >= _HEAVY:  # "140 single"
        return [row[0], reps]
    return [replace(row[0], kind="s"), Token("x", "x", reps.start, reps.start), reps]


def _max(row: Sequence[Token]) -> list[Token] | None:
    """A 1RM that was lifted is one repetition."""
    return [Token("r", row[0].text, row[0].start, row[0].end, 1.0)]


def _gone(row: Sequence[Token]) -> list[Token] | None:
    return [Token(DROPPED, "", row[0].start, row[-1].end, mark="gone")]


def _measure(row: Sequence[Token]) -> list[Token] | None:
    """5 km, 20 years: no part of a set; a distance is remembered, because it may be asked for."""
    kind = "C" if row[1].kind == "d" and row[1].text in _DISTANCES else DROPPED
    return [Token(kind, row[1].text, row[0].start, row[1].end)]


def _clock(row: Sequence[Token]) -> list[Token] | None:
    """At 18:00: a time of day and no hold of 18 minutes."""
    if row[-1].mark != "time" or row[-1].value < _SHORTEST_CLOCK:
        return None
    return _gone(row)


def _label(row: Sequence[Token]) -> list[Token] | None:
    """Day 3, week 2, locker 12."""
    return [Token(DROPPED, "", row[0].start, row[1].end), *row[2:]] if len(row) < 3 else None


def _in_time(row: Sequence[Token]) -> list[Token] | None:
    """In 20 min: how long it took."""
    return _gone(row) if row[0].text in _IN and row[0].text != "for" else None


def _step(row: Sequence[Token]) -> list[Token] | None:
    """Up 5 kg, 5 kg more, down by 10."""
    number = next(token for token in row if token.kind in "nwa")
    down = any(t.kind == "_" or t.text in ("less", "lighter") for t in row)
    return [_span("a", row, -abs(number.value) if down else abs(number.value), "step")]


_NO_UNIT = r"(?!c?[UxRSTM]|[@f][nw])"
"""Behind a rating: what shows that the number counts something else."""
_MERGES = (
    (re.compile(r"Zc*[fo@:]?t|tc*o?Z|Zc*[fo@:]?n[MT]|n[MT]c*o?Z"), _gone),
    (re.compile(r"n(?:[-/]n){2,3}Q|Q[:@]?(?:n[,;/-]?)+(?:xn)*(?:-n)*"), _gone),
    (re.compile(r"n:?nM(?=c*Z)"), _gone),
    (re.compile(r"n[d]"), _measure),
    (re.compile(r"n[$%H]"), _gone),
    (re.compile(r"@t"), _clock),
    (re.compile(r"[$£€]n"), _gone),
    (re.compile(r"h[:.]?n(?!x|U|R|S|/n)|hn$"), _label),
    (re.compile(rf"[PI]:?[@o]?:?n(?:[,&]{{1,2}}n|/n(?=/))+(?:/n)?{_NO_UNIT}"), _rated_each),
    (
        re.compile(
            rf"P:?[@o]?:?n[-~/]n{_NO_UNIT}|n[-~]nP|P:?[@o]?:?n"
            rf"|(?<![xf@o/,])n(?:/n)?P(?!:?[@o]?:?n{_NO_UNIT})"
        ),
        _rpe,
    ),
    (
        re.compile(
            rf"(?<![xf@/])n[-~]nI|I:?@?n[-~]n|(?<![xf@/])nI(?!:?@?n{_NO_UNIT})|I:?@?n"
            r"|n(?=I)(?<=[f@/]n)I"
        ),
        _rir,
    ),
    (re.compile(r"nU[zcE]"), _run),
    (re.compile(r"nU"), _weight),
    (re.compile(r"cT"), _the_second),
    (re.compile(r"nTS|(?<!n)TS"), _second_set),
    (re.compile(r"g:?S|gL|[gn]g?S(?=:)|S#n:?"), _ordinal_set),
    (re.compile(r"Sn[:;)-]|Sn[nwg]"), _set_label),
    (re.compile(r"nM&?nT|nMn(?!U|[xRSPI@])|nM"), _minutes),
    (re.compile(r"cM(?:&c?z|&?nT|n(?!U|[xRSPI@]))?"), _a_minute),
    (re.compile(r"nT"), _seconds),
    (re.compile(r"tz"), _paused),
    (re.compile(r"ct"), _in_time),
    (re.compile(r"nxA"), _failed_at),
    (re.compile(rf"A[:@]?c{{0,2}}n(?![,/&]{{0,2}}n){_NO_UNIT}"), _failed_at),
    (re.compile(rf"n\+c{{1,2}}n{_NO_UNIT}"), _reached_then),
    (re.compile(r"[\^_B][co]n(?:xn|U)?"), _compared),
    (re.compile(r"(?<!n)So(?=n(?:[,&]{0,2}n){1,})"), _sets_of),
    (re.compile(r"nx(?=$|[;.,)eu]|[@f][nw]|[czZ(t-](?!c{0,2}[nU])|@[^nw])"), _times),
    (re.compile(r";c{0,2}n(?=$|[;.g]|[,&][;gS]|,?c{0,2};)"), _labelled_reps),
    (re.compile(r"S:n(?!x)"), lambda row: [_span("s", row, row[2].value)]),
    (re.compile(r"R:n(?!x)"), lambda row: [_span("r", row, row[2].value)]),
    (re.compile(r"nm[SR]"), _more_sets),
    (re.compile(r"n[R]"), _reps),
    (re.compile(r"n[uk]"), _marked_sets),
    (re.compile(r"x-n"), _negative),
    (re.compile(r"gc?n(?![xUSf@/])"), _ordinal_reps),
    (
        re.compile(r"(?:(?<=[xf])n|r),?(?:;c{0,2}n,?)+(?!c{0,2}(?:[xUSRTf/nwPI]|@c?[nw]))"),
        _then_reps,
    ),
    (re.compile(r"nS"), _sets),
    (re.compile(r"[nr]c{1,3}g(?:c?S)?(?![:])"), _reps_in_set),
    (re.compile(r"S(?=o[nr])"), _one_set),
    (re.compile(r"Sn$|Sn(?=[.,;])"), _ordinal_set),
    (re.compile(r"n?[123]"), _single),
    (re.compile(r"X"), _max),
    (re.compile(r"b[+&-][nw]"), _body_added),
    (re.compile(r"b[@l]l?[nw]"), lambda row: [_span("a", row, row[-1].value)]),
    (re.compile(r"(?<![nwrstbx/:,])[+-][nw]|(?<=[rt])\+[nw]|(?<=[nw])\+w"), _added),
    (re.compile(r"[nwrst][+-][nw](?![-~])"), _added_behind),
    (re.compile(r"[nw]c?[il]|i[@o:]?[nwa]|ai|a?l[:@]?[nw]"), _added_word),
    (re.compile(r"[\^_]c?[nwa]|[nwa]c?[\^_]|wm"), _step),
    (re.compile(r"[nr]\+\([nr]\)"), _reached),
    (re.compile(r"[nwrt]\+(?!n)"), _or_more),
    (re.compile(r"[nw](?:[-~][nwrs])+"), _range),
)

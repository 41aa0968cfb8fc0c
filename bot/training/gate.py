"""Which words of a line can tell of a set that its writer did. Pure.

Questions, plans, wishes, other people, negations, body weights are cut out here, clause by clause,
before anything is read; so nothing behind this has to think of them.
"""

from collections.abc import Sequence

from msgspec import Struct

from bot.training.tokens import Token
from bot.training.words import LogWords

_SENTENCE_END = frozenset(".!?;")
_CLAUSE_END = frozenset(",()")
_DETERMINERS = frozenset(
    ("my", "our", "the", "a", "an", "some", "this", "that", "his", "her", "their", "another", "one")
)
_AS = frozenset(("what", "like", "as", "than", "that"))
_SPLITTERS = frozenset(("but", "then", "though", "although", "while", "because", "so", "and"))
_OWNS = frozenset(("my", "current", "old", "previous", "all", "our"))
_BEING = frozenset(("is", "was", "stands", "used", "=", ":"))
_BODY_WORDS = frozenset(("bodyweight", "bw", "weight"))
_BODY_UNITS = frozenset(("kg", "kgs", "kilos", "lb", "lbs", "pounds", "is", "at", "today", "this",
                         "morning", "now"))  # fmt: skip
_LIGHTEST, _HEAVIEST = 36, 400
"""What a body may weigh, in kg or lb: fewer than that behind "bodyweight" are repetitions."""
_COUNTS = frozenset(("x", "reps", "rep", "sets", "set"))


class Gated(Struct, frozen=True):
    """What is left of a line."""

    tokens: tuple[Token, ...]
    """The words that may tell of a set."""
    cut: bool
    """Whether words with numbers, or a whole clause, were cut out."""
    heads_plan: bool
    """The line announces a plan for the lines below it."""


def gate(tokens: Sequence[Token], words: LogWords) -> Gated:
    """Cut out of a lexed line what is no set of the writer's."""
    kept: list[Token] = []
    cut = plan = False
    for sentence in _sentences(tokens):
        good, planned = _sentence(sentence, words)
        cut = cut or len(good) < len(sentence)
        plan = plan or (planned and not any(t.kind == "n" for t in sentence))
        kept.extend(good)
    return Gated(tuple(kept), cut, plan and not any(t.kind == "n" for t in kept))


def _sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """Split behind . ! ? ; and keep the sign with its sentence."""
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        sentences[-1].append(token)
        if token.kind in _SENTENCE_END:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _sentence(tokens: list[Token], words: LogWords) -> tuple[list[Token], bool]:
    texts = [token.text for token in tokens]
    start = _skip_openers(texts, words)
    if start < len(texts):
        asked = words.no_log["please_log"].at(texts, start)
        if asked:
            return [t for t in tokens[start + asked[0] :] if t.kind != "?"], False
        if _asks(texts, start, words):
            return [], False
        tokens = _before_question(tokens, texts, words)
        if not tokens:
            return [], False
        texts = [token.text for token in tokens]
    return _clauses(tokens, texts, words)


def _skip_openers(texts: Sequence[str], words: LogWords) -> int:
    position = 0
    while position < len(texts) and (
        texts[position] in (",", "-") or words.no_log["openers"].at(list(texts), position)
    ):
        position += 1
    return position


def _asks(texts: list[str], start: int, words: LogWords) -> bool:
    return words.no_log["question"].at(texts, start) is not None


def _before_question(tokens: list[Token], texts: list[str], words: LogWords) -> list[Token]:
    """Keep what stands before a question that begins behind a comma: "..., is that good?"."""
    numbers, asks = 0, "?" in texts
    for index in range(1, len(texts)):
        numbers += texts[index - 1][:1].isdigit()
        parted = texts[index - 1] in (",", "and", "so", "-", "but")
        told = asks and numbers > 1
        opens = (parted or told) and _asks(texts, index, words)
        if opens and ("?" in texts or texts[index] not in ("is", "are", "will", "can", "does")):
            return tokens[: index - 1 if parted else index]
    return [] if "?" in texts else tokens


class _Run(Struct):
    """Where the reading of a sentence stands."""

    kept: list[Token]
    planned: bool = False
    other: bool = False
    """The clauses are about somebody else until the writer says I."""


def _clauses(tokens: list[Token], texts: list[str], words: LogWords) -> tuple[list[Token], bool]:
    run = _Run([])
    safe = _safe(texts, words)
    saw_plan = False
    for start, end in _clause_spans(texts, tokens, words):
        marker = _marker(texts, start, end, safe, words)
        saw_plan = saw_plan or marker == "plan"
        _clause(run, tokens, texts, (start, end), marker, safe, words)
    return run.kept, saw_plan


def _clause_spans(texts: list[str], tokens: list[Token], words: LogWords) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for index, token in enumerate(tokens):
        splits = token.kind in _CLAUSE_END or (
            token.text in _SPLITTERS and (token.text != "and" or _turns(texts, index + 1, words))
        )
        if splits and index > start:
            spans.append((start, index))
            start = index
    spans.append((start, len(tokens)))
    return spans


def _turns(texts: list[str], position: int, words: LogWords) -> bool:
    """Whether a new subject or a new verb follows, so that "and" parts two clauses."""
    if position >= len(texts):
        return False
    rows = (words.no_log[key] for key in ("mine", "turn", "plan", "negation", "people"))
    if any(row.at(texts, position) for row in rows):
        return True
    return texts[position] in words.acts or texts[position] == "my"


def _safe(texts: list[str], words: LogWords) -> set[int]:
    """Positions inside phrases that only sound like a plan or a negation."""
    safe: set[int] = set()
    for key in ("plan_safe", "negation_safe"):
        position = 0
        while found := words.no_log[key].find(texts, position):
            safe.update(range(found[0], found[1]))
            position = found[1]
    return safe


def _find(
    key: str, texts: list[str], span: tuple[int, int], safe: set[int], words: LogWords
) -> tuple[int, int] | None:
    for position in range(*span):
        if position in safe:
            continue
        found = words.no_log[key].at(texts, position)
        if found and position + found[0] <= span[1]:
            return position, position + found[0]
    return None


def _marker(texts: list[str], start: int, end: int, safe: set[int], words: LogWords) -> str:
    span = (start, end)
    if _about_body(texts, span, safe, words):
        return "body"
    if _find("state", texts, span, safe, words) or _tells_best(texts, span, words):
        return "body"
    if _other_person(texts, span, words):
        return "other"
    if _find("plan", texts, span, safe, words):
        return "plan"
    if _find("negation", texts, span, safe, words):
        return "negation"
    return ""


def _tells_best(texts: list[str], span: tuple[int, int], words: LogWords) -> bool:
    """Whether it says how much the writer can lift at best: "my max bench is 120"."""
    for position in range(span[0], span[1] - 1):
        if texts[position] in _OWNS and texts[position + 1] in words.bests:
            rest = texts[position + 2 : min(span[1], position + 6)]
            return any(text in _BEING for text in rest) and rest[:1] != ["set"]
    return False


def _about_body(texts: list[str], span: tuple[int, int], safe: set[int], words: LogWords) -> bool:
    if _is_body_weight(texts, span):
        return True
    if not _find("body", texts, span, safe, words):
        return False
    return not any(text in _COUNTS for text in texts[span[0] : span[1]])


def _is_body_weight(texts: list[str], span: tuple[int, int]) -> bool:
    """Whether the clause is "bodyweight 82" and nothing more."""
    if any(text in _COUNTS for text in texts):  # weight: 60 kg, sets: 3
        return False
    said = [t for t in texts[span[0] : span[1]] if t[-1:].isalnum() and t not in _BODY_UNITS]
    if len(said) != 2 or said[0] not in _BODY_WORDS or not said[1].replace(".", "").isdigit():
        return False
    return _LIGHTEST <= float(said[1].replace(",", ".")) <= _HEAVIEST


def _other_person(texts: list[str], span: tuple[int, int], words: LogWords) -> bool:
    """Whether somebody else is the subject: my friend did, Anna benched, the coach says."""
    start, end = span
    for position in range(start, end):
        if not words.no_log["people"].at(texts, position):
            continue
        before = [t for t in texts[max(start, position - 2) : position] if t not in _DETERMINERS]
        if any(words.no_log["people_before"].has(t) for t in before):
            continue
        if _acts(texts, position, end, words):
            return True
    return _named_person(texts, span, words)


def _acts(texts: list[str], position: int, end: int, words: LogWords) -> bool:
    follows = texts[position + 1 : min(end, position + 4)]
    verbs = words.no_log["person_verbs"]
    acts = any(verbs.has(text) for text in follows)
    owned = position > 0 and texts[position - 1] in _DETERMINERS
    possessive = texts[position] in ("her", "his", "their")
    numbers_follow = any(text[:1].isdigit() for text in texts[position + 1 : end])
    if "me" in follows and any(verb in follows for verb in ("made", "had", "got", "makes")):
        return False  # "my coach made me do"
    return acts or ((owned or possessive) and numbers_follow)


def _named_person(texts: list[str], span: tuple[int, int], words: LogWords) -> bool:
    """Whether the clause opens with an unknown word and a verb: "anna did"."""
    start, end = span
    while start < end and (texts[start] in _SPLITTERS or texts[start] in _CLAUSE_END):
        start += 1
    if start + 1 >= end or not texts[start].isalpha():
        return False
    verb = texts[start + 1]
    names_no_lift = verb in ("did", "does", "got", "managed", "made", "hit", "lifts", "lifted",
                             "repped", "benched", "benches", "squatted", "squats", "deadlifted",
                             "deadlifts", "said", "says", "curled", "pressed")  # fmt: skip
    if not names_no_lift or texts[start] in words.known or len(texts[start]) < 3:
        return False
    return texts[start] not in words.name_vocabulary


def _clause(
    run: _Run,
    tokens: list[Token],
    texts: list[str],
    span: tuple[int, int],
    marker: str,
    safe: set[int],
    words: LogWords,
) -> None:
    """Keep, cut or keep in part one clause."""
    start, end = span
    if run.other and _find("mine", texts, span, safe, words) and marker != "other":
        run.other = False
    turn = _turn(texts, span, words) if (run.planned or marker in ("plan", "negation")) else None
    if marker == "negation" and turn is not None and texts[turn - 1] in ("did", "made"):
        turn = None  # "never did more than 100 kg"
    if marker == "other":
        run.other = True
    if run.other or marker == "body":
        run.kept.append(Token(";", "", tokens[start].start, tokens[start].start))
        return
    if marker in ("plan", "negation"):
        _cut_clause(run, tokens, texts, span, marker, turn, safe, words)
        return
    if run.planned:
        if turn is None:
            return
        run.planned = False
        run.kept.extend(tokens[turn:end])
        return
    run.kept.extend(tokens[start:end])


def _turn(texts: list[str], span: tuple[int, int], words: LogWords) -> int | None:
    """Position behind the word after which follows what really was done."""
    after = None
    position = span[0]
    while position < span[1]:
        found = words.no_log["turn"].at(texts, position)
        if found and not (position and texts[position - 1] in _AS):
            after = position + found[0]
            position = after
        else:
            position += 1
    return after


def _cut_clause(
    run: _Run,
    tokens: list[Token],
    texts: list[str],
    span: tuple[int, int],
    marker: str,
    turn: int | None,
    safe: set[int],
    words: LogWords,
) -> None:
    start, end = span
    where = _find(marker, texts, span, safe, words) or span
    numbers_before = any(_digits(t) for t in tokens[start : where[0]])
    more_after = where[1] < end
    if turn is not None and turn > where[0]:
        run.kept.extend(tokens[start : where[0]])
        run.kept.extend(tokens[turn:end])
        run.planned = False
        return
    alone = end - start - (1 if texts[start] in _CLAUSE_END else 0) <= where[1] - where[0]
    if alone and marker == "plan" and start > 0:  # "bench 100x5, tomorrow"
        run.kept.clear()
    elif (
        numbers_before
        and more_after
        and not (marker == "plan" and words.no_log["plan_backward"].at(texts, where[0]))
    ) or (marker == "plan" and not numbers_before):
        run.kept.extend(tokens[start : where[0]])
    run.kept.append(Token(";", "", tokens[start].start, tokens[start].start))
    run.planned = run.planned or marker == "plan"


def _digits(token: Token) -> bool:
    return token.kind in "nt"

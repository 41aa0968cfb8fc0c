"""Message -> ParsedLog: what a message says was performed. Pure: no clock, no store.

A message is split into lines, each line is dated (dates.py), lexed (tokens.py), rid of what is no
set (gate.py), cut at its exercises (names.py) and read by notations (notations.py). What holds a
number and cannot be read becomes a Problem or a Question and never a guess.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from bot.training.asking import ask_lone
from bot.training.circuits import Circuits
from bot.training.clause import Clause, Outcome, Second
from bot.training.clauses import ClauseReader
from bot.training.dates import Dated, DateWords
from bot.training.gate import gate
from bot.training.idle import Idle
from bot.training.lines import is_labelled, joined
from bot.training.names import ExerciseNames, Named, words_of
from bot.training.sets import ParsedLog, Problem, Question, Reading, TrainingSet, Unit
from bot.training.spell import read_spelled
from bot.training.spotting import GEAR, Spotter
from bot.training.tokens import Token, clean, lex, shape
from bot.training.words import UNKNOWN, LogWords, listed, phrase
from knowledge.model import Catalogue

LONGEST = 4096
"""Characters of a message that are read; Telegram sends no more."""
REMEMBERED = 256
"""Messages of which the reading is kept: a set is mostly said as the one before it."""
BRIEF = 100
"""Characters of a message whose reading is kept."""
_LONGEST_LINE = 1200
"""Characters of one line that are read: some forty sets."""
_MOST_LINES = 300
_MOST_TOKENS = 400
"""Tokens of one line that are read."""
_MOST_SETS = 1000
_BULLET = re.compile(
    r"^\s*(?:[-*>#]+(?=\s|\D)|\d{1,2}[).]\s+|\d{1,2}\s*\|\s*|[a-d][1-4]?[).:]\s+|[a-d][1-4]\s+)\s*",
    re.IGNORECASE,
)
_STATIONS = re.compile(r"(?i)(?:^|(?<=[\s,;+/&]))[a-d][1-4][).:]?\s+(?=[a-z])")
"""A1 bench 80x8 A2 row 70x8: what is done in turn."""
_NUMBERS = frozenset("nwrstab")
_SUBJECT = re.compile(r"'(?:ve|re|ll|d|m)$|n't$")
_OBJECTS = (["my"], ["the"], ["a"], ["an"], ["this"], ["that"], ["it"], ["all"], ["every"])
_NUMBERED_NAME = re.compile(r"z+n[-:,]")
_SAID = 60
_EXCLUDES = frozenset(("no", "not", "than", "skipped", "after", "before"))
_LESS = re.compile(r"\{(\d+) -(\d+)\}")
"""A difference that a rewritten line leaves to be done."""
_LONE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)[ .!]*")
"""A number and nothing else."""
_YES = frozenset(("yes", "yep", "yeah", "y", "yup", "correct", "right", "ok", "ja", "si", "sure"))


class LogContext(Struct, frozen=True):
    """What is known when a message comes in."""

    today: date
    unit: Unit
    """The user's default."""
    last: TrainingSet | None = None
    """Last set of this session; gives what is left out."""
    last_group: tuple[TrainingSet, ...] = ()
    """All sets the last log message stored."""
    lifted: tuple[str, ...] = ()
    """The exercises of this training session."""
    own_names: tuple[str, ...] = ()
    """Exercises under the user's own names."""
    spoken: bool = False
    """A voice transcript: homophones are read more freely."""
    gap: Question | None = None
    """What was asked before this message; a bare answer fills it."""
    said_unit: Unit | None = None
    """The unit in which the last set was said, where it is not the default."""
    announced: str = ""
    """The exercise that was said to come next."""
    corrected: bool = False
    """Those sets were corrected lately."""


class _State(Struct):
    """Where the reading of a message stands."""

    context: LogContext
    day: date
    named: Named | None = None
    """The exercise of the line before, or of a heading."""
    from_heading: bool = False
    planned: bool = False
    """The lines below a heading such as "tomorrow:"."""
    warmup: bool = False
    sets: list[TrainingSet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[tuple[Question, str]] = field(default_factory=list)
    others: list[Second] = field(default_factory=list)
    doubtful: list[Problem] = field(default_factory=list)
    """Lines that count as problems only if the message turns out to be a log."""
    dated: bool = False


class LogReader:
    """Reads log messages of one language. Built once."""

    def __init__(self, knowledge_catalogue: Catalogue, words: Mapping[str, Any]) -> None:
        self.words = LogWords(words)
        self.dates = DateWords(words["dates"])
        known = {**words, "known": self.words.known}
        self.names = ExerciseNames(knowledge_catalogue, known)
        self.words.name_vocabulary = self.names.vocabulary | self.words.name_heads
        self._spotter = Spotter(self.words, self.names, words)
        self._catalogue = knowledge_catalogue
        self._clauses = ClauseReader(self.words)
        self._idle = Idle(words["idle"])
        self._never = self.words.no_log["never_log"]
        amend = words["amend"]
        self._deletes = listed((*amend["delete"], *amend["undo"], *amend["redo"]))
        self._amends = listed((*amend["delete"], *amend["undo"], *amend["redo"], *amend["opener"]))
        self._compared = _comparison(self.words)
        self._hundreds = _hundreds_and(self.words)
        numbers = words["numbers"]["digits"]
        self._circuits = Circuits(
            words["rounds"], words["kinds"]["superset"], self.words.units, numbers
        )
        self._empty_bar = re.compile("|".join(words["empty_bar"]), re.IGNORECASE)
        self._rewritten = [(re.compile(p, re.IGNORECASE), to) for p, to in words["rewritten"]]
        # Most logs need none of them, and one pattern tells so.
        every = "|".join(f"(?:{pattern})" for pattern, _ in words["rewritten"])
        self._rewrites = re.compile(every, re.IGNORECASE)
        # A message is read for a correction first, and the same set is logged over and over.
        self._plain = lru_cache(maxsize=REMEMBERED)(self._plainly)
        self._brief = lru_cache(maxsize=REMEMBERED)(self._read_anew)

    def read(self, text: str, context: LogContext) -> ParsedLog:
        """Read a message; never raises.

        Nothing in it: it is no log. `problems` name the lines not taken, `question` what to ask,
        `other` the second reading of the sets.
        """
        return (self._brief if len(text) <= BRIEF else self._read_anew)(text, context)

    def _read_anew(self, text: str, context: LogContext) -> ParsedLog:
        if context.gap is not None:
            filled = self.fill(text, context)
            if filled is not None:
                return filled
        log = self._read(text, context)
        lone = _LONE.fullmatch(text.strip())
        if lone is None or log.is_log or context.last is None:
            return log
        question = ask_lone(float(lone[1].replace(",", ".")), context.last)
        return log if question is None else ParsedLog(question=question)

    def _read(self, text: str, context: LogContext) -> ParsedLog:
        if not self._tells(text):
            return ParsedLog()
        cut = self._plain(text[:LONGEST], context.unit)
        if cut is None:
            return ParsedLog()
        state = _State(context, context.today)
        lines = joined(cut.splitlines())
        if len(lines) > _MOST_LINES:
            limit = (("limit", str(LONGEST)),)
            said = _short(" ".join(lines[_MOST_LINES:]))
            state.doubtful.append(Problem(said, "log.too_long", limit))
            lines = lines[:_MOST_LINES]
        for number, line in enumerate(lines):
            following = next((x for x in lines[number + 1 :] if x.strip()), "")
            self._line(line, following, state, alone=len(lines) == 1)
        log = self._assembled(state)
        if len(text) > LONGEST and log.is_log:
            too_long = Problem(_short(text[LONGEST:]), "log.too_long", (("limit", str(LONGEST)),))
            log = replace(log, problems=(*log.problems, too_long))
        return log

    def _plainly(self, text: str, unit: Unit) -> str | None:
        """Put a message as logs are plainly put; None: it takes back what it tells."""
        cut = _unquoted(text.strip())
        cut = _STATIONS.sub("\n", cut) if _STATIONS.match(cut) else cut
        cut = self._hundreds.sub(self._added_up, cut)
        cut = self._circuits.dealt(cut)
        cut = self._empty_bar.sub("45 lb" if unit is Unit.LB else "20 kg", cut)
        for pattern, meant in self._rewritten if self._rewrites.search(cut) else ():
            cut = pattern.sub(meant, cut)
        cut = _LESS.sub(lambda found: str(int(found[1]) - int(found[2])), cut)
        return None if self._takes_back(cut) else cut

    def _tells(self, text: str) -> bool:
        """Tell whether a message may be a log at all, sooner than by reading it."""
        if "\n" in text or any(map(str.isnumeric, text)):
            return True
        return self.words.tells(words_of(text))

    def _added_up(self, match: re.Match[str]) -> str:
        small = _small_numbers(self.words)
        parts = match[2].lower().replace("-", " ").split()
        rest = sum(float(small[part]) if part in small else float(part) for part in parts)
        return f"{float(match[1]) + rest:g}"

    def _takes_back(self, text: str) -> bool:
        texts = [token.text for token in lex(clean(text[:600]), self.words)]
        return self._never.find(texts) is not None

    def typed(self, raw: Sequence[Token], context: LogContext) -> tuple[list[Token], list[str]]:
        """Give the tokens of lexed words, and the names of the exercises among them."""
        tokens, named = self._spotter.typed(raw, context)
        return tokens, [name.name for _, name in named if not name.options]

    def strangers(self, text: str, context: LogContext) -> list[str]:
        """Give the words of a message that are neither an exercise nor words of the log."""
        tokens = self._prepared(self._idle.blanked(clean(text)), context) or []
        return [token.text for token in tokens if token.kind == UNKNOWN]

    def read_clause(self, clause: Clause, context: LogContext, day: date) -> ParsedLog:
        """Read the tokens of one exercise."""
        outcome = self._clauses.read(clause, context, day, None)
        if outcome is None:
            return ParsedLog()
        return ParsedLog(outcome.sets, outcome.problems, outcome.question)

    # Answers to a question

    def fill(self, text: str, context: LogContext) -> ParsedLog | None:
        """Read a bare answer to what was asked before; None: the message is something else."""
        gap = context.gap
        if gap is None or self._deletes.find(words_of(text)) is not None:
            return None
        plain = replace(context, gap=None)
        said = clean(text).strip(" .!").lower()
        if len(gap.choices) == 1 and said in _YES:
            return self._read(gap.choices[0][1], plain)
        for label, message in gap.choices:
            if said and said == label.lower().strip(" .!"):
                return self._read(message, plain)
        name = dict(gap.fields).get("exercise", "")
        answer = self._bare(text, gap.gap, name, plain)
        if not gap.complete or answer is None:
            return self._whole_answer(text, gap, plain)
        complete = _SURE.sub("", gap.complete)
        if len(re.findall(r"\d+", answer)) > 1:  # 8, 8, 7: as many sets as are told
            complete = _SETS_OF.sub("", complete)
        log = self._read(complete.replace("{}", answer), plain)
        return log if log.is_log else None

    def _whole_answer(self, text: str, gap: Question, context: LogContext) -> ParsedLog | None:
        """Read an answer that says the whole set again, of the exercise that was asked about."""
        name = dict(gap.fields).get("exercise", "")
        tokens = self._prepared(clean(text), context) or []
        kinds = shape(tokens)
        if not name or "\n" in text or any(kind in kinds for kind in "EzYVW?"):
            return None
        if not re.search("[wab]", kinds) or not re.search("[rstx]", kinds):
            return None
        log = self._read(f"{name} {text}", context)
        return log if log.sets and not log.question and not log.problems else None

    def _bare(self, text: str, gap: str, name: str, context: LogContext) -> str | None:
        """Give the answer as it stands in a message, if the text is one and nothing else.

        The exercise that was asked about may be named again: "the raises were 12".
        """
        if len(text) > 120 or "\n" in text.strip():
            return None
        tokens = self._prepared(clean(text), context)
        if tokens is None:
            return None
        if gap == "exercise":
            return self._bare_name(text, tokens)
        if gap.startswith("total"):
            return _bare_total(tokens, int(gap.split()[1]))
        kinds = "".join(k for k in shape(tokens) if k not in "zc,.;:@-fvo")
        named = {t.text for t in tokens if t.kind == "E"}
        if named - {name}:
            return None
        for token in reversed([t for t in tokens if t.kind == "E"]):
            text = clean(text)[: token.start] + clean(text)[token.end :]
        tokens = [t for t in tokens if t.kind != "E"]
        kinds = kinds.replace("E", "")
        if gap == "weight":
            return _bare_weight(tokens, kinds)
        if gap in ("reps", "number"):
            strange = any(t.kind == "z" for t in tokens)
            fits = kinds and set(kinds) <= set("nrstex&/")
            return (_counts(tokens, kinds) if strange else text.strip()) if fits else None
        if gap == "unit":
            return text.strip() if kinds == "U" else None
        if gap == "day":
            found = self.dates.read(clean(text), context.today, month_first=_month_first(context))
            return text.strip() if isinstance(found, Dated) else None
        return None

    def _bare_name(self, text: str, tokens: Sequence[Token]) -> str | None:
        """The exercise as named: known, or any few words without a number."""
        if any(token.kind in _NUMBERS for token in tokens):
            return None
        named = [token for token in tokens if token.kind == "E"]
        if self._deletes.at([token.text for token in tokens] or [""], 0):
            return None
        if len(named) == 1:
            return named[0].text
        words = words_of(text)
        if named or "?" in text or self._amends.find(words) is not None:
            return None
        strange = [w for w in words if w not in self.words.chatter]
        return " ".join(strange) if 0 < len(strange) <= 4 and len(words) <= 6 else None

    # Lines

    def _line(self, line: str, following: str, state: _State, *, alone: bool) -> None:
        cleaned = clean(line).strip()
        if not cleaned:
            state.planned = state.warmup = False
            return
        spelled = self._spelled(cleaned, state)
        if spelled:
            self._take(Outcome(sets=spelled), cleaned, state)
            return
        if not alone:
            cleaned = _BULLET.sub("", cleaned)
        cleaned = self._idle.blanked(cleaned)
        if is_labelled(cleaned):
            cleaned = cleaned.replace(";", ",")
        text = self._dated(self._compared.sub(_kept, cleaned), state)
        if text is None:
            return
        raw = lex(text[:_LONGEST_LINE], self.words)
        if len(raw) > _MOST_TOKENS or len(text) > _LONGEST_LINE:
            limit = (("limit", str(_LONGEST_LINE)),)
            end = raw[_MOST_TOKENS].start if len(raw) > _MOST_TOKENS else _LONGEST_LINE
            state.doubtful.append(Problem(_short(text[end:]), "log.too_long", limit))
            raw = raw[:_MOST_TOKENS]
        if not alone and state.day != state.context.today and not any(t.kind in "nt" for t in raw):
            state.dated = True  # "Pull (Thursday)" heads the lines below
        gated = gate(raw, self.words)
        if gated.heads_plan and not alone:
            state.planned = True
        if gated.cut:
            state.named = self._attempted(raw, gated.tokens, state.context) or state.named
        if state.planned:
            return
        self._clauses_of(gated.tokens, text, following, state)
        if alone is False and not state.dated:
            state.day = state.context.today

    def _attempted(
        self, raw: Sequence[Token], kept: Sequence[Token], context: LogContext
    ) -> Named | None:
        """Find the exercise of what failed: "failed 105 bench, got 100x3" tells of the bench."""
        left = {token.start for token in kept if token.text}
        gone = [token for token in raw if token.start not in left]
        if self.words.no_log["attempt"].find([token.text for token in gone]) is None:
            return None
        _, named = self._spotter.typed(gone, context)
        return named[0][1] if len(named) == 1 and not named[0][1].options else None

    def _spelled(self, line: str, state: _State) -> tuple[TrainingSet, ...]:
        context = state.context
        if ": " not in line:
            return ()
        names = {*context.own_names, *self._catalogue.exercises}
        found = read_spelled(line, names, state.day, context.unit)
        if not found or any(self._clauses.refused(one) for one in found[:1]):
            return ()
        return tuple(found) if len(found) <= 30 else ()

    def _dated(self, line: str, state: _State) -> str | None:
        """Take the day out of a line; None: it names a day that cannot be, or only a day."""
        context = state.context
        found = self.dates.read(line, context.today, month_first=_month_first(context))
        if isinstance(found, Problem):
            self._date_problem(found, line, state)
            return None
        if found is None:
            return line
        rest = (line[: found.start] + " , " + line[found.end :]).strip(" ,:-")
        heads = not line[: found.start].strip(" -*#(")
        state.day = found.day
        state.dated = heads
        if rest and re.search(r"[^\W_]", rest):
            return rest
        if state.sets and not state.questions and all(s.date == context.today for s in state.sets):
            last_line = True
            state.doubtful.append(Problem("", f"date:{found.day.isoformat()}:{last_line}"))
        state.dated = True
        return None

    def _date_problem(self, problem: Problem, line: str, state: _State) -> None:
        tokens = self._prepared(line, state.context) or []
        if any(t.kind in "wrsx" for t in tokens) or any(t.kind == "E" for t in tokens):
            state.doubtful.append(replace(problem, said=_short(line)))
            if any(t.kind in _NUMBERS for t in tokens) and any(t.kind in "wrsxE" for t in tokens):
                state.problems.append(state.doubtful.pop())

    def _prepared(self, line: str, context: LogContext) -> list[Token] | None:
        """Lex a whole line to merged tokens, ungated."""
        return self._spotter.typed(lex(line[:_LONGEST_LINE], self.words)[:_MOST_TOKENS], context)[0]

    # Clauses

    def _clauses_of(self, raw: Sequence[Token], text: str, following: str, state: _State) -> None:
        tokens, named = self._spotter.mended(raw, state.context)
        kinds = shape(tokens)
        numbers = any(kind in _NUMBERS for kind in kinds)
        speaks = numbers or any(kind in "YVWqA" for kind in kinds)
        if not speaks:
            self._heading(tokens, named, text, following, state)
            return
        by_token = {token.start: name for token, name in named}
        for clause in self._segments(tokens, by_token, text, state):
            self._clause(clause, state)

    def _heading(
        self,
        tokens: Sequence[Token],
        named: Sequence[tuple[Token, Named]],
        text: str,
        following: str,
        state: _State,
    ) -> None:
        """A line without numbers may name the exercise of the lines below it."""
        if any(token.kind == "u" for token in tokens) and not named:
            state.warmup = bool(following)
            return
        if any(token.kind == "k" for token in tokens):
            state.warmup = False
        if named:
            state.named = named[0][1]
            state.from_heading = True
            return
        words = words_of(text)
        numbers_below = re.match(r"\s*[-*•]?\s*\(?(?:set\s*)?\d", following)
        strange = [w for w in words if w not in self.words.known]
        if numbers_below and strange and len(words) <= 4 and "?" not in text:
            state.named = Named(" ".join(words), None, True)
            state.from_heading = True

    def _segments(
        self,
        tokens: list[Token],
        by_token: Mapping[int, Named],
        text: str,
        state: _State,
    ) -> list[Clause]:
        """Cut a line into one clause for each exercise."""
        all_ = [i for i, token in enumerate(tokens) if token.kind == "E"]
        marks = [i for i in all_ if not self._excluded(text[: tokens[i].start])]
        if not marks:  # "dizzy after leg press 100 x 10"
            marks = [i for i in all_ if words_of(text[: tokens[i].start])[-1:] == ["after"]]
        sure = [i for i in marks if not by_token[tokens[i].start].options]
        own = [i for i in marks if i in sure or self._has_numbers(tokens, i)]
        marks = (own if sure else []) or marks[:1]
        tokens = [t for i, t in enumerate(tokens) if t.kind != "E" or i in marks]
        marks = [i for i, token in enumerate(tokens) if token.kind == "E"]
        if not marks:
            return [self._unnamed(tokens, text, state)]
        bounds = self._bounds(tokens, marks)
        clauses: list[Clause] = []
        for mark, (start, end) in zip(marks, bounds, strict=True):
            body = [t for t in tokens[start:end] if t.kind != "E"]
            while body and body[-1].kind == "/":
                body.pop()
            named = by_token[tokens[mark].start]
            said = text[tokens[start].start : tokens[end - 1].end]
            clauses.append(Clause(named, tuple(body), said, explicit=True, text=text))
        return _paired(clauses, tokens, marks)

    @staticmethod
    def _has_numbers(tokens: Sequence[Token], mark: int) -> bool:
        """Whether a word of several meanings heads numbers of its own: "press 200 3x10"."""
        heads = mark + 1 < len(tokens) and tokens[mark + 1].kind in _NUMBERS
        opens = not mark or tokens[mark - 1].kind in ",;:&."
        return heads and opens and tokens[mark].text.rstrip("s") not in (*GEAR, "machine")

    @staticmethod
    def _excluded(before: str) -> bool:
        """Whether the words before a name say that it was not this one."""
        words = words_of(before[-24:])[-2:]
        return bool(words) and (words[-1] in _EXCLUDES or words == ["instead", "of"])

    def _bounds(self, tokens: list[Token], marks: list[int]) -> list[tuple[int, int]]:
        """Find where each exercise's words begin and end."""
        bounds: list[tuple[int, int]] = []
        start = 0
        for number, mark in enumerate(marks):
            if number + 1 == len(marks):
                bounds.append((start, len(tokens)))
                break
            end = self._cut_between(tokens, start, mark, marks[number + 1])
            bounds.append((start, end))
            start = end
        return bounds

    def _cut_between(self, tokens: list[Token], start: int, mark: int, following: int) -> int:
        """Where the numbers of one exercise end and those of the next begin."""
        has_before = any(t.kind in _NUMBERS for t in tokens[start:mark])
        between = tokens[mark + 1 : following]
        if not has_before or not any(t.kind in _NUMBERS for t in between):
            if has_before:
                return mark + 1
            return following
        behind = tokens[[i for i, t in enumerate(tokens) if t.kind == "E"][-1] + 1 :]
        if shape(between) == "n" and not any(t.kind in _NUMBERS for t in behind):
            return mark + 1  # "ten burpees ten push-ups"
        breaks = [mark + 1 + i for i, t in enumerate(between) if t.kind in ";,&/"]
        cuts: list[int] = [*breaks, *range(mark + 1, following + 1)]
        for cut in cuts:
            body = [t for t in tokens[start:cut] if t.kind != "E"]
            rest = tokens[cut:following]
            whole = self._clauses.whole(body) and self._clauses.whole(rest)
            if whole and any(t.kind in _NUMBERS for t in rest):
                return cut
        return breaks[0] if breaks else following

    def _unnamed(self, tokens: list[Token], text: str, state: _State) -> Clause:
        """A clause that names no known exercise: the user's own, or that of the line before."""
        named = self._own_name(tokens, text, state)
        if named:
            if (
                _NUMBERED_NAME.match(shape(tokens))
                and _ends_name(tokens)
                and named.name[-1:].isdigit()
            ):
                tokens = tokens[shape(tokens).index("n") + 1 :]
            body = tuple(t for t in tokens if t.kind != "z")
            return Clause(named, body, text, explicit=True, text=text)
        return Clause(None, tuple(tokens), text, text=text)

    def _own_name(self, tokens: list[Token], text: str, state: _State) -> Named | None:
        """Find words that are clearly the name of an exercise that the catalogue lacks."""
        if not self._clauses.strong([t for t in tokens if t.kind not in "z"]):
            return None
        first = next((i for i, t in enumerate(tokens) if t.kind in _NUMBERS), 0)
        if _NUMBERED_NAME.match(shape(tokens)) and _ends_name(tokens) and len(tokens) > first + 2:
            return self._resolved(" ".join(t.text for t in tokens[: first + 1]), state)
        before = [t for t in _of_last_sentence(tokens[: first + 1], text) if t.kind in "ze"]
        after = [t for t in takewhile(lambda t: t.kind != ".", tokens[first:]) if t.kind == "z"]
        known = state.named is not None or state.context.last is not None
        for words, needs_evidence in ((before, False), (after, known)):
            texts = [t.text for t in words if t.text.rstrip("s") not in GEAR]
            if any(t in self.words.note_words and t not in self.words.modifiers for t in texts[:1]):
                continue  # "dizzy"
            if not 0 < len(texts) <= 4 or all(t.kind == "e" for t in words):
                continue
            evidence = any(
                w in self.words.name_heads or w in self.words.name_vocabulary for w in texts
            )
            if needs_evidence and not evidence:
                continue
            if any(_SUBJECT.search(one) for one in texts):
                continue  # "we've a flat one"
            if texts[1:] and texts[-1] in self.words.acts:
                continue  # "my uncle squatted 800 lb"
            if not evidence and texts[-1].endswith("ed") and _has_object(text[words[-1].end :]):
                continue  # "bombed my last set"
            if not evidence and words is after and not re.search("[wrsx]", shape(tokens)):
                continue  # "set 3 alarms for 6 and 7"
            if not evidence and any(self._spotter.typo_of_chatter(w) or len(w) < 3 for w in texts):
                continue
            return self._resolved(self._with_heads(texts, words[-1], text), state)
        return None

    def _with_heads(self, texts: Sequence[str], last: Token, text: str) -> str:
        """Add a word behind the name that is small talk elsewhere: "carry machine"."""
        follows = words_of(text[last.end :])[:3]
        number = next((i for i, word in enumerate(follows) if word[:1].isdigit()), len(follows))
        heads = (self.words.name_heads | self.words.name_tails) & self.words.chatter
        ends = [i + 1 for i, word in enumerate(follows[:number]) if word in heads]
        return " ".join([*texts, *follows[: ends[-1] if ends else 0]])

    def _resolved(self, words: str, state: _State) -> Named:
        return self.names.find(words, state.context.own_names) or Named(words, None, True)

    def _clause(self, clause: Clause, state: _State) -> None:
        named = clause.named or state.named or self._last_named(state)
        if clause.named is not None:
            state.named = clause.named
        elif self._is_count(clause, state):
            clause = replace(clause, explicit=True)
        last = self._last(named, state)
        context = state.context
        if last is not None and last.weight:  # "275 lb x5", then "295x3"
            said = last.unit if state.sets else context.said_unit
            context = replace(context, unit=said or context.unit)
        reading = self._clauses.read(
            replace(clause, named=named, warmup=state.warmup), context, state.day, last
        )
        if reading is None:
            return
        self._take(reading, clause.said, state)

    @staticmethod
    def _is_count(clause: Clause, state: _State) -> bool:
        """Whether a bare number stands below its exercise, or follows a set of bodyweight."""
        if shape(clause.tokens).strip(",;.") != "n" or re.search(r"[^\W\d_]", clause.text):
            return False
        last = state.context.last
        bare = last is not None and last.reps is not None and last.weight == 0 and not last.added
        return state.named is not None or bare

    def _last_named(self, state: _State) -> Named | None:
        last = state.sets[-1] if state.sets else state.context.last
        name = "" if state.sets else state.context.announced
        if name:
            return Named(name, self._catalogue.exercises.get(name), True)
        if last is None:
            return None
        return Named(last.exercise, self._catalogue.exercises.get(last.exercise), True)

    def _last(self, named: Named | None, state: _State) -> TrainingSet | None:
        """The last set that a relative message goes on from."""
        last = state.sets[-1] if state.sets else state.context.last
        if last is None or named is None or last.exercise == named.name:
            return last
        return None

    # The outcome

    def _take(self, outcome: Outcome, said: str, state: _State) -> None:
        state.sets.extend(outcome.sets)
        state.problems.extend(outcome.problems)
        if outcome.question:
            state.questions.append((_on_day(outcome.question, state), _short(said)))
        if outcome.doubtful:
            state.doubtful.append(Problem(_short(said), "log.unreadable"))
        if outcome.other:
            state.others.append(outcome.other)

    def _assembled(self, state: _State) -> ParsedLog:
        sets = tuple(state.sets[:_MOST_SETS])
        for mark in state.doubtful:  # a day on a line of its own at the end is that of all
            if mark.why.startswith("date:") and state.sets:
                day = date.fromisoformat(mark.why.split(":")[1])
                if state.sets and all(one.date == state.context.today for one in sets):
                    sets = tuple(replace(one, date=day) for one in sets)
        problems = list(state.problems)
        if sets or state.questions or problems:
            problems.extend(p for p in state.doubtful if not p.why.startswith("date:"))
        question = state.questions[0][0] if state.questions else None
        for later, said in state.questions[1:]:
            problems.append(Problem(said, later.why.replace("ask.", "log.", 1), later.fields))
        other = self._other(state) if len(state.others) == 1 else None
        return ParsedLog(sets, tuple(problems), question, other)

    def _other(self, state: _State) -> Reading:
        """The second reading of the whole message."""
        other = state.others[0]
        kept = [one for one in state.sets if one not in other.instead]
        sets = tuple(kept) + other.sets if kept else other.sets
        return Reading(sets, other.label)


def _has_object(rest: str) -> bool:
    """Whether what follows a word makes a verb of it."""
    return words_of(rest)[:1] in _OBJECTS


def _of_last_sentence(tokens: Sequence[Token], text: str) -> Sequence[Token]:
    """Leave out sentences before the one that leads to a number: "what a fight! Log 10 at 150"."""
    ends = [i for i, token in enumerate(tokens[:-1]) if token.kind in ".!?"]
    led = [i for i in ends if any(map(str.isalpha, text[tokens[i].end : tokens[-1].start]))]
    return tokens[led[-1] + 1 : -1] if led else tokens[:-1]


def _ends_name(tokens: Sequence[Token]) -> bool:
    """Whether a dash or colon parts a name that ends in a number from what was done."""
    behind = tokens[shape(tokens).index("n") + 1]
    return behind.text in ("-", ":")


def _comparison(words: LogWords) -> re.Pattern[str]:
    """Find what is said of another day or plan behind the numbers: "(last week 145)"."""
    starts = "|".join(sorted(map(re.escape, words.compared), key=len, reverse=True))
    units = "|".join(sorted(map(re.escape, words.units), key=len, reverse=True))
    return re.compile(
        rf"(?P<before>\d\D*?)[(,;-]?\s*\b(?:{starts})\b\.?:?(?:\s+(?:was|were|it was|i did|only))*"
        rf"\s*\d[\d.,x×*/ ]*(?:{units}|reps?|sets?)?(?![\w%]|:\d)\)?",
        re.IGNORECASE,
    )


def _kept(match: re.Match[str]) -> str:
    """Keep what stands before a comparison."""
    return match["before"] + " "


_SURE = re.compile(r"\bi (?:think|guess)\b ?|\bmaybe\b ?|\bprobably\b ?")
"""Doubts of the first message, which the answer has cleared."""
_SETS_OF = re.compile(r"\b\d+ (?:sets? of|sets?|x) (?=\{\})|(?<=\{\}) \d+ sets?\b")


def _counts(tokens: Sequence[Token], kinds: str) -> str | None:
    """Write the counts of an answer without the words around them."""
    counts = [f"{t.value:g}" for t in tokens if t.kind in "nr"]
    return ", ".join(counts) if set(kinds) <= set("nr&/") else None


def _bare_total(tokens: Sequence[Token], sets: int) -> str | None:
    """Give what was done in several sets: one number is that of each."""
    counts = [t for t in tokens if t.kind in "nr"]
    if any(t.kind in "wabtEx" for t in tokens) or not counts:
        return None
    if len(counts) == 1:
        return f"{sets} x {counts[0].value:g}"
    return ", ".join(f"{t.value:g}" for t in counts)


def _bare_weight(tokens: Sequence[Token], kinds: str) -> str | None:
    if kinds.rstrip("e") not in ("n", "w", "a", "b"):
        return None
    token = next(t for t in tokens if t.kind in "nwab")
    if token.kind == "b":
        return "bodyweight"
    amount = f"{token.value:g} {token.unit.value if token.unit else ''}".strip()
    amount += " each side" * kinds.endswith("e")
    return f"+{amount}" if token.kind == "a" and token.value > 0 else amount


def _on_day(question: Question, state: _State) -> Question:
    """Keep the day that was named in what an answer completes."""
    if state.day == state.context.today:
        return question
    day = f" on {state.day.isoformat()}"
    return replace(
        question,
        complete=question.complete and question.complete + day,
        choices=tuple((label, message + day) for label, message in question.choices),
    )


def _hundreds_and(words: LogWords) -> re.Pattern[str]:
    """Make what finds "100 and 2.5 kilos" and "400 and five pounds", as speech engines write."""
    said = "|".join(map(re.escape, _small_numbers(words)))
    units = "|".join(map(re.escape, words.units))
    few = rf"\d{{1,2}}(?:\.\d+)?|(?:{said})(?:[ -](?:{said}))?"
    return re.compile(rf"(?i)\b(\d{{1,2}}00) and ({few})(?= ?(?:{units})\b)")


def _small_numbers(words: LogWords) -> Mapping[str, int]:
    return {**words.numbers.digits, **words.numbers.teens, **words.numbers.tens}


def _unquoted(text: str) -> str:
    """Drop the quotation marks around a whole message."""
    pair = text[:1] + text[-1:]
    return text[1:-1] if len(text) > 1 and pair in ('""', "''", "“”", "„“", "«»") else text


def _month_first(context: LogContext) -> bool:
    return context.unit is Unit.LB


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SAID else text[: _SAID - 1] + "…"


def _paired(clauses: list[Clause], tokens: Sequence[Token], marks: Sequence[int]) -> list[Clause]:
    """Join exercises named together before one set of numbers: "bench and squat 3x5"."""
    kept: list[Clause] = []
    for number, clause in enumerate(clauses):
        bare = not any(t.kind in _NUMBERS or t.kind in "YVWqA" for t in clause.tokens)
        if not bare:
            kept.append(clause)
            continue
        if number + 1 < len(clauses):
            between = shape(tokens[marks[number] + 1 : marks[number + 1]])
            if between and set(between) <= set("&+"):
                kept.append(replace(clause, tokens=clauses[number + 1].tokens))
            elif between and set(between) <= set("&,/G+"):
                clauses[number + 1] = replace(clauses[number + 1], together=True)
    return kept


__all__ = ["LogContext", "LogReader", "phrase"]

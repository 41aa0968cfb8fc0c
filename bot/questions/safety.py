"""Does a message tell of pain, injury or danger? The rules are data; this interprets them.

Words belong to named groups. A pattern is a row of groups and words that a sentence names close
together: "<knee> ~6 ^<pain>". What is idiom ("a pain in the neck") is set aside first; what a
pattern then finds is a danger unless one of its contexts takes it back: denied ("no pain"), only
imagined ("what if"), asked in general ("does it hurt the knees?"), or over ("years ago").

Patterns
    word, two_words   literal words
    <group>           any phrase of the group
    a|<b>             either
    a b               b follows directly
    a >3 b            b follows after at most 3 words
    a ~3 b            as before, or b stands first
    ^a                the symptom, which a denial must stand before; else the whole hit counts
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.messages import Kind, Reply
from bot.questions.matching.vectors import shared_vectors
from bot.text import Phrasebook, clean
from bot.turn import Outcome, Stage, Turn
from knowledge.model import Danger, Knowledge

MOST_HITS = 30
"""Hits of one pattern in one sentence that are looked at; only mash has more."""
FAMILIAR = 4
"""Phrases that must have a word for it to be no slip: their writers make some too."""
SHORTEST_SLIP = 5
"""Letters from which a strange word may be a slip of one of ours: short words are too alike.
In one shorter by a letter only swapped letters are mended."""
LONG_SLIP = 9
"""Letters from which it may have two slips."""
MOST_CACHED = 20_000
REMEMBERED = 64
"""Messages of which the reading is kept for a moment: one is looked at twice."""
ASSESSED = 512
"""Messages of which it is kept what they tell of: many ask the same."""
MOST_TO_GO_ON = 12
"""Words of a message that only asks to go on."""
LONGEST_PHRASE = 8
"""Words of the longest phrase of a group."""

_PIECE = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\.{2,}|…|[?;\n.!,:()\u2013\u2014]| - |[\U0001f300-\U0001faff]"
)
_ENDS_SENTENCE = frozenset("?;\n.")
_WITH_IS = frozenset(
    [
        "it",
        "that",
        "this",
        "what",
        "there",
        "here",
        "who",
        "where",
        "how",
        "when",
        "he",
        "she",
        "let",
    ]
)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"(.)\1")
_RANGE = re.compile(r"(\d+)\.\.(\d+)")
_LOGGED = frozenset((Kind.LOGGED, Kind.EDITED, Kind.DELETED))

Span = tuple[int, int]
"""Position of the first word, and after the last."""
_Named = Mapping[str, Sequence[Span]]
"""Group to the places where it is named, in order."""


class Safety:
    """Reads messages for danger. Built once; holds nothing of a user.

    Raises ValueError for rules that name a group or context that does not exist.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.lexicon.safety
        self._groups = _Groups(words.get("groups", {}))
        self._mends = Phrasebook.of_pairs(words.get("mends", {}))
        self._breaks = frozenset(words.get("breaks", ()))
        idioms = (*words.get("idioms", ()), *self._exercises(knowledge, words.get("in_names", ())))
        self._idioms = _Bank((self._groups.pattern(one), 0) for one in idioms)
        self._goes_on = _Bank((self._groups.pattern(one), 0) for one in words.get("goes_on", ()))
        self._contexts = {
            name: _Context(
                find=tuple(map(self._groups.pattern, rule["find"])),
                but_not=tuple(map(self._groups.pattern, rule.get("but_not", ()))),
                unless=tuple(map(self._groups.pattern, rule.get("unless", ()))),
                where=rule["where"],
                within=int(rule.get("within", 0)),
                through=self._groups.term(rule["through"]) if "through" in rule else "",
            )
            for name, rule in words.get("contexts", {}).items()
        }
        self._calming = tuple(self._contexts[name] for name in words.get("calming", ()))
        self._rules = tuple(map(self._rule, knowledge.dangers))
        self._told = _Bank(
            (self._groups.pattern(one), number)
            for number, danger in enumerate(knowledge.dangers)
            for one in danger.rules.get("any", ())
        )
        # Words of several questions that the notes know are no slips, nor are the patterns' own.
        uses = Counter(
            word
            for entry in knowledge.entries.values()
            for phrase in entry.phrases
            for word in phrase.lower().split()
        )
        asked = {word for word, times in uses.items() if times >= FAMILIAR}
        self._repair = _repairer(words, asked | self._groups.words)
        self._read = lru_cache(maxsize=REMEMBERED)(self._read_anew)
        self.assess = lru_cache(maxsize=ASSESSED)(self._assess)
        self.plays_down = lru_cache(maxsize=REMEMBERED)(self._plays_down)

    def _exercises(self, knowledge: Knowledge, groups: Iterable[str]) -> Iterator[str]:
        """Give the names of exercises that hold a word of some groups: a face pull pulls no face.

        Those that the notes are about stay: they are what crushes, or hurts.
        """
        parts = {way for group in groups for way in self._groups.words_of(group)}
        covered = {entry.exercise for entry in knowledge.entries.values() if entry.exercise}
        names = {
            name.lower()
            for one in knowledge.catalogue.exercises.values()
            for name in (one.name, *one.aliases)
            if parts.intersection(name.lower().split())
            and not any(own in name.lower() for own in covered)
        }
        several = sorted(name.replace(" ", "_") for name in names if " " in name)
        if several:
            yield "|".join(several)

    def _rule(self, danger: Danger) -> "_Rule":
        unless = danger.rules.get("unless", ())
        for name in set(unless) - self._contexts.keys():
            raise ValueError(f"danger {danger.name!r}: there is no context {name!r}")
        return _Rule(
            danger=danger,
            unless=tuple(self._contexts[name] for name in unless),
            alone=frozenset(danger.rules.get("alone", ())),
        )

    def _assess(self, text: str) -> Danger | None:
        """Give the most urgent danger that a text tells of; None: it tells of none.

        Any text of any length is safe to give; what `clean` cuts is not looked at.
        """
        message = self._read(text)
        said = " ".join(word for sentence in message for word in sentence.said)
        first = next(
            (n for n, rule in enumerate(self._rules) if said in rule.alone), len(self._rules)
        )
        for sentence in message:
            for pattern, number in self._told.of(sentence.told):
                if number < first and self._stands(pattern, number, sentence, message):
                    first = number
        return self._rules[first].danger if first < len(self._rules) else None

    def _persisting(self, text: str, name: str) -> Danger | None:
        """Give the danger told of before where a few words ask to go on all the same."""
        message = self._read(text) if name else []
        if sum(len(sentence.said) for sentence in message) > MOST_TO_GO_ON:
            return None
        if not any(
            any(True for _ in pattern.hits(sentence.named))
            for sentence in message
            for pattern, _ in self._goes_on.of(sentence.named)
        ):
            return None
        return next((rule.danger for rule in self._rules if rule.danger.name == name), None)

    def _plays_down(self, text: str) -> bool:
        """Tell whether a text tells of pain as denied or over, or only in an idiom."""
        message = self._read(text)
        over = any(context.is_told(message) for context in self._calming)
        return any(
            over or sentence.is_idle(hit) or self._is_calmed(hit, sentence, message)
            for sentence in message
            for pattern, _ in self._told.of(sentence.named)
            for hit in pattern.hits(sentence.named)
        )

    def _is_calmed(
        self, hit: "_Hit", sentence: "_Sentence", message: Sequence["_Sentence"]
    ) -> bool:
        return any(context.takes_back(hit, sentence, message) for context in self._calming)

    def _stands(
        self,
        pattern: "_Pattern",
        number: int,
        sentence: "_Sentence",
        message: Sequence["_Sentence"],
    ) -> bool:
        """Tell whether a pattern is found where no context takes it back."""
        unless = self._rules[number].unless
        return any(
            not any(context.takes_back(hit, sentence, message) for context in unless)
            for hit in pattern.hits(sentence.told)
        )

    def stage(
        self, log_stage: Stage, judge: Callable[[str, Danger | None], Danger | None]
    ) -> Stage:
        """Make the stage that says stop first; a log in the same message is still taken.

        `judge` is given what the rules find, or None, and has the last word.
        """

        async def stop_first(turn: Turn) -> Outcome | None:
            if turn.pressed or turn.text.startswith("/"):
                return None
            danger = judge(turn.text, self.assess(turn.text)) or self._persisting(
                turn.text, turn.session.danger
            )
            if danger is None:
                return None
            stop = stopping(danger)
            logged = await log_stage(turn)
            if logged is None or logged.reply.kind not in _LOGGED:
                session = replace(turn.session, gap=None, danger=danger.name)
                return Outcome(stop, session)
            log = logged.reply
            text = f"{stop.text}\n\n{log.text}"
            return replace(
                logged,
                reply=replace(stop, text=text, sets=log.sets, choices=log.choices),
                session=replace(logged.session, danger=danger.name),
            )

        return stop_first

    def _read_anew(self, text: str) -> list["_Sentence"]:
        """Split into sentences, mend their words, tag their groups, set idioms aside."""
        sentences = []
        for said, stops in _sentences(clean(text).lower()):
            mended, ends = self._mend(said, stops)
            opened = {at for at, word in enumerate(mended) if word in self._breaks}
            breaks = tuple(sorted(opened.union(ends)))
            named = self._groups.tag(mended, ends)
            idle = [hit.span for idiom, _ in self._idioms.of(named) for hit in idiom.hits(named)]
            told = _outside(named, idle) if idle else named
            sentences.append(_Sentence(tuple(mended), breaks, named, told, tuple(idle)))
        return sentences

    def _mend(self, said: Sequence[str], stops: Sequence[int]) -> tuple[list[str], list[int]]:
        """Mend each stretch between two stops by itself, so that the stops keep their places."""
        mended: list[str] = []
        moved = []
        for start, end in zip((0, *stops), (*stops, len(said)), strict=True):
            mended += map(self._repair, self._mends.replace(said[start:end]))
            moved.append(len(mended))
        return mended, moved[:-1]


def stopping(danger: Danger) -> Reply:
    """Give the reply that says stop, and what to do."""
    return Reply(
        Kind.STOP,
        danger.stop.text,
        intent="danger." + danger.name.replace(" ", "-"),
        score=1.0,
        facts=danger.stop.facts,
    )


class _Hit(Struct, frozen=True):
    """Where a pattern was found."""

    span: Span
    symptom: Span


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Running words and where they name which groups."""

    said: tuple[str, ...]
    breaks: tuple[int, ...]
    """Positions before which a clause ends, or at which a word opens another."""
    named: _Named
    """Where every group is named."""
    told: _Named
    """The same without what stands inside an idiom."""
    idle: tuple[Span, ...]
    """Where its idioms stand."""
    contexts: dict[int, tuple[Span, ...]] = field(default_factory=dict, compare=False)
    """Contexts found before, by identity."""

    def is_idle(self, hit: _Hit) -> bool:
        """Tell whether a hit reaches into an idiom."""
        first, last = hit.span
        return any(start < last and first < end for start, end in self.idle)

    def is_whole(self, start: int, end: int) -> bool:
        """Tell whether no clause ends between two positions."""
        at = bisect_left(self.breaks, start)
        return at == len(self.breaks) or self.breaks[at] >= end


@dataclass(frozen=True, slots=True)
class _Step:
    """One term of a pattern and how far it may stand from the one before."""

    group: str
    within: int = 0
    either: bool = False
    symptom: bool = False


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A row of groups."""

    steps: tuple[_Step, ...]
    terms: frozenset[str]
    """The groups of the steps."""

    @classmethod
    def of(cls, steps: Sequence[_Step]) -> "_Pattern":
        return cls(tuple(steps), frozenset(step.group for step in steps))

    def hits(self, named: _Named) -> Iterator[_Hit]:
        """Find the pattern, up to a bound that only mash has more of."""
        if named.keys() >= self.terms:
            starts = named[self.steps[0].group]
            found = (
                hit for span in starts for hit in self._follow(1, span, self._mark(span), named)
            )
            yield from islice(found, MOST_HITS)

    def _mark(self, first: Span) -> Span | None:
        return first if self.steps[0].symptom else None

    def _follow(
        self, number: int, whole: Span, symptom: Span | None, named: _Named
    ) -> Iterator[_Hit]:
        if number == len(self.steps):
            yield _Hit(whole, symptom or whole)
            return
        step = self.steps[number]
        spans = named[step.group]
        start, end = whole
        first = start - step.within - LONGEST_PHRASE if step.either else end
        for span in spans[bisect_left(spans, (first, 0)) :]:
            if span[0] > end + step.within:
                break
            if end <= span[0] or (step.either and span[1] <= start <= span[1] + step.within):
                both = (min(start, span[0]), max(end, span[1]))
                mark = span if step.symptom else symptom
                yield from self._follow(number + 1, both, mark, named)


@dataclass(frozen=True, slots=True)
class _Context:
    """Words that take a danger back, and where they must stand to do so."""

    find: tuple[_Pattern, ...]
    but_not: tuple[_Pattern, ...]
    """What only looks like it, where it overlaps."""
    unless: tuple[_Pattern, ...]
    """What in the same sentence keeps the context from counting."""
    where: str
    """"before" the symptom in its clause, "ahead" of the hit, in the "sentence" or "message"."""
    within: int
    """With "before": words that may stand between."""
    through: str
    """With "before": all words up to the hit belong to this group; clauses do not matter."""

    def is_told(self, message: Sequence[_Sentence]) -> bool:
        """Tell whether it is told of a whole message, whatever else that says: "cleared to"."""
        return self.where == "message" and any(self._found(one) for one in message)

    def takes_back(self, hit: _Hit, sentence: _Sentence, message: Sequence[_Sentence]) -> bool:
        """Tell whether this context stands where it takes back the hit."""
        if self.where == "message":
            return self.is_told(message)
        return any(self._applies(span, hit, sentence) for span in self._found(sentence))

    def _found(self, sentence: _Sentence) -> tuple[Span, ...]:
        found = sentence.contexts.get(id(self))
        if found is None:
            found = sentence.contexts[id(self)] = tuple(set(self._find(sentence)))
        return found

    def _find(self, sentence: _Sentence) -> Iterator[Span]:
        if any(any(True for _ in one.hits(sentence.named)) for one in self.unless):
            return
        other = [hit.span for pattern in self.but_not for hit in pattern.hits(sentence.named)]
        for pattern in self.find:
            for hit in pattern.hits(sentence.named):
                start, end = hit.span
                if not any(first < end and start < last for first, last in other):
                    yield hit.span

    def _applies(self, span: Span, hit: _Hit, sentence: _Sentence) -> bool:
        if self.where == "sentence":
            return True
        if self.where == "ahead":
            return span[0] <= hit.span[0]
        if self.through and span[0] <= hit.span[0] < span[1]:
            return True
        start = hit.span[0] if self.through else hit.symptom[0]
        if not span[1] <= start <= span[1] + self.within:
            return False
        if self.through:
            light = {at for one in sentence.named.get(self.through, ()) for at in range(*one)}
            return all(at in light for at in range(span[1], start))
        return sentence.is_whole(span[1], start)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A danger with its rules made ready."""

    danger: Danger
    unless: tuple[_Context, ...]
    alone: frozenset[str]
    """Messages that say nothing else."""


@dataclass(slots=True)
class _Groups:
    """The named groups of words, indexed by their first word."""

    phrases: Mapping[str, Sequence[str]]
    single: dict[str, set[str]] = field(default_factory=dict)
    """Word to the terms that it fulfils by itself."""
    longer: dict[str, dict[str, dict[tuple[str, ...], set[str]]]] = field(default_factory=dict)
    """First and second word of a phrase to the phrase and the terms that it fulfils."""
    known: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    """Terms that the end of a clause fulfils."""

    def pattern(self, text: str) -> _Pattern:
        """Make a pattern ready. Raises ValueError for a group that does not exist."""
        steps = []
        within, either = 0, False
        for part in text.split():
            if part[0] in "~>" and part[1:].isdecimal():
                within, either = int(part[1:]), part[0] == "~"
                continue
            term = part.removeprefix("^")
            self._register(term)
            steps.append(_Step(term, within, either, symptom=term != part))
            within, either = 0, False
        return _Pattern.of(steps)

    @property
    def words(self) -> set[str]:
        """All words of the phrases of the groups in use."""
        phrases = (
            key for seconds in self.longer.values() for keys in seconds.values() for key in keys
        )
        return set(self.single).union(*phrases)

    def term(self, text: str) -> str:
        """Make one term of patterns ready by itself. Raises ValueError as `pattern` does."""
        self._register(text)
        return text

    def words_of(self, name: str) -> Iterator[str]:
        """Give the phrases of a group, those of groups in it too."""
        if name not in self.phrases:
            raise ValueError(f"there is no group <{name}>")
        for way in map(str, self.phrases[name]):
            if way.startswith("<"):
                yield from self.words_of(way.strip("<>"))
            elif numbers := _RANGE.fullmatch(way):
                yield from map(str, range(int(numbers[1]), int(numbers[2]) + 1))
            else:
                yield way

    def _register(self, term: str) -> None:
        if term in self.known:
            return
        self.known.add(term)
        if "<end>" in term.split("|"):
            self.ends.add(term)
        for name in term.split("|"):
            ways = self.words_of(name.strip("<>")) if name.startswith("<") else [name]
            for way in ways:
                key = tuple(way.replace("_", " ").replace("'", "").lower().split())
                if len(key) == 1:
                    self.single.setdefault(key[0], set()).add(term)
                else:
                    seconds = self.longer.setdefault(key[0], {})
                    seconds.setdefault(key[1], {}).setdefault(key, set()).add(term)

    def tag(self, said: Sequence[str], stops: Sequence[int]) -> dict[str, list[Span]]:
        """Find all groups in running words, in order; "end" stands wherever a clause ends."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for at, word in enumerate(said):
            one = (at, at + 1)
            for term in self.single.get(word, ()):
                found[term].append(one)
            seconds = self.longer.get(word)
            if seconds is None or at + 1 == len(said):
                continue
            for key, terms in seconds.get(said[at + 1], {}).items():
                if len(key) == 2 or tuple(said[at : at + len(key)]) == key:
                    for term in terms:
                        found[term].append((at, at + len(key)))
        ends = [(at, at) for at in (*stops, len(said))]
        for name in self.ends & found.keys():
            found[name] = sorted(found[name] + ends)
        return dict.fromkeys(self.ends, ends) | found


class _Bank:
    """Patterns, each with a number, indexed by their first term."""

    def __init__(self, patterns: Iterable[tuple[_Pattern, int]]) -> None:
        self._by_first: defaultdict[str, list[tuple[_Pattern, int]]] = defaultdict(list)
        for pattern, number in patterns:
            self._by_first[pattern.steps[0].group].append((pattern, number))

    def of(self, named: _Named) -> Iterator[tuple[_Pattern, int]]:
        """Give the patterns all of whose terms are named."""
        there = named.keys()
        for first in there & self._by_first.keys():
            for pattern, number in self._by_first[first]:
                if there >= pattern.terms:
                    yield pattern, number


def _outside(named: _Named, idle: Sequence[Span]) -> _Named:
    """Leave out what is named inside one of these places."""
    gone = {at for start, end in idle for at in range(start, end)}
    return {
        name: left
        for name, spans in named.items()
        if (left := [span for span in spans if gone.isdisjoint(range(*span))])
    }


def _sentences(text: str) -> Iterator[tuple[list[str], list[int]]]:
    """Split into sentences: their words, and the positions before which a clause ends.

    >>> list(_sentences("no, it's 3x8kg! ok? yes"))
    [(['no', 'its', '3', 'x', '8', 'kg', 'ok'], [1, 6]), (['yes'], [])]
    """
    said: list[str] = []
    stops: list[int] = []
    for piece in _PIECE.findall(_DRAWN_OUT.sub(r"\1\1", text)):
        if piece[0].isalnum() or piece > "\U0001f300":
            said += _told_apart(piece)
        elif piece in _ENDS_SENTENCE:
            if said:
                yield said, [at for at in stops if at < len(said)]
            said, stops = [], []
        elif said and (not stops or stops[-1] != len(said)):
            stops.append(len(said))
    if said:
        yield said, [at for at in stops if at < len(said)]


def _told_apart(word: str) -> list[str]:
    """Tell "is" apart from what it is said of; what it always stands with stays one word.

    >>> _told_apart("sled's"), _told_apart("it's")
    (['sled', 'is'], ['its'])
    """
    named = word.removesuffix("'s")
    if named == word or named in _WITH_IS:
        return [word.replace("'", "")]
    return [named.replace("'", ""), "is"]


def _repairer(words: Mapping[str, Any], ours: Collection[str]) -> Callable[[str], str]:
    """Make what mends slips of the words that matter, and leaves every other word alone."""
    targets = sorted(map(str, words.get("repaired", ())))
    guarded = frozenset(words.get("no_slips", ())).union(ours, targets)
    drawn_out = frozenset(words.get("drawn_out", ()))
    swapped = {_letters(word): word for word in targets if len(word) == SHORTEST_SLIP - 1}
    is_word = shared_vectors().is_word

    @lru_cache(maxsize=MOST_CACHED)
    def mend(word: str) -> str:
        short = _DOUBLED.sub(r"\1", word)
        if short in drawn_out:
            return short
        if word in guarded or is_word(word) or not word.isalpha():
            return word
        if len(word) < SHORTEST_SLIP:
            return swapped.get(_letters(word), word)
        slips = 2 if len(word) >= LONG_SLIP else 1
        near = process.extract(word, targets, scorer=OSA.distance, score_cutoff=slips, limit=5)
        # The first letter is seldom the wrong one, and what differs there is mostly another word.
        return next((target for target, _, _ in near if target[0] == word[0]), word)

    return mend


def _letters(word: str) -> str:
    """Give what stays of a word however its letters are swapped behind the first.

    >>> _letters("bakc") == _letters("back")
    True
    """
    return "".join((word[:1], *sorted(word[1:])))

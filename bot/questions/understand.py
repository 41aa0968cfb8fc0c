"""Words to what they ask: the entry meant, how sure that is, and what else it may have been.

The way of a sentence: mis-hearings mended, exercises found and masked (so that one phrase serves
every exercise), other words for the same thing brought to one, entities found; then the matcher
ranks the intents. Phrases of the knowledge base go the same way, so that both sides compare.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache as cache_of
from functools import lru_cache
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from bot.questions.matching import OUTSIDE, Lessons, Ranking, load_or_train
from bot.text import Mention, Phrasebook, sentences, words
from bot.training.names import ExerciseNames
from knowledge.model import Entry, Knowledge, entry_key

MASK = "exercise"
"""Stands for the name of an exercise that the notes cover."""
SHORT = 5
"""Words up to which a sentence may lean on what was said before it."""
CUE = 4
"""Words up to which a sentence with "why" or "next" in it asks for no more than that."""
MOST_SHARED = 8192
"""Phrases of which the reading is kept while all are read: many exercises share them."""
REMEMBERED = 512
"""Sentences of which the reading is kept for a moment: one message is looked at several times."""
FEWEST_MENTIONS = 2
"""Phrases that must name an exercise without notes for an intent to be about it too."""
FEWEST_LIKENED = 5
"""Answers that must be asked to liken an exercise to theirs, for any of them to name it."""
MOST_LIKENED = 12
"""Phrases of an answer that are looked at for that."""
MENTIONED, LIKENED = "mentioned ", "likened"
"""Notes that are kept with the model: exercises without notes that an intent's phrases speak of
(the intent's name follows), and those that several answers are asked to liken theirs to."""
VERSION = "3"
"""Goes up when phrases are prepared in another way, so that no old artefact is taken."""
SURE_OF_ANOTHER = 0.55
"""Confidence from which the matcher's intent stands against what the entities alone suggest."""
SURE_OF_OURS = 0.6
"""Confidence from which a question is ours whatever foreign word stands in it: "the towel"."""
SURE_OF_NO_OTHER = 0.9
"""The same where an exercise without notes seems to be named: "too heavy to get up"."""
POSSIBLE = 0.05
"""Probability below which the matcher's second intent is none."""
REFUSED_SHARE = 0.5
"""How likely, beside an answer, questions outside the notes may be; above that it is doubted."""
DOUBTED = 0.39
"""Confidence at most of an answer that is doubted: it is asked about."""
UNBELIEVED = 1e-6
"""How much less likely a sentence makes what it is not believed to tell of."""
NEIGHBOUR = 2.5
"""How much likelier a short sentence makes the neighbours of the last topic."""


class Utterance(Struct, frozen=True):
    """One sentence, as the matcher sees it."""

    said: tuple[str, ...]
    """Its words, mended."""
    masked: str
    """The words with names and synonyms brought to one form."""
    open: str = ""
    """The same with every exercise masked, for what is asked of the log."""
    exercise: str = ""
    """An exercise that it names and the notes cover."""
    strangers: tuple[str, ...] = ()
    """Exercises that it names and the notes do not cover."""
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Entity type to the values named, in order: goal, phase, body part, equipment."""
    opener: bool = False
    """Begins as a follow-up does: "and", "what about"."""

    only_goal: bool = False
    """Names a goal and hardly anything besides."""

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals that it names; those that a scheme stands for where it names none besides."""
        return self.entities.get("goal") or self.entities.get("scheme", ())

    @property
    def leans(self) -> bool:
        """Whether it may be a follow-up to what was said before."""
        return self.opener or len(self.said) <= SHORT


class Match(Struct, frozen=True):
    """The entry that a sentence asks for."""

    entry: Entry | None
    """None: the notes have none that fits."""
    score: float
    """Confidence, 0 to 1, that the entry is the right one and the question within the notes."""
    near: tuple[Entry, ...] = ()
    """The next likeliest entries, best first."""
    either: float = 0.0
    """Confidence that the entry or the first of `near` is the right one."""
    utterance: Utterance = field(default_factory=lambda: Utterance((), ""))


def informs(entry: Entry) -> bool:
    """Tell whether an entry states facts, so that it beats small talk beside it."""
    return bool(entry.exercise) and not entry.refuses


def singular(word: str) -> str:
    """Fold a plain plural, only for comparing; "sets" stays, since "set" is mostly a verb.

    >>> [singular(word) for word in ("marathons", "press", "sets")]
    ['marathon', 'press', 'sets']
    """
    plural = len(word) > 4 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _masked(said: Sequence[str], spans: Sequence[Mention]) -> list[str]:
    masked = list(said)
    for span in reversed(spans):
        masked[span.start : span.end] = [MASK]
    return masked


def _from_behind(phrase: str) -> str:
    return " ".join(reversed(phrase.split()))


def _singulars(phrase: str) -> str:
    return " ".join(map(singular, phrase.split()))


class Understanding:
    """Reads sentences against one Knowledge. Built once; holds nothing of a user."""

    def __init__(self, knowledge: Knowledge, names: ExerciseNames, cache: Path | None) -> None:
        self._knowledge = knowledge
        self._names = names
        self._covered = {entry.exercise for entry in knowledge.entries.values() if entry.exercise}
        # The first one read is ours; what an operator adds comes after it.
        self._home = next((one.exercise for one in knowledge.entries.values() if one.exercise), "")
        self._answering_goals = tuple(
            dict.fromkeys(one.intent for one in knowledge.entries.values() if one.by_goal)
        )
        self._by_intent: dict[str, Entry] = {}
        for entry in knowledge.entries.values():
            self._by_intent.setdefault(entry.intent, entry)
        lexicon = knowledge.lexicon
        self._homophones = Phrasebook.of_pairs(lexicon.homophones)
        self._fillers = Phrasebook({"": lexicon.lists.get("fillers", ())})
        self._lead_ins = Phrasebook({"": lexicon.lists.get("lead_ins", ())})
        # Read from behind, so that what begins it is what ends a sentence.
        self._tags = Phrasebook({"": map(_from_behind, lexicon.lists.get("question_tags", ()))})
        self._enders = Phrasebook({"": map(_from_behind, lexicon.lists.get("enders", ()))})
        self._everyday = frozenset(lexicon.lists.get("everyday_moves", ()))
        self._synonyms = Phrasebook(lexicon.synonyms)
        ways = [
            *lexicon.synonyms.values(),
            *(way for e in lexicon.entities.values() for way in e.values()),
        ]
        self._spoken_for = frozenset(word for one in ways for way in one for word in words(way))
        self._entities = {
            kind: Phrasebook({value: map(_singulars, ways) for value, ways in values.items()})
            for kind, values in lexicon.entities.items()
        }
        numbers = lexicon.log["numbers"]
        kinds = ("digits", "teens", "tens", "hundred")
        self._numbers = frozenset(word for kind in kinds for word in numbers[kind])
        self._mend: Callable[[str], tuple[str, ...]] | None = None
        self._exclaims = Phrasebook({"": lexicon.lists.get("exclamations", ())})
        joints = "|".join(map(re.escape, lexicon.lists.get("connectives", ())))
        self._joints = re.compile(rf"\s*(?:[,;:+]|\b(?:{joints})\b)\s*", re.IGNORECASE)
        self._openers = Phrasebook({"opener": lexicon.lists.get("follow_up_openers", ())})
        self._lists = {
            name: frozenset(" ".join(words(way)) for way in ways)
            for name, ways in lexicon.lists.items()
        }
        self._opening = tuple(f"{one} " for one in self._lists.get("follow_up_openers", ()))
        self._titles = {" ".join(words(one.title)): one for one in knowledge.entries.values()}
        self._alike = self._kin()
        self.hear = lru_cache(maxsize=REMEMBERED)(self._hear)
        self._matcher = load_or_train(knowledge.taught + VERSION, self._lessons, cache)
        self._mend = self._matcher.mend
        self._rank = lru_cache(maxsize=REMEMBERED)(self._ranked)
        self._prior = cache_of(self._likelier)
        self._exact = {
            phrase: intent
            for intent, phrases in self._matcher.model.intents.items()
            for phrase in phrases
            if intent
        }

    def _lessons(self) -> Lessons:
        """Gather what the matcher learns: the phrases of each intent over all exercises, masked."""
        pooled: dict[str, dict[str, None]] = defaultdict(dict)
        mentioned: dict[str, Counter[str]] = defaultdict(Counter)
        likened: Counter[str] = Counter()
        hear = lru_cache(maxsize=MOST_SHARED)(self._hear)
        for entry in self._knowledge.entries.values():
            heard = [hear(phrase) for phrase in (entry.title, *entry.phrases)]
            for one in heard:
                if masked := one.open if entry.action else one.masked:
                    pooled[entry.intent][masked] = None
                mentioned[entry.intent].update(set(one.strangers))
            if entry.exercise and not entry.refuses and entry is self._by_intent[entry.intent]:
                some = islice(filter(self._likens, heard), MOST_LIKENED)
                likened.update({name for one in some for name in one.strangers})
        outside = [self._hear(text).masked for text in self._knowledge.outside]
        notes = {
            f"{MENTIONED}{intent}": [name for name in names if names[name] >= FEWEST_MENTIONS]
            for intent, names in mentioned.items()
        }
        notes[LIKENED] = [name for name in likened if likened[name] >= FEWEST_LIKENED]
        intents = {intent: tuple(ways) for intent, ways in pooled.items()}
        return Lessons(intents, self._alike, [text for text in outside if text], notes)

    def _likens(self, heard: Utterance) -> bool:
        """Tell whether a sentence has a word that likens: than, versus."""
        return not self._lists.get("likening", frozenset()).isdisjoint(heard.said)

    def _noted(self, note: str) -> frozenset[str]:
        """Give the exercises of a note that was kept with the model."""
        return frozenset(self._matcher.model.notes.get(note, ()))

    def _kin(self) -> Mapping[str, Collection[str]]:
        """Name for each intent those whose answer states one of the facts that it answers with."""
        facts: dict[str, set[str]] = defaultdict(set)
        for entry in self._knowledge.entries.values():
            told = [entry.answer, *entry.steps, *entry.by_goal.values()]
            facts[entry.intent].update(fact for one in told if one for fact in one.facts)
        kin = {
            intent: [other for other, theirs in facts.items() if other != intent and own & theirs]
            for intent, own in facts.items()
        }
        entries = self._knowledge.entries.values()
        stops = [one.intent for one in entries if one.stops]
        kin |= {intent: [other for other in stops if other != intent] for intent in stops}
        refusals = [one.intent for one in entries if one.refuses]
        return kin | dict.fromkeys((*refusals, OUTSIDE), refusals)

    def _hear(self, sentence: str) -> Utterance:
        """Mend and mask one sentence and find its entities."""
        said = self._fillers.replace(self._homophones.replace(words(sentence)))
        while (lead := self._lead_ins.at_start(said)) and lead < len(said):
            said = said[lead:]
        while (end := self._idle_at_end(said)) and end < len(said):
            said = said[:-end]
        if self._mend is not None:
            said = [part for word in said for part in self._mended(word)]
        spans = self._exercises(said)
        covered = [span for span in spans if span.value in self._covered]
        strangers = tuple(span.value for span in spans if span.value not in self._covered)
        masked = self._synonyms.replace(_masked(said, covered))
        opened = masked if not strangers else self._synonyms.replace(_masked(said, spans))
        entities = self._name_entities(said) or self._name_entities(masked)
        return Utterance(
            said=tuple(said),
            masked=" ".join(masked),
            open=" ".join(opened),
            exercise=covered[0].value if covered else "",
            strangers=strangers,
            entities=entities,
            opener=self._openers.at_start(said) > 0,
            only_goal="goal" in entities and self._is_light(said),
        )

    def _idle_at_end(self, said: Sequence[str]) -> int:
        """Count the last words that say nothing."""
        behind = said[::-1]
        return self._tags.at_start(behind) or self._enders.at_start(behind)

    def _exercises(self, said: Sequence[str]) -> list[Mention]:
        return [
            self._of_the_notes(Mention(span.named.name, span.start, span.end))
            for span in self._names.spans(said)
            if span.named.exercise is not None
            and " ".join(said[span.start : span.end]) not in self._everyday
        ]

    def _of_the_notes(self, mention: Mention) -> Mention:
        """Take a kind of an exercise of the notes for that exercise: the horizontal leg press."""
        name = mention.value.split()
        for left in range(1, len(name)):
            start = mention.end - len(name) + left
            if start > mention.start and (plain := " ".join(name[left:])) in self._covered:
                return Mention(plain, start, mention.end)
        return mention

    def _mended(self, word: str) -> tuple[str, ...]:
        """Repair a word, but none that stands for another: phrases do not show it as it is said."""
        return (word,) if self._mend is None or word in self._spoken_for else self._mend(word)

    def _name_entities(self, spoken: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Find the entities of each type; a word that names a goal names no topic besides."""
        entities = {}
        left = [singular(word) for word in spoken]
        for kind, book in self._entities.items():
            found = book.mentions(left)
            if found:
                entities[kind] = tuple(dict.fromkeys(one.value for one in found))
            if kind == "goal":
                taken = {at for one in found for at in range(one.start, one.end)}
                left = ["" if at in taken else word for at, word in enumerate(left)]
        return entities

    def _is_light(self, spoken: Sequence[str]) -> bool:
        """Tell whether nothing of weight stands beside the goals named."""
        left = [singular(word) for word in spoken]
        for mention in self._entities["goal"].mentions(left):
            left[mention.start : mention.end] = [""] * (mention.end - mention.start)
        light = self._lists.get("beside_a_goal", frozenset())
        return all(not word or word in light for word in left)

    def covers(self, exercise: str) -> bool:
        """Tell whether the notes hold entries on an exercise."""
        return exercise in self._covered

    def means(self, sentence: str, name: str) -> bool:
        """Tell whether a whole sentence is in a named list of words: why, more, next, yes..."""
        listed = self._lists.get(name, frozenset())
        said = words(sentence)
        spoken = " ".join(said)
        if spoken in listed:
            return True
        cues = self._lists.get(f"{name}_cues", frozenset())
        if len(said) <= CUE and not cues.isdisjoint(said):
            heard = self.hear(sentence)
            return not (heard.entities or heard.strangers)  # "why the toes?" is another question
        return spoken.startswith(self._opening) and any(
            spoken.startswith(opener) and spoken[len(opener) :] in listed
            for opener in self._opening
        )

    def clauses(self, sentence: str) -> list[str]:
        """Cut a sentence at its signs and at the words that join clauses."""
        return [clause for clause in self._joints.split(sentence) if words(clause)]

    def asks(self, text: str) -> bool:
        """Tell whether a text asks: by its mark, a word that always asks, or a clause's ends.

        A word such as "is" asks only at the beginning; "what a set!" asks nothing.
        """
        if "?" in text:
            return True
        for clause in (clause for one in sentences(text) for clause in self.clauses(one)):
            said = self._fillers.replace(words(clause)) or words(clause)
            if self._tags.at_start(said[::-1]):
                return True
            while (lead := self._lead_ins.at_start(said) or self._openers.at_start(said)) and (
                lead < len(said)
            ):
                said = said[lead:]
            if self._exclaims.at_start(said):
                continue
            begins = said[0] in self._lists["question_words"]
            if begins or not self._lists["always_ask"].isdisjoint(said):
                return True
        return False

    def numbers(self, text: str) -> int:
        """Count the words of a text that have a figure or stand for a number."""
        said = words(text)
        return sum(word in self._numbers or any(map(str.isdigit, word)) for word in said)

    def wishes(self, heard: Utterance) -> str:
        """Give the one goal that a sentence wishes for; empty: it wishes for none."""
        named = heard.entities.get("goal", ())
        wishing = not self._lists.get("wishes", frozenset()).isdisjoint(heard.said)
        denied = not self._lists["negations"].isdisjoint(heard.said)
        return named[0] if len(named) == 1 and wishing and not denied else ""

    def titled(self, text: str) -> Entry | None:
        """Give the entry whose title a text is."""
        return self._titles.get(" ".join(words(text)))

    def serves(self, wanted: Entry, found: Entry) -> bool:
        """Tell whether one entry's answer is as good as another's."""
        return found.intent == wanted.intent or found.intent in self._alike[wanted.intent]

    def confusions(self) -> Iterator[tuple[str, str, str]]:
        """Give the phrases that read like another intent: phrase, its intent, the other."""
        for phrase, intent in self._exact.items():
            best = self._matcher.rank(phrase).candidates[0].intent
            if best != intent and best not in self._alike[intent]:
                yield phrase, intent, best

    def answering_goal(self) -> Entry | None:
        """Give the entry that answers for a goal."""
        return next((self._entry(one, "", "") for one in self._answering_goals), None)

    def stays(self, heard: Utterance) -> bool:
        """Tell whether a short sentence asks on about the same: "on the way down also?"."""
        short = len(heard.said) <= SHORT and not heard.strangers
        return short and not self._lists.get("stays", frozenset()).isdisjoint(heard.said)

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals that the words know, in their order."""
        return tuple(self._knowledge.lexicon.entities.get("goal", ()))

    def goal(self, text: str) -> str:
        """Give the goal that a text names, of several the one it ends up with; empty: none."""
        heard = self.hear(text)
        if len(heard.goals) < 2:
            return next(iter(heard.goals), "")
        said = [singular(word) for word in heard.said]
        left_behind = self._lists.get("left_behind", frozenset())
        mentions = self._entities["goal"].mentions(said)
        kept = [
            one.value
            for one in mentions
            if left_behind.isdisjoint(said[max(0, one.start - 2) : one.start])
        ]
        return (kept or [one.value for one in mentions] or heard.goals)[-1]

    def match(self, sentence: str, topic: Entry | None = None) -> Match:
        """Find the entry that a sentence asks for; `topic` is the entry answered last."""
        heard = self.hear(sentence)
        if not heard.masked:
            return Match(None, 0.0, utterance=heard)
        titled = self.titled(sentence)
        if titled is not None:
            return Match(titled, 1.0, utterance=heard)
        if topic is not None:
            slotted = self._same_topic(heard, topic) or self._same_phase(heard, topic)
            if slotted is not None:
                return Match(slotted, 0.9, utterance=heard)
        exact = self._exact.get(heard.masked)
        ranking = self._rank(heard.masked, topic.key if topic and heard.leans else "")
        asked = self._of_log(heard) if heard.strangers else None
        if asked is not None and not self._knows_better(ranking, heard, asked):
            return asked
        by_goal = self._by_goal(heard)
        if by_goal is not None and exact is None and self._admits(ranking, heard, by_goal):
            return Match(by_goal, 0.9, utterance=heard)
        return self._resolve(heard, ranking, exact, topic)

    def danger(self, sentence: str) -> tuple[str, float]:
        """Name the danger that a sentence likeliest tells of, and how likely it tells of any."""
        heard = self.hear(sentence)
        if not heard.masked:
            return "", 0.0
        ranking = self._rank(heard.masked, "")
        told = [(self._by_intent[one.intent].stops, one.probability) for one in ranking.candidates]
        told = [(name, chance) for name, chance in told if name]
        if not told:
            return "", 0.0
        return told[0][0], sum(chance for _, chance in told) * (1 - ranking.outside)

    def besides_danger(self, match: Match) -> Match:
        """Find what a sentence asks for, if it tells of no danger."""
        heard = match.utterance
        unlikely = {intent: UNBELIEVED for intent, entry in self._by_intent.items() if entry.stops}
        return self._resolve(heard, self._matcher.rank(heard.masked, unlikely), None, None)

    def _ranked(self, masked: str, topic: str) -> Ranking:
        """Rank the intents for a masked sentence; `topic` is that of one that leans, or empty."""
        return self._matcher.rank(masked, self._prior(topic) if topic else None)

    def _of_log(self, heard: Utterance) -> Match | None:
        """Find what is asked of the log on an exercise that the notes need not cover."""
        ranking = self._rank(heard.open, "")
        best = ranking.candidates[0].intent if ranking.candidates else ""
        entry = self._by_intent.get(best)
        if entry is None or not entry.action or ranking.confidence < SURE_OF_ANOTHER:
            return None
        return Match(entry, ranking.confidence, utterance=heard)

    def _knows_better(self, ranking: Ranking, heard: Utterance, asked: Match) -> bool:
        """Tell whether the notes surely have what seems to be asked of the log."""
        first = self._by_intent.get(ranking.candidates[0].intent) if ranking.candidates else None
        if first is None or not first.exercise or first.refuses:
            return False
        return ranking.confidence > asked.score and not self._is_about_a_stranger(heard, first)

    def _resolve(
        self, heard: Utterance, ranking: Ranking, exact: str | None, topic: Entry | None
    ) -> Match:
        about = topic.exercise if topic else ""
        entries = [
            entry
            for one in ranking.candidates
            if (entry := self._entry(one.intent, heard.exercise, about)) is not None
        ]
        if exact is not None and (entry := self._entry(exact, heard.exercise, about)) is not None:
            others = tuple(one for one in entries if one.key != entry.key)
            return Match(entry, 1.0, others, utterance=heard)
        if not entries or self._lies_outside(heard, entries[0], ranking.confidence):
            return Match(None, 0.0, tuple(entries), utterance=heard)
        near = tuple(entries[1:])
        score = ranking.confidence
        if entries[0].exercise and not entries[0].refuses and self._doubted(ranking, entries[0]):
            score = min(score, DOUBTED)
        return Match(entries[0], score, near, ranking.either, heard)

    def _doubted(self, ranking: Ranking, entry: Entry) -> bool:
        """Tell whether it may as well be one of the questions that the notes do not answer."""
        chances = {one.intent: one.probability for one in ranking.candidates}
        refused = sum(p for one, p in chances.items() if self._by_intent[one].refuses)
        return refused >= REFUSED_SHARE * chances.get(entry.intent, 0.0)

    def _lies_outside(self, heard: Utterance, entry: Entry, confidence: float) -> bool:
        """Tell whether a single word counts for more than what a sentence is likened to."""
        foreign = confidence < SURE_OF_OURS and self._is_foreign(heard, entry)
        strange = confidence < SURE_OF_NO_OTHER and self._is_about_a_stranger(heard, entry)
        return foreign or strange

    def _is_foreign(self, heard: Utterance, entry: Entry) -> bool:
        """Tell whether a word puts a sentence outside what the notes are about."""
        if not entry.exercise or entry.refuses:
            return False
        return not self._lists.get("foreign", frozenset()).isdisjoint(heard.said)

    def _is_about_a_stranger(self, heard: Utterance, entry: Entry) -> bool:
        """Tell whether an exercise is named that neither the notes nor the entry know."""
        if not heard.strangers or not entry.exercise:
            return False
        mentioned = self._noted(MENTIONED + entry.intent)
        if self._likens(heard) and self._noted(LIKENED).issuperset(heard.strangers):
            return False  # "is it softer for the back than the squat"
        if heard.exercise and not mentioned:
            # "how deep on the leg press after deadlifts", but "leg press versus hack squat"
            return not self._lists.get("comparing", frozenset()).isdisjoint(heard.said)
        return not mentioned.issuperset(heard.strangers)

    def _entry(self, intent: str, named: str, about: str) -> Entry | None:
        """Find the entry of an intent: for the exercise named, or else the one talked of."""
        entries = self._knowledge.entries
        if named:
            return entries.get(entry_key(named, intent)) or entries.get(intent)
        for exercise in (about, self._home):
            if exercise and (entry := entries.get(entry_key(exercise, intent))):
                return entry
        return self._by_intent.get(intent)

    def _by_goal(self, heard: Utterance) -> Entry | None:
        """Find the entry that answers for a goal, where a sentence names both it and a goal.

        "endurance, how many reps" needs no more than its two entities, and "more muscle" no more
        than one.
        """
        if not heard.goals or heard.strangers:
            return None
        lacking = self._lists.get("lacking", frozenset())
        if not heard.only_goal and not lacking.isdisjoint(heard.said):
            return None  # "no force left for the last rep"
        topics = heard.entities.get("topic", ())
        for intent in self._answering_goals:
            entry = self._entry(intent, heard.exercise, "")
            named = heard.only_goal or "scheme" in heard.entities
            if entry is not None and (named or entry.topic in topics):
                return entry
        return None

    def _admits(self, ranking: Ranking, heard: Utterance, entry: Entry) -> bool:
        """Tell whether a sentence may ask for an entry: the matcher is not sure of another."""
        likely = [one.intent for one in ranking.candidates[:2] if one.probability >= POSSIBLE]
        if entry.intent in likely[:1] or ranking.confidence < SURE_OF_ANOTHER:
            return True
        # "i train for strength" sets the goal; "more muscle" names it.
        first = self._by_intent.get(likely[0]) if likely else None
        acts = first is not None and bool(first.action) and len(heard.said) > 1
        scheme_alone = not heard.entities.get("goal")
        if first is not None and first.refuses and scheme_alone and self._doubted(ranking, entry):
            return False  # "how much rest between sets of 5"
        return (heard.only_goal and not acts) or entry.intent in likely

    def _same_topic(self, heard: Utterance, topic: Entry) -> Entry | None:
        """Follow a short sentence that only changes a slot: "and on the way up?"."""
        if not heard.opener or len(heard.said) > SHORT + 4 or not topic.topic:
            return None
        fitting = [
            entry
            for entry in self._knowledge.entries.values()
            if entry.exercise == topic.exercise
            and entry.topic == topic.topic
            and entry.key != topic.key
            and any(value in heard.entities.get(slot, ()) for slot, value in entry.slots.items())
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _same_phase(self, heard: Utterance, topic: Entry) -> Entry | None:
        """Follow a sentence that asks of the same phase something else: "breathe in for that?"."""
        phase = topic.slots.get("phase")
        if phase is None or "phase" in heard.entities or heard.strangers:
            return None
        points = not self._lists.get("pointing", frozenset()).isdisjoint(heard.said)
        if not points or len(heard.said) > SHORT + 4:
            return None
        fitting = [
            entry
            for entry in self._knowledge.entries.values()
            if entry.exercise == topic.exercise
            and entry.topic in heard.entities.get("topic", ())
            and entry.slots.get("phase") == phase
            and entry.key != topic.key
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _likelier(self, key: str) -> Mapping[str, float]:
        """Name the intents that a topic makes likelier, with how much: its neighbours."""
        entries = self._knowledge.entries
        topic = entries[key]
        close = {key for key in topic.near if entries[key].exercise == topic.exercise}
        if topic.topic:
            close |= {
                entry.key
                for entry in entries.values()
                if entry.exercise == topic.exercise and entry.topic == topic.topic
            }
        return {entries[key].intent: NEIGHBOUR for key in close}

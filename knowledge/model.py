"""What knowledge is. Frozen values, no input or output; the loader makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Load(StrEnum):
    """How an exercise is loaded, which decides what a bare number in its log may mean."""

    LOADED = "loaded"
    BODYWEIGHT = "bodyweight"
    ASSISTED = "assisted"
    TIMED = "timed"


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise that can be logged."""

    name: str
    """Canonical, lower case, singular."""
    load: Load
    muscles: tuple[str, ...]
    """Primary mover first; names from the catalogue's list of muscles."""
    equipment: str
    pattern: str
    """Movement pattern, by which substitutes are found."""
    aliases: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    """Names in other languages; never used for questions."""
    per_side: bool = False
    """A typed weight is commonly that of one hand or leg."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All exercises that can be logged, and the words for muscles."""

    exercises: Mapping[str, Exercise]
    muscles: Mapping[str, tuple[str, ...]]
    """Muscle to the words users have for it."""
    groups: Mapping[str, tuple[str, ...]]
    """Group such as "legs" to its muscles."""
    ambiguous: Mapping[str, tuple[str, ...]]
    """A bare word such as "press" to the exercises it may mean."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a source document states."""

    id: str
    document: str
    """Title of the document, as named in answers."""
    where: str
    """The part of the document, as named in answers: "step 1"."""
    states: str
    """The fact itself, in our words, for reference."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of text for the user, and the facts that it states."""

    text: str
    facts: tuple[str, ...] = ()
    """Ids; the one that the text answers with first."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and the text that says the same."""

    name: str
    """Name of its file without the ending, among all pictures."""
    shows: str


@dataclass(frozen=True, slots=True)
class Step(Statement):
    """One step of a walk-through."""

    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A repetition scheme for a goal."""

    sets: int
    reps: int
    or_more: bool = False
    """The repetitions are a floor: 2x25+."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One intent: how people put it, and what to say or do."""

    intent: str
    """Name, dotted by theme: "setup.feet". Entries of several exercises share an intent."""
    title: str
    """The intent as a short question or label for a button: "How far apart are the feet?"."""
    label: str = ""
    """The title in a word or two, for a button under another answer: "Toes?"."""
    exercise: str = ""
    """The exercise that the entry is about; empty: none."""
    phrases: tuple[str, ...] = ()
    answer: Statement | None = None
    more: Statement | None = None
    """Why, or the detail; reached by "why?" and "tell me more"."""
    steps: tuple[Step, ...] = ()
    """A walk-through, one step each; then `answer` is the sentence before them."""
    by_goal: Mapping[str, Statement] = field(default_factory=dict)
    """The answer for each goal, where it depends on one; then `answer` is unused."""
    near: tuple[str, ...] = ()
    """Keys of the entries offered next."""
    topic: str = ""
    """Entries of one topic answer a follow-up that changes only a slot: "and on the way up?"."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What tells this entry from others of its topic: {phase: up}, {body part: toes}."""
    refuses: bool = False
    """A question known to lie outside the notes: the answer says so and states no fact."""
    stops: str = ""
    """Name of the danger that such a message tells of: its stop is the answer."""
    action: str = ""
    """Name of the action in code that answers, instead of a text."""
    reaction: str = ""
    """An emoji that acknowledges such a message where an answer would be noise."""
    picture: Picture | None = None
    examples: tuple[str, ...] = ()
    """Questions that must reach this entry; never among the phrases."""

    @property
    def key(self) -> str:
        """What names the entry among all: its exercise, where it has one, and its intent."""
        return entry_key(self.exercise, self.intent)


def entry_key(exercise: str, intent: str) -> str:
    """Give the key under which Knowledge holds an entry."""
    return f"{exercise}/{intent}" if exercise else intent


@dataclass(frozen=True, slots=True)
class Danger:
    """One kind of danger, and what to say first."""

    name: str
    stop: Statement
    """What to do now and when to seek help; then the fact that applies."""
    rules: Mapping[str, Any]
    """The rule data as read by bot/questions/safety.py."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, as data for the code that reads text."""

    synonyms: Mapping[str, tuple[str, ...]]
    """Canonical word to the words and phrases that stand for it in questions."""
    entities: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Entity type to value to the words for it: goal -> size -> (hypertrophy, bigger, ...)."""
    lists: Mapping[str, tuple[str, ...]]
    """Further named word lists: fillers, follow-up openers, question words..."""
    homophones: Mapping[str, str]
    """Mis-hearings and autocorrections to what was meant: "leg breast" -> "leg press"."""
    log: Mapping[str, Any]
    """The words of the log language, as read by bot/training/."""
    safety: Mapping[str, Any]
    """Shared word lists of the danger rules."""
    coach: Mapping[str, Any]
    """The requests around a training session, as read by bot/coach/."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything Spotter knows, in one language."""

    facts: Mapping[str, Fact]
    entries: Mapping[str, Entry]
    """By key."""
    catalogue: Catalogue
    schemes: Mapping[str, Mapping[str, Scheme]]
    """Exercise to goal to scheme."""
    dangers: tuple[Danger, ...]
    lexicon: Lexicon
    sentences: Mapping[str, str]
    """Key to the sentence with named fields."""
    outside: tuple[str, ...]
    """Messages that the notes do not answer; they calibrate when to say so."""
    pictures: Mapping[str, Path]
    """Name to file: SVG or PNG."""
    fingerprint: str
    """Hash over all files read."""
    taught: str
    """Hash over what understanding is trained on; a built artefact is keyed by it."""

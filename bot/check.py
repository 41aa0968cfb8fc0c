"""What `spotter check` finds: is the knowledge complete, free of confusions, and does it work."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.questions.understand import Understanding
from knowledge.model import Entry, Knowledge, Statement


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the check found wrong."""

    where: str
    """Key of the entry or id of the fact."""
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def statements(entry: Entry) -> Iterator[Statement]:
    """Give every text that an entry may tell."""
    yield from (one for one in (entry.answer, entry.more) if one is not None)
    yield from entry.steps
    yield from entry.by_goal.values()


def uncovered(knowledge: Knowledge) -> Iterator[Finding]:
    """Find the facts that no entry states."""
    stated = Counter(
        fact
        for entry in knowledge.entries.values()
        for one in statements(entry)
        for fact in one.facts
    )
    for fact in knowledge.facts:
        if not stated[fact]:
            yield Finding(fact, "no entry states this fact")


def failing_examples(knowledge: Knowledge, understanding: Understanding) -> Iterator[Finding]:
    """Find the examples and titles whose entry is neither the likeliest nor the one next to it.

    Those two are what a reply tells or offers; one that serves as well does for it.
    """
    for entry in knowledge.entries.values():
        for example in (entry.title, *entry.examples):
            match = understanding.match(example)
            found = match.entry
            offered = [one for one in (found, *match.near[:1]) if one is not None]
            if not any(understanding.serves(entry, one) for one in offered):
                name = found.key if found else "nothing"
                yield Finding(entry.key, f"the example {example!r} reaches {name}")


def confusions(understanding: Understanding) -> Iterator[Finding]:
    """Find the phrases that are likelier to reach another intent, each left out in turn."""
    for phrase, intent, rival in understanding.confusions():
        yield Finding(intent, f"the phrase {phrase!r} reads like {rival}")


def counts(knowledge: Knowledge) -> Mapping[str, int]:
    """Count what the knowledge holds."""
    entries = knowledge.entries.values()
    return {
        "facts": len(knowledge.facts),
        "entries": len(entries),
        "phrases": sum(len(entry.phrases) for entry in entries),
        "examples": sum(len(entry.examples) for entry in entries),
        "exercises to log": len(knowledge.catalogue.exercises),
    }

"""Does a message tell of danger after all? The rules and the matcher heard, and who is believed.

The rules find words, the matcher likeness. What a rule finds stands, unless the message surely asks
something else; what no rule knows is told where it is like what people say when they are hurt. How
like it must be was measured on messages that the matcher had not learnt (tests/evaluate.py).
"""

from collections.abc import Iterable

from bot.questions.safety import Safety
from bot.questions.understand import SHORT, Understanding, informs
from bot.text import sentences, words
from knowledge.model import Danger, Entry, Knowledge

TOLD = 0.5
"""Probability that a plain statement tells of some danger from which it is believed."""
ASKED = 0.55
"""The same of a whole message that asks."""
COUNTED = 0.75
"""The same of one that has numbers, as a log has."""
BRIEF = 0.75
"""The same of one of a few words, or that goes on from another: it may tell of anything."""
CALM = 0.95
"""The same where words besides say that nothing hurts or that it is over."""
WITHIN = 0.7
"""The same of a part of a message."""
BESIDE = 0.9
"""The same of a part without numbers of one that has them."""
HARDLY = 0.3
"""Probability in each part of a message below which a rule's find may not stand."""
AMONG_MUCH = 0.85
"""The same of a sentence of a long message."""
LONG = 28
"""Words from which a message is believed only by one of its sentences."""
UNLIKELY = 0.05
"""Probability that a whole message tells of some below which its parts are not looked at."""
HARMLESS, HARMLESS_SURE = 0.006, 0.8
"""Probability below which a message tells of no danger though a rule says so, and confidence in
what it asks from which that counts."""
FEWEST_NUMBERS = 2
"""Words for numbers that a message has where it may be a log."""
FEWEST_TOLD = 4
"""Words from which a message may tell of danger in a way of its own; the rules know the short."""
MOST_BESIDE = 3
"""Clauses beside a set that are looked at."""
MOST_PARTS = 10
"""Parts of one message that are looked at."""


class Judge:
    """Tells what danger a message tells of. Built once; holds nothing of a user."""

    def __init__(self, knowledge: Knowledge, understanding: Understanding, safety: Safety) -> None:
        self._understanding = understanding
        self._safety = safety
        self.dangers = {danger.name: danger for danger in knowledge.dangers}
        self.taught = frozenset(fact for danger in knowledge.dangers for fact in danger.stop.facts)
        """Facts that what to do in danger states."""

    def judge(self, text: str, ruled: Danger | None) -> Danger | None:
        """Tell what danger a message tells of; `ruled` is what the rules find.

        What they find in the words of a question that surely is another does not stand ("can I
        hold my breath and brace on heavy reps"); what they miss may still be told in other words.
        """
        if ruled is None:
            return self._told_danger(text)
        return None if self._is_surely_harmless(text) or self._is_lost(text) else ruled

    def _is_lost(self, text: str) -> bool:
        """Tell whether a long message is like none that tells of danger, in whole or in part.

        Among many words some fall together by chance as in a rule.
        """
        if len(words(text)) <= LONG or self._understanding.danger(text)[1] >= UNLIKELY:
            return False
        parts = sentences(text)[:MOST_PARTS]
        return all(self._understanding.danger(part)[1] < HARDLY for part in parts)

    def _is_surely_harmless(self, text: str) -> bool:
        match = self._understanding.match(text)
        if match.entry is None or match.score < HARMLESS_SURE:
            return False
        if not informs(match.entry) or self.warns(match.entry):
            return False
        if self._understanding.danger(text)[1] >= HARMLESS:
            return False
        clauses = [one for part in sentences(text) for one in self._understanding.clauses(part)]
        return all(self._understanding.danger(one)[1] < HARDLY for one in clauses[:MOST_PARTS])

    def _told_danger(self, text: str) -> Danger | None:
        """Find what a message tells of danger in words that no rule knows."""
        if sum(word.isalpha() for word in words(text)) < FEWEST_TOLD:
            return None
        parts, least = sentences(text)[:MOST_PARTS], self.least(text)
        unlikely = self._understanding.danger(text)[1] < UNLIKELY
        if len(words(text)) > LONG:
            # Much is told besides, and all of it together is like anything.
            return None if unlikely else self._told_in(parts, max(least, AMONG_MUCH))
        whole = self._told_in((text,), least)
        if whole is not None:
            return whole
        if self._counts(text):
            clauses = [one for part in parts for one in self._understanding.clauses(part)]
            told = [one for one in clauses if not self._counts(one)]
            return self._told_in(told[:MOST_BESIDE], max(least, BESIDE))
        if len(parts) < 2 or unlikely:
            return None
        return self._told_in(parts, max(least, WITHIN))

    def _told_in(self, parts: Iterable[str], least: float) -> Danger | None:
        """Find the danger that one of some texts tells of, with at least that probability."""
        for part in parts:
            name, chance = self._understanding.danger(part)
            if chance >= least and len(words(part)) >= FEWEST_TOLD:
                return self.dangers[name]
        return None

    def least(self, text: str) -> float:
        """Give the probability from which a message is believed to tell of danger."""
        if self._safety.plays_down(text):
            return CALM
        if self._counts(text):
            return COUNTED
        if len(words(text)) <= SHORT or self._understanding.hear(text).opener:
            return BRIEF
        return ASKED if self._understanding.asks(text) else TOLD

    def _counts(self, text: str) -> bool:
        """Tell whether a message has numbers as a log has, in figures or in words."""
        figures = any(map(str.isdigit, text))
        return figures or self._understanding.numbers(text) >= FEWEST_NUMBERS

    def warns(self, entry: Entry | None) -> bool:
        """Tell whether all that an entry states is what to do when something hurts."""
        if entry is None or entry.stops:
            return entry is not None
        return entry.answer is not None and self.taught.issuperset(entry.answer.facts)

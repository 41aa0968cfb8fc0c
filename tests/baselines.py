"""Other matchers over the same phrasings and questions, as the last table of `make eval`.

Only first messages count, since none of them knows context. Each baseline's threshold is the one
that serves it best on the part `tune`; ours is the one it ships with.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from bot.questions.answer import SURE
from bot.text import bare
from bot.wiring import Parts
from knowledge.model import Entry
from tests.evaluate import conversations, kinds

Guess = tuple[str, float]
"""Key of an entry, and the score."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A first message, and the facts that answer it; none: it is out of scope."""

    part: str
    text: str
    facts: frozenset[str]


def stated(entry: Entry) -> set[str]:
    """Give the facts that an entry's answer states."""
    told = [entry.answer, *entry.steps, *entry.by_goal.values()]
    return {fact for one in told if one is not None for fact in one.facts}


def questions(learnt: set[str]) -> list[Asked]:
    """Give the first messages that ask, in scope or out of it."""
    result = []
    for talk in conversations(only="questions"):
        turn = talk.turns[0]
        facts = turn.get("facts")
        if facts is None or bare(str(turn["says"])) in learnt:
            continue
        if not facts or kinds(turn) == ["answer"]:
            result.append(Asked(talk.part, str(turn["says"]), frozenset(facts)))
    return result


def table(parts: Parts) -> None:
    """Print, for each matcher and part, the shares answered right in scope and refused outside."""
    knowledge = parts.tools.knowledge
    pairs = [
        (bare(phrase), entry.key)
        for entry in knowledge.entries.values()
        for phrase in (entry.title, *entry.phrases)
    ]
    asked = questions({phrase for phrase, _ in pairs})
    facts = {entry.key: stated(entry) for entry in knowledge.entries.values()}
    print("\nfirst messages only            tune: in scope, outside   report: in scope, outside")
    for name, guess in {**matchers(pairs), "ours": _ours(parts)}.items():
        guesses = [guess(one.text) for one in asked]
        threshold = SURE if name == "ours" else _best(asked, guesses, facts)
        cells = []
        for part in ("tune", "report"):
            inside, outside = _shares(asked, guesses, facts, threshold, part)
            cells.append(f"{inside:6.1f} % {outside:8.1f} %")
        print(f"  {name:30} {cells[0]:>20}      {cells[1]:>20}")


def _ours(parts: Parts) -> Callable[[str], Guess]:
    def guess(text: str) -> Guess:
        match = parts.tools.understanding.match(text)
        return (match.entry.key, match.score) if match.entry else ("", 0.0)

    return guess


def matchers(pairs: Sequence[tuple[str, str]]) -> Mapping[str, Callable[[str], Guess]]:
    """Give each matcher, taught (phrase, key) pairs, as a function from a text to its guess."""
    phrases = [phrase for phrase, _ in pairs]
    keys = [key for _, key in pairs]

    def nearest(scorer: Callable[..., float]) -> Callable[[str], Guess]:
        def guess(text: str) -> Guess:
            found = process.extractOne(bare(text), phrases, scorer=scorer)
            return keys[found[2]], found[1] / 100

        return guess

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    head = make_pipeline(make_union(words, letters), LogisticRegression(C=10, max_iter=200))
    head.fit(phrases, keys)

    def linear(text: str) -> Guess:
        likely = head.predict_proba([bare(text)])[0]
        return str(head.classes_[likely.argmax()]), float(likely.max())

    return {
        "rapidfuzz WRatio": nearest(fuzz.WRatio),
        "rapidfuzz token_set_ratio": nearest(fuzz.token_set_ratio),
        "TF-IDF + logistic regression": linear,
    }


def _best(asked: Sequence[Asked], guesses: Sequence[Guess], facts: Mapping[str, set[str]]) -> float:
    steps = [float(one) for one in np.linspace(0.02, 1.0, 99)]
    return max(steps, key=lambda step: sum(_shares(asked, guesses, facts, step, "tune")))


def _shares(
    asked: Sequence[Asked],
    guesses: Sequence[Guess],
    facts: Mapping[str, set[str]],
    threshold: float,
    part: str,
) -> tuple[float, float]:
    inside, outside = [], []
    for one, (key, score) in zip(asked, guesses, strict=True):
        if one.part != part:
            continue
        told = facts.get(key, set()) if score >= threshold else set()
        if one.facts:
            inside.append(bool(told & one.facts))
        else:
            outside.append(not told)
    return _percent(inside), _percent(outside)


def _percent(right: Sequence[bool]) -> float:
    return 100 * float(np.mean(right)) if right else float("nan")

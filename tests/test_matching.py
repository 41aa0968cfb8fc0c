"""The matcher by itself, on intents of its own: it knows nothing of the gym."""

import importlib.util
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from bot.questions.matching import Lessons, Matcher, Ranking, load_or_train
from bot.questions.matching.head import Likeness
from bot.questions.matching.sums import Sums
from bot.questions.matching.training import train
from bot.questions.matching.vectors import PIECES, pieces

INTENTS = {
    "hours": [
        "when do you open",
        "what are your opening hours",
        "are you open on sunday",
        "until when is the library open",
        "closing time",
        "how late can i come by",
    ],
    "borrow": [
        "how many books can i borrow",
        "borrowing limit",
        "can i take five books home",
        "how much may i borrow at once",
        "is there a limit on borrowing",
        "number of books per card",
    ],
    "renew": [
        "renew my book",
        "can i keep it longer",
        "extend the loan period",
        "i need two more weeks for this book",
        "prolong a loan",
        "how do i renew online",
    ],
    "fine": [
        "how high is the late fee",
        "i brought it back too late what does it cost",
        "overdue fine",
        "pay my fine",
        "fee for a lost book",
        "what happens when a book is overdue",
    ],
}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return train(Lessons(INTENTS))


def first(ranking: Ranking) -> str:
    return ranking.candidates[0].intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        # new wordings
        ("are you still open at eight", "hours"),
        ("what is the borrowing limit per person", "borrow"),
        ("please extend my loan", "renew"),
        ("what will the overdue fee be", "fine"),
        # slips of a thumb
        ("opning hours", "hours"),
        ("borowing limti", "borrow"),
        ("exten the laon period", "renew"),
        ("ovredue fine", "fine"),
        # other writing of the same
        ("OPENING HOURS???", "hours"),
        ("ópening   hours", "hours"),
    ],
)
def test_the_right_intent_is_first(matcher: Matcher, text: str, intent: str) -> None:
    assert first(matcher.rank(text)) == intent


def test_every_phrase_finds_its_own_intent(matcher: Matcher) -> None:
    for intent, phrases in INTENTS.items():
        assert {first(matcher.rank(phrase)) for phrase in phrases} == {intent}


def test_a_ranking_is_in_order_and_its_figures_are_probabilities(matcher: Matcher) -> None:
    ranking = matcher.rank("how long may i keep a book")
    chances = [one.probability for one in ranking.candidates]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=1e-4)
    for figure in (ranking.confidence, ranking.either, ranking.known, *chances):
        assert 0 <= figure <= 1
    assert ranking.confidence <= ranking.either


def test_what_is_far_from_all_phrases_is_trusted_less(matcher: Matcher) -> None:
    far = ["translate good morning to french", "my cat chased a squirrel", "qwrtp zzkx"]
    near = [phrase for phrases in INTENTS.values() for phrase in phrases]
    worst = min(matcher.rank(text).confidence for text in near)
    assert max(matcher.rank(text).confidence for text in far) < worst


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("opning", "opening"),
        ("borowwing", "borrowing"),  # two slips from eight letters on
        ("lateloan", "late loan"),  # two known words run together
        ("fire", "fire"),  # a word by itself is not bent to "fine"
        ("laan", "loan"),
        ("fin", "fin"),  # too short to be sure
        ("b00k", "b00k"),
    ],
)
def test_slips_are_repaired_and_words_are_not(matcher: Matcher, typed: str, meant: str) -> None:
    assert matcher.repair(typed) == meant


def test_what_was_likely_before_decides_between_close_ones(matcher: Matcher) -> None:
    text = "and the book"
    for intent in ("borrow", "renew"):
        assert first(matcher.rank(text, prior={intent: 50.0})) == intent


def test_a_prior_of_an_unknown_intent_changes_nothing(matcher: Matcher) -> None:
    assert matcher.rank("late fee", prior={"nowhere": 9.0}) == matcher.rank("late fee")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00\x01\x02",
        "\ud800 open \udfff",
        "🏋️‍♀️🏋️‍♀️",
        "متى تفتحون",
        "e" + "\u0301" * 5000,
        "\ufdfa" * 1000,
        "?!" * 5000,
        "open " * 200_000,
        "x" * 1_000_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_any_text_has_a_ranking(matcher: Matcher, text: str) -> None:
    assert_sound(matcher.rank(text))


@given(text=st.text(st.characters(), max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_has_a_ranking(text: str) -> None:
    assert_sound(SHARED.rank(text))


SHARED = train(Lessons(INTENTS))


def assert_sound(ranking: Ranking) -> None:
    assert len(ranking.candidates) <= 5
    assert all(math.isfinite(one.probability) for one in ranking.candidates)
    assert 0 <= ranking.confidence <= ranking.either <= 1
    assert len(ranking.repaired) < 20_000


def test_the_same_lessons_give_the_same_matcher(matcher: Matcher) -> None:
    assert train(Lessons(INTENTS)).rank("extend my book") == matcher.rank("extend my book")


def never() -> Lessons:
    raise AssertionError("trained though there is an artefact")


def test_an_artefact_answers_like_what_it_was_made_from(matcher: Matcher, tmp_path: Path) -> None:
    load_or_train("library", lambda: Lessons(INTENTS), tmp_path)
    loaded = load_or_train("library", never, tmp_path)
    for text in ("opning hours", "what is the fee", "good morning"):
        kept, made = loaded.rank(text), matcher.rank(text)
        assert first(kept) == first(made)
        assert kept.confidence == pytest.approx(made.confidence, abs=0.01)


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"nonsense" * 100, None])
def test_a_broken_artefact_is_made_anew(tmp_path: Path, broken: bytes | None) -> None:
    load_or_train("library", lambda: Lessons(INTENTS), tmp_path)
    (path,) = tmp_path.glob("*.npz")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if broken is None else broken)
    mended = load_or_train("library", lambda: Lessons(INTENTS), tmp_path)
    assert first(mended.rank("opening hours")) == "hours"
    load_or_train("library", never, tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_other_lessons_have_another_artefact(tmp_path: Path) -> None:
    load_or_train("library", lambda: Lessons(INTENTS), tmp_path)
    fewer = {intent: INTENTS[intent] for intent in ("hours", "fine")}
    other = load_or_train("small library", lambda: Lessons(fewer), tmp_path)
    assert set(other.intents) == {"hours", "fine"}


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = load_or_train("library", lambda: Lessons(INTENTS), tmp_path / "file" / "cache")
    assert first(found.rank("overdue fine")) == "fine"


def test_the_pieces_are_those_of_the_whole_file() -> None:
    spec = importlib.util.find_spec("wordllama")
    assert spec is not None
    assert spec.origin is not None
    config = (Path(spec.origin).parent / PIECES).read_bytes()
    assert pieces(config) == json.loads(config)["model"]["vocab"]


def test_likeness_is_that_of_every_two_phrases() -> None:
    """What is multiplied by way of the features is what the whole table would give."""
    dice = np.random.default_rng(3)
    sparse_part = sparse.random_array((30, 50), density=0.2, rng=dice, dtype=np.float32)
    parts = (sparse_part.tocsr(), dice.normal(size=(30, 8)).astype(np.float32))
    plain = np.hstack([parts[0].toarray(), parts[1]])
    table = plain @ plain.T
    weights = dice.normal(size=(30, 4)).astype(np.float32)
    likeness = Likeness(*parts)
    assert np.allclose(likeness.to(likeness, weights), table @ weights, atol=1e-3)
    centring = np.eye(30) - 1 / 30
    assert np.allclose(likeness.centred(weights), centring @ table @ centring @ weights, atol=1e-3)
    assert np.allclose(likeness.mean, table.mean(axis=0), atol=1e-4)
    some = np.arange(0, 30, 3)
    inner = likeness.of(some)
    assert np.allclose(inner.to(likeness, weights), table[some] @ weights, atol=1e-3)


def test_a_slip_in_one_phrase_is_no_word() -> None:
    """Who types as badly as a phrase does is still understood by what both meant."""
    lessons = Lessons(
        {
            "sky": ["what colour is the evening sky", "is the evenning sky red"],
            "sea": ["how deep is the sea", "how salty is the water"],
        }
    )
    matcher = train(lessons)
    assert "is the evening sky red" in matcher.model.intents["sky"]
    assert matcher.repair("evenning") == "evening"


@given(st.lists(st.text(max_size=8), unique=True), st.lists(st.text(max_size=8)))
def test_sums_give_the_places_of_a_dict(known: list[str], asked: list[str]) -> None:
    places = {text: place for place, text in enumerate(known)}
    sums = Sums.of(known)
    mixed = [*asked, *known]
    assert sums.find(mixed).tolist() == [places.get(text, -1) for text in mixed]
    assert [text in sums for text in mixed] == [text in places for text in mixed]

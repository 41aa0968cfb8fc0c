"""The loader reads good files and lists every problem of bad ones, each with its remedy."""

import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from bot.wiring import all_actions
from knowledge.cache import keep
from knowledge.load import KnowledgeError, load

FACTS = """
document: hack squat guide
facts:
  hack.feet: {where: page 1, states: Feet stand in the middle.}
"""
EXERCISE = """
name: hack squat
entries:
  - intent: feet.distance
    title: Where do my feet go?
    phrases: [hack squat feet, where do feet go on the hack squat]
    answer: Put your feet in the middle.
    facts: [hack.feet]
    examples: [hack squat foot spot]
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def problems(tmp_path: Path, **files: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        load(folder(tmp_path, **files), actions=all_actions().names)
    return str(caught.value)


def test_our_own_knowledge_is_sound_and_covers_the_guide() -> None:
    knowledge = load(actions=all_actions().names)
    assert len(knowledge.facts) == 41
    assert knowledge.schemes["leg press"]["strength"].sets == 5


def test_a_second_exercise_is_added_by_files_alone(tmp_path: Path) -> None:
    knowledge = load(folder(tmp_path, facts=FACTS, hack=EXERCISE))
    assert knowledge.entries["hack squat/feet.distance"].answer is not None
    assert "leg press/feet.distance" in knowledge.entries


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("answer:", "anwser:"), "anwser: extra inputs are not permitted"),
        (("[hack.feet]", "[hack.foot]"), "cites the unknown fact 'hack.foot'"),
        (("    facts: [hack.feet]\n", ""), "states no fact"),
        (("title: Where do my feet go?", "titel: x"), "title: field required"),
        (("[hack squat foot spot]", "[Hack squat feet!]"), "is among the phrases"),
        (("    answer: Put your feet in the middle.\n", ""), "needs one of answer"),
        (("    facts: [h", "    near: [nowhere]\n    facts: [h"), "'nowhere' does not exist"),
        (("    facts: [h", "    intent: twice\n    facts: [h"), "stands twice in one mapping"),
        (("name: hack squat", "name: [unclosed"), "is no YAML"),
        (("name: hack squat", "nom: hack squat"), "is no knowledge file"),
        (("[hack squat feet, ", "[how far apart should my feet be, "), None),
        (("intent: feet.distance", "intent: walkthrough"), None),
    ],
)
def test_each_mistake_is_told_with_its_place_and_remedy(
    tmp_path: Path, change: tuple[str, str], told: str | None
) -> None:
    broken = EXERCISE.replace(*change)
    assert broken != EXERCISE
    if told is None:
        load(folder(tmp_path, facts=FACTS, hack=broken))
        return
    text = problems(tmp_path, facts=FACTS, hack=broken)
    assert told in text
    assert "hack.yaml:" in text


def test_one_way_to_ask_is_one_intent_over_all_exercises(tmp_path: Path) -> None:
    broken = EXERCISE.replace("feet.distance", "feet.place")
    broken = broken.replace("[hack squat feet,", "[how far apart should my feet be,")
    text = problems(tmp_path, facts=FACTS, hack=broken)
    assert "stands under 'feet.distance' too" in text


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = problems(tmp_path, facts=FACTS + "oops: 1\n", hack=EXERCISE.replace("title", "tittle"))
    assert "facts.yaml" in text
    assert "hack.yaml" in text
    assert "Take the key out, or mend its spelling" in text


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is no folder"):
        load(tmp_path / "none")


# --- the copy of what was found sound ----------------------------------------------------------


def adding(tmp_path: Path) -> Path:
    """Give an operator's folder with one file of each kind."""
    more = tmp_path / "more"
    more.mkdir()
    return folder(
        more,
        facts=FACTS,
        hack=EXERCISE + "aliases: [hackie]\nschemes: {size: {sets: 3, reps: 9}}\n",
        catalogue="muscles: {quads: [quaddies]}\nambiguous: {hackles: [hack squat]}\n",
        log="verbs: {hacked: hack squat}\nname_words: {hck: hack}\n",
        outside="outside: [who won the cup]\n",
        replies="unknown: Say it another way.\n",
        safety="words: {groups: {pain: [owie]}}\n"
        "dangers: [{name: owie, stop: Stop., facts: [hack.feet], rules: {any: [owie]}}]\n",
        words="synonyms: {feet: [hooves]}\nentities: {goal: {size: [huge]}}\nlists: {x: [y]}\n",
    )


def no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("the files were read although there is a copy")

    monkeypatch.setattr("knowledge.load._sound", fail)


@pytest.mark.parametrize("more", [False, True])
def test_a_copy_gives_what_reading_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: bool
) -> None:
    extra = adding(tmp_path) if more else None
    actions = all_actions().names
    anew = load(extra, actions=actions)
    first = load(extra, actions=actions, cache=tmp_path / "cache")
    no_reading(monkeypatch)
    again = load(extra, actions=actions, cache=tmp_path / "cache")
    assert anew == first == again


def test_a_changed_file_is_read(tmp_path: Path) -> None:
    extra, cache = adding(tmp_path), tmp_path / "cache"
    before = load(extra, cache=cache)
    folder(extra, replies="unknown: Say it yet another way.\n")
    after = load(extra, cache=cache)
    assert before.sentences["unknown"] == "Say it another way."
    assert after.sentences["unknown"] == "Say it yet another way."
    folder(extra, replies="unknown: 3\n")
    with pytest.raises(KnowledgeError, match="is no text"):
        load(extra, cache=cache)


def test_what_was_not_checked_is_checked(tmp_path: Path) -> None:
    extra = tmp_path / "more"
    extra.mkdir()
    acting = EXERCISE.replace("answer: Put your feet in the middle.", "action: dance")
    folder(extra, facts=FACTS, hack=acting)
    load(extra, cache=tmp_path / "cache")
    with pytest.raises(KnowledgeError, match="'dance' does not exist"):
        load(extra, actions=(), cache=tmp_path / "cache")


@pytest.mark.parametrize("spoil", [b"", b"{}", b"\xff\n[]", None])
def test_a_broken_copy_is_made_anew(tmp_path: Path, spoil: bytes | None) -> None:
    sound = load(cache=tmp_path)
    (copy,) = tmp_path.iterdir()
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-20] if spoil is None else spoil)
    assert load(cache=tmp_path) == sound
    assert copy.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load(cache=tmp_path / "file").entries
    assert load(cache=tmp_path / "file" / "cache").entries


def test_a_missing_folder_is_told_with_a_cache_too(tmp_path: Path) -> None:
    load(cache=tmp_path)
    with pytest.raises(KnowledgeError, match="is no folder"):
        load(tmp_path / "none", cache=tmp_path)


def test_only_a_few_copies_are_kept(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    extra = adding(tmp_path)
    for number in range(5):
        folder(extra, replies=f"unknown: {number} times.\n")
        load(extra, cache=cache)
    assert len(list(cache.iterdir())) == 3


def test_half_a_file_is_not_left(tmp_path: Path) -> None:
    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError("no space left on device")

    keep(tmp_path / "thing-1.json", fail, like="thing-*.json", newest=1)
    assert not list(tmp_path.iterdir())


def test_a_start_from_a_copy_needs_neither_yaml_nor_forms(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys; from knowledge.load import load;"
        "load(cache=pathlib.Path(sys.argv[1]));"
        "print(sorted({'yaml', 'pydantic'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    said = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(2)
    ]
    assert said == ["['pydantic', 'yaml']\n", "[]\n"]

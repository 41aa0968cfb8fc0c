"""The loader reads good files and lists every problem of bad ones, each with its remedy."""

from pathlib import Path

import pytest

from bot.wiring import all_actions
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

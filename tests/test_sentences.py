"""The sentences: each that the code says exists, with its fields; none is there for nothing."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.wiring import Parts

ROOT = Path(__file__).parent.parent
CODE = [path for folder in ("bot", "handlers") for path in sorted((ROOT / folder).rglob("*.py"))]
SENTENCES: dict[str, str] = yaml.safe_load(
    (ROOT / "knowledge/en/replies.yaml").read_text(encoding="utf-8")
)
NAMES = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
LABELS = ("button.", "start.example.", "goal.")


def literals() -> Iterator[str]:
    """Give each text that stands in the code."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def built() -> Iterator[re.Pattern[str]]:
    """Give the patterns of keys that are put together: f"record.{start}.{kind}"."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"[a-z0-9_.-]*"
                    for one in node.values
                ]
                fixed = "".join(
                    str(one.value) for one in node.values if isinstance(one, ast.Constant)
                )
                if re.fullmatch(r"[a-z0-9_.-]*[a-z0-9_-]", fixed.strip(".")) and "." in fixed:
                    yield re.compile("".join(parts))


def said() -> Iterator[tuple[str, str, ast.Call, int]]:
    """Give each call that says a sentence: file, key, call, and how many arguments come first."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            place = {"say": 0, "reply": 1}.get(node.func.attr)
            if place is None or len(node.args) <= place:
                continue
            key = node.args[place]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield path.name, key.value, node, place


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_that_the_code_says_exists_with_its_fields() -> None:
    wrong = []
    for file, key, call, _ in said():
        if not NAMES.fullmatch(key):
            continue
        if key not in SENTENCES:
            wrong.append(f"{file}: {key} is no sentence")
            continue
        given = {one.arg for one in call.keywords}
        lacking = fields(SENTENCES[key]) - {name for name in given if name}
        if lacking and None not in given:
            wrong.append(f"{file}: {key} lacks {lacking}")
    assert wrong == []


def test_every_sentence_is_said_somewhere() -> None:
    known, patterns = set(literals()), list(built())
    # What can only be asked once is told the second time: see LogReader.
    known |= {one.replace("ask.", "log.", 1) for one in known if one.startswith("ask.")}
    unused = [
        key
        for key in SENTENCES
        if key not in known and not any(one.fullmatch(key) for one in patterns)
    ]
    assert unused == []


def test_keys_in_the_code_that_look_like_sentences_exist() -> None:
    """Keys that travel as values: Problem(said, "log.reps_none"), Question("ask.weight")."""
    themes = {key.partition(".")[0] for key in SENTENCES if key.startswith(("log.", "ask."))}
    keys = {one for one in literals() if one.partition(".")[0] in themes and "." in one}
    actions = {"log." + name for name in ("undo", "redo", "other", "export", "erase")}
    from bot.wiring import all_actions  # noqa: PLC0415

    actions |= all_actions().names
    lacking = [one for one in keys - actions - set(SENTENCES) if NAMES.fullmatch(one)]
    assert not [one for one in lacking if not one.endswith((".py", ".yaml"))], lacking


def test_what_a_log_message_lacks_can_be_asked_and_told() -> None:
    asked = {key for key in SENTENCES if key.startswith("ask.")} - {"ask.goal", "ask.what"}
    assert not [key for key in asked if key.replace("ask.", "log.", 1) not in SENTENCES]


def test_every_action_has_its_line_of_help(parts: Parts) -> None:
    helped = {key for key in SENTENCES if key.startswith("help.")} - {"help.text", "help.line"}
    assert helped == {action.help for action in parts.actions.commands}


def test_sentences_are_whole_plain_and_short() -> None:
    for key, sentence in SENTENCES.items():
        assert sentence == sentence.strip(), key
        assert sentence, key
        assert "—" not in sentence, key
        for line in sentence.split("\n"):
            assert len(line) <= 150, key


def test_labels_fit_into_a_button(parts: Parts) -> None:
    labels = [text for key, text in SENTENCES.items() if key.startswith(LABELS)]
    labels += [entry.title for entry in parts.tools.knowledge.entries.values()]
    assert not [one for one in labels if len(one.encode()) > 64 or "\n" in one]


# --- plain words --------------------------------------------------------------------------------


def syllables(word: str) -> int:
    """Count the syllables of an English word, nearly.

    >>> [syllables(one) for one in ("press", "shoulder", "platform", "lower", "plate", "muscle")]
    [1, 2, 2, 2, 1, 2]
    """
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[aeiouy]le$", word.lower())
    return max(1, len(groups) - bool(silent))


def grade(text: str) -> float:
    """Give the Flesch-Kincaid grade of a text (Kincaid et al. 1975)."""
    sentences = [one for one in re.split(r"[.!?:]+\s|\n", text) if re.search(r"[a-z]{2}", one)]
    words = re.findall(r"[A-Za-z']+", text)
    if not words or not sentences:
        return 0.0
    parts = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * parts / len(words) - 15.59


def test_answers_can_be_read_in_sixth_grade(parts: Parts) -> None:
    knowledge = parts.tools.knowledge
    texts = [
        statement.text
        for entry in knowledge.entries.values()
        for statement in (entry.answer, entry.more, *entry.steps, *entry.by_goal.values())
        if statement is not None
    ]
    grades = sorted(map(grade, texts))
    assert sum(grades) / len(grades) <= 6, grades[-10:]
    hard = [text for text in texts if grade(text) > 12]
    assert hard == []

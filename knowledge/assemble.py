"""Plain data of sound files to Knowledge; knows neither where it comes from nor how it is checked.

The data of a file is that of its form in knowledge/forms.py with every default filled in. Rows of
texts may be lists, as JSON has them.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.model import (
    Catalogue,
    Danger,
    Entry,
    Exercise,
    Fact,
    Knowledge,
    Lexicon,
    Load,
    Picture,
    Scheme,
    Statement,
    Step,
    entry_key,
)

Plain = Mapping[str, Any]


def assemble(
    files: Iterable[tuple[str, Plain]], fingerprint: str, pictures: Mapping[str, Path]
) -> Knowledge:
    """Join the data of files, each with its kind; what comes later adds to what came before."""
    by_kind: dict[str, list[Plain]] = defaultdict(list)
    entries: list[tuple[str, Plain]] = []
    for kind, data in files:
        by_kind[kind].append(data)
        if kind in {"exercise", "intents"}:
            entries.extend((data.get("name", ""), form) for form in data["entries"])
    keys = {entry_key(exercise, form["intent"]) for exercise, form in entries}
    made = [_entry(form, exercise, keys) for exercise, form in entries]
    words, log, safety = (_merged(by_kind[kind]) for kind in ("words", "log", "safety"))
    outside = tuple(text for file in by_kind["outside"] for text in file["outside"])
    catalogue = _merged(by_kind["catalogue"])
    taught = (
        [_lesson(entry) for entry in made],
        (words, log, catalogue, outside),
    )
    return Knowledge(
        facts={
            id_: Fact(id_, file["document"], fact["where"], fact["states"])
            for file in by_kind["facts"]
            for id_, fact in file["facts"].items()
        },
        entries={entry.key: entry for entry in made},
        catalogue=_catalogue(catalogue, by_kind["exercise"]),
        schemes={
            file["name"]: {goal: Scheme(**scheme) for goal, scheme in file["schemes"].items()}
            for file in by_kind["exercise"]
        },
        dangers=tuple(
            Danger(one["name"], Statement(one["stop"], tuple(one["facts"])), one["rules"])
            for one in safety.get("dangers", ())
        ),
        lexicon=Lexicon(
            synonyms=_rows(words.get("synonyms", {})),
            entities={type_: _rows(values) for type_, values in words.get("entities", {}).items()},
            lists=_rows(words.get("lists", {})),
            homophones=words.get("homophones", {}),
            log=log,
            safety=safety.get("words", {}),
            coach=_merged(by_kind["coach"]),
        ),
        sentences=_merged(by_kind["replies"]),
        outside=outside,
        pictures=pictures,
        fingerprint=fingerprint,
        taught=hashlib.sha256(json.dumps(taught).encode()).hexdigest(),
    )


def _entry(form: Plain, exercise: str, known: Collection[str]) -> Entry:
    """Make an entry; a neighbour of the same exercise comes before one of that name elsewhere."""
    own = [(entry_key(exercise, intent), intent) for intent in form["near"]]
    return Entry(
        intent=form["intent"],
        title=form["title"],
        label=form["label"] or form["title"],
        exercise=exercise,
        phrases=tuple(form["phrases"]),
        answer=Statement(form["answer"], tuple(form["facts"])) if form["answer"] else None,
        more=Statement(form["more"], tuple(form["more_facts"])) if form["more"] else None,
        steps=tuple(map(_step, form["steps"])),
        by_goal={goal: _statement(step) for goal, step in form["by_goal"].items()},
        near=tuple(key if key in known else intent for key, intent in own),
        topic=form["topic"],
        slots=form["slots"],
        refuses=form["refuses"],
        stops=form["stops"],
        action=form["action"],
        reaction=form["reaction"],
        picture=_picture(form["picture"]),
        examples=tuple(form["examples"]),
    )


def _lesson(entry: Entry) -> list[Any]:
    """Give of an entry what understanding learns from: how it is put, and which facts it states."""
    told = [one for one in (entry.answer, *entry.steps, *entry.by_goal.values()) if one]
    facts = [one.facts for one in told]
    return [entry.key, entry.title, entry.phrases, entry.action, entry.stops, facts]


def _statement(step: Plain) -> Statement:
    return Statement(step["say"], tuple(step["facts"]))


def _step(step: Plain) -> Step:
    return Step(step["say"], tuple(step["facts"]), _picture(step["picture"]))


def _picture(form: Plain | None) -> Picture | None:
    return Picture(form["name"], form["shows"]) if form else None


def _catalogue(data: Plain, exercise_files: Sequence[Plain]) -> Catalogue:
    """Build the catalogue; an exercise that is only asked about becomes loggable too."""
    exercises = {line["name"]: _exercise(line) for line in data.get("exercises", ())}
    for file in exercise_files:
        name, aliases = file["name"], tuple(file["aliases"])
        known = exercises.get(name)
        if known is None:
            exercises[name] = Exercise(name, Load.LOADED, ("other",), "", "", aliases=aliases)
        elif aliases:
            both = tuple(dict.fromkeys((*known.aliases, *aliases)))
            exercises[name] = replace(known, aliases=both)
    return Catalogue(
        exercises=exercises,
        muscles=_rows(data.get("muscles", {})),
        groups=_rows(data.get("groups", {})),
        ambiguous=_rows(data.get("ambiguous", {})),
    )


def _exercise(line: Plain) -> Exercise:
    return Exercise(
        name=line["name"],
        load=Load(line["load"]),
        muscles=tuple(line["muscles"]),
        equipment=line["equipment"],
        pattern=line["pattern"],
        aliases=tuple(line["aliases"]),
        foreign=tuple(line["foreign"]),
        per_side=line["per_side"],
    )


def _rows(data: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(texts) for key, texts in data.items()}


def _merged(files: Iterable[Plain]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for data in files:
        _merge(result, data)
    return result


def _merge(target: dict[str, Any], more: Plain) -> None:
    """Add mappings key by key and lists end to end; a plain value replaces."""
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        elif isinstance(value, list | tuple) and isinstance(target.get(key), list | tuple):
            target[key] = [*target[key], *value]
        else:
            target[key] = dict(value) if isinstance(value, Mapping) else value

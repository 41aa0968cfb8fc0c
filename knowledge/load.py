"""Files to Knowledge, or one KnowledgeError with every problem in them.

A knowledge folder holds YAML files at any depth. `catalogue`, `intents`, `log`, `outside`,
`replies`, `safety` and `words` are known by their names; any other file is a facts file if it has
the key `document`, or an exercise file if it has the key `name`. Folders named after another
language than the one asked for are passed over. An operator's folder has the same form and adds
to ours.
"""

import hashlib
import json
import string
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.model import (
    Catalogue,
    Danger,
    Entry,
    Exercise,
    Fact,
    Knowledge,
    Lexicon,
    Load,
    Scheme,
    Statement,
    entry_key,
)

if TYPE_CHECKING:
    import yaml

BUILT_IN = Path(__file__).parent
LANGUAGES = ("en",)
MOST_BYTES = 4_000_000  # of one file; a larger one is a mistake, not knowledge
MOST_COPIES = 3
"""Copies left in the cache folder."""
LABEL_BYTES = 64  # Telegram's bound for a button's data, and so for a title

KeyPath = tuple[str | int, ...]
"""Keys and positions that lead to a place in a file."""


@dataclass(frozen=True, slots=True, order=True)
class KnowledgeProblem:
    """One thing wrong with one place of the knowledge, and its remedy."""

    file: str
    line: int
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.what}. {self.remedy}"


class KnowledgeError(Exception):
    """The knowledge cannot be used; all its problems at once."""

    def __init__(self, problems: Iterable[KnowledgeProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Step(_Form):
    say: str = Field(min_length=1, max_length=500)
    facts: tuple[str, ...] = ()

    def statement(self) -> Statement:
        return Statement(self.say, self.facts)


class _EntryForm(_Form):
    intent: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60)
    title: str = Field(min_length=2, max_length=60)
    topic: str = ""
    slots: dict[str, str] = Field(default_factory=dict)
    phrases: tuple[str, ...] = Field(default=(), max_length=200)
    answer: str = Field(default="", max_length=700)
    facts: tuple[str, ...] = ()
    more: str = Field(default="", max_length=700)
    more_facts: tuple[str, ...] = ()
    steps: tuple[_Step, ...] = ()
    by_goal: dict[str, _Step] = Field(default_factory=dict)
    near: tuple[str, ...] = ()
    refuses: bool = False
    action: str = ""
    examples: tuple[str, ...] = ()

    def entry(self, exercise: str, known: Collection[str]) -> Entry:
        own = [entry_key(exercise, intent) for intent in self.near]
        near = [key if key in known else self.near[number] for number, key in enumerate(own)]
        return Entry(
            intent=self.intent,
            title=self.title,
            exercise=exercise,
            phrases=self.phrases,
            answer=Statement(self.answer, self.facts) if self.answer else None,
            more=Statement(self.more, self.more_facts) if self.more else None,
            steps=tuple(step.statement() for step in self.steps),
            by_goal={goal: step.statement() for goal, step in self.by_goal.items()},
            near=tuple(near),
            topic=self.topic,
            slots=self.slots,
            refuses=self.refuses,
            action=self.action,
            examples=self.examples,
        )


class _SchemeForm(_Form):
    sets: int = Field(ge=1, le=30)
    reps: int = Field(ge=1, le=300)
    or_more: bool = False


class _ExerciseFile(_Form):
    name: str = Field(min_length=1, max_length=60)
    aliases: tuple[str, ...] = ()
    schemes: dict[str, _SchemeForm] = Field(default_factory=dict)
    entries: tuple[_EntryForm, ...]


class _IntentsFile(_Form):
    entries: tuple[_EntryForm, ...]


class _FactForm(_Form):
    where: str = Field(min_length=1)
    states: str = Field(min_length=1)


class _FactsFile(_Form):
    document: str = Field(min_length=1, max_length=80)
    facts: dict[str, _FactForm]


class _CatalogueLine(_Form):
    name: str = Field(min_length=1, max_length=60)
    aliases: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    load: Load
    pattern: str
    muscles: tuple[str, ...] = Field(min_length=1)
    equipment: str
    per_side: bool = False


class _CatalogueFile(_Form):
    muscles: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    exercises: tuple[_CatalogueLine, ...] = ()


class _WordsFile(_Form):
    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    entities: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    homophones: dict[str, str] = Field(default_factory=dict)


class _DangerForm(_Form):
    name: str
    stop: str = Field(min_length=1, max_length=700)
    facts: tuple[str, ...] = ()
    rules: dict[str, Any]


class _SafetyFile(_Form):
    dangers: tuple[_DangerForm, ...] = ()
    words: dict[str, Any] = Field(default_factory=dict)


class _OutsideFile(_Form):
    outside: tuple[str, ...]


class _Free(BaseModel):
    """A file whose form belongs to the code that reads it."""

    model_config = ConfigDict(extra="allow")


FORMS: Mapping[str, type[BaseModel]] = {
    "catalogue": _CatalogueFile,
    "intents": _IntentsFile,
    "log": _Free,
    "outside": _OutsideFile,
    "replies": _Free,
    "safety": _SafetyFile,
    "words": _WordsFile,
    "facts": _FactsFile,
    "exercise": _ExerciseFile,
}


@dataclass(frozen=True, slots=True)
class _File:
    """One file that was read: what it says, and where each key stands."""

    name: str
    kind: str
    data: Any
    """What it says, as plain data."""
    form: Any
    """The same, validated."""
    lines: Mapping[KeyPath, int]

    def problem(self, path: KeyPath, what: str, remedy: str) -> KnowledgeProblem:
        line = 1
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                line = self.lines[path[:end]]
                break
        return KnowledgeProblem(self.name, line, ".".join(map(str, path)) or "-", what, remedy)


def load(
    extra: Path | None = None,
    *,
    language: str = "en",
    actions: Collection[str] | None = None,
    base: Path = BUILT_IN,
    cache: Path | None = None,
) -> Knowledge:
    """Read our knowledge and, added to it, an operator's folder.

    `actions` are the names that code answers to; None leaves them unchecked. What was found sound
    is kept in the folder `cache` as plain data, since reading YAML and checking takes most of the
    time of a start; a copy that is missing or broken is made anew.
    Raises KnowledgeError with every problem: file, line, key, what is wrong, what mends it.
    """
    folders = [base] if extra is None else [base, extra]
    problems: list[KnowledgeProblem] = []
    if extra is not None and not extra.is_dir():
        problems.append(
            KnowledgeProblem(str(extra), 0, "-", "is no folder", "Name a folder of YAML files")
        )
    texts: list[tuple[str, str, bytes]] = []
    digest = hashlib.sha256()
    for folder in folders:
        for path in _yaml_files(folder, language):
            raw = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + raw + b"\0")
            shown = str(path.relative_to(folder)) if folder is base else str(path)
            texts.append((shown, path.stem, raw))
    fingerprint = digest.hexdigest()
    copy = _copy_of(cache, fingerprint, language, actions) if cache and not problems else None
    if copy is not None and (kept := _kept(copy)) is not None:
        return _assemble(kept, fingerprint)
    files = [file for text in texts for file in _read(*text, problems)]
    problems.extend(_cross_check(files, actions))
    if problems:
        raise KnowledgeError(problems)
    if copy is not None:
        _keep(files, copy)
    return _assemble(files, fingerprint)


# --- the copy of what was found sound ----------------------------------------------------------


def _copy_of(
    folder: Path, fingerprint: str, language: str, actions: Collection[str] | None
) -> Path:
    """Name the copy by all that it depends on, this code included."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(json.dumps([fingerprint, language, sorted(actions or ())]).encode())
    return folder / f"knowledge-{digest.hexdigest()[:20]}.json"


def _kept(path: Path) -> list[_File] | None:
    try:
        rows = json.loads(path.read_bytes())
        return [
            _File(name, kind, data, FORMS[kind].model_validate(data), {})
            for name, kind, data in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _keep(files: Sequence[_File], path: Path) -> None:
    """Write beside the place and move there, so that a reader never meets half a file."""
    rows = [(file.name, file.kind, file.data) for file in files]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            file.write(json.dumps(rows).encode())
        Path(file.name).replace(path)
        copies = sorted(path.parent.glob("knowledge-*.json"), key=lambda one: one.stat().st_mtime)
        for old in copies[:-MOST_COPIES]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # the next start reads the files again


def _yaml_files(folder: Path, language: str) -> Iterator[Path]:
    others = {name for name in LANGUAGES if name != language}
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        if not others.intersection(path.relative_to(folder).parts):
            yield path


# --- one file ---------------------------------------------------------------------------------


def _read(shown: str, stem: str, raw: bytes, problems: list[KnowledgeProblem]) -> Iterator[_File]:
    lines: dict[KeyPath, int] = {}
    found: list[KnowledgeProblem] = []

    def fault(line: int, key: str, what: str, remedy: str) -> None:
        found.append(KnowledgeProblem(shown, line, key, what, remedy))

    data: Any = None
    if len(raw) > MOST_BYTES:
        fault(0, "-", f"has more than {MOST_BYTES} bytes", "Split it into several files")
    else:
        data = _plain_yaml(raw, lines, fault)
    if not found and not isinstance(data, dict):
        fault(1, "-", "holds no mapping of keys", "Start from the examples in the README")
    if not found:
        kind = _kind(stem, data)
        if kind is None:
            fault(
                1,
                "-",
                "is no knowledge file",
                "Give it the key `document` (facts) or `name` (an exercise), or one of the names "
                + ", ".join(sorted(set(FORMS) - {"facts", "exercise"})),
            )
        else:
            try:
                yield _File(shown, kind, data, FORMS[kind].model_validate(data), lines)
            except ValidationError as error:
                file = _File(shown, kind, data, None, lines)
                for one in error.errors():
                    what = str(one["msg"]).lower()
                    found.append(file.problem(tuple(one["loc"]), what, _remedy(one["type"])))
    problems.extend(found)


def _kind(stem: str, data: Mapping[str, Any]) -> str | None:
    if stem in FORMS and stem not in {"facts", "exercise"}:
        return stem
    if "document" in data:
        return "facts"
    if "name" in data:
        return "exercise"
    return None


def _remedy(error: str) -> str:
    remedies = {
        "extra_forbidden": "Take the key out, or mend its spelling",
        "missing": "Add the key",
        "string_type": "Write a text; put it in quotes where YAML would read something else",
    }
    return remedies.get(error, "Mend the value")


def _plain_yaml(raw: bytes, lines: dict[KeyPath, int], fault: Any) -> Any:
    import yaml  # noqa: PLC0415 - a start from the copy does not need it

    try:
        loader = yaml.CSafeLoader(raw)
    except yaml.YAMLError as error:
        fault(0, "-", f"is no YAML: {error}", "Save it as UTF-8 text")
        return None
    try:
        node = loader.get_single_node()
        return None if node is None else _plain(loader, node, (), lines, fault)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        fault(line, "-", f"is no YAML: {error.problem}", "Mend the line, or quote the text in it")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        fault(0, "-", f"is no YAML: {error}", "Save it as UTF-8 text")
    finally:
        loader.dispose()
    return None


def _plain(
    loader: "yaml.CSafeLoader",
    node: "yaml.Node",
    path: KeyPath,
    lines: dict[KeyPath, int],
    fault: Any,
) -> Any:
    """Turn a node into plain data, noting the line of every key; a key twice is a fault."""
    import yaml  # noqa: PLC0415

    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node))
            if key in result:
                line = key_node.start_mark.line + 1
                fault(line, key, "stands twice in one mapping", "Keep one of them")
            result[key] = _plain(loader, value_node, (*path, key), lines, fault)
            lines[(*path, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(loader, item, (*path, number), lines, fault)
            for number, item in enumerate(node.value)
        ]
    value = loader.construct_object(node)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


# --- all files together -----------------------------------------------------------------------


def _cross_check(
    files: Sequence[_File], actions: Collection[str] | None
) -> Iterator[KnowledgeProblem]:
    yield from _check_facts(files)
    yield from _check_entries(files, actions)
    yield from _check_phrases(files)
    yield from _check_catalogue(files)
    yield from _check_sentences(files)


def _entries(files: Sequence[_File]) -> Iterator[tuple[_File, KeyPath, _EntryForm]]:
    """Give every entry with its file and place."""
    for file in files:
        if file.kind in {"exercise", "intents"}:
            for number, entry in enumerate(file.form.entries):
                yield file, ("entries", number), entry


def _check_facts(files: Sequence[_File]) -> Iterator[KnowledgeProblem]:
    known: set[str] = set()
    for file in files:
        if file.kind != "facts":
            continue
        for fact in file.form.facts:
            if fact in known:
                yield file.problem(("facts", fact), "is the id of two facts", "Rename one")
            known.add(fact)
    for file, path, entry in _entries(files):
        cited = {
            "facts": entry.facts,
            "more_facts": entry.more_facts,
            "steps": [fact for step in entry.steps for fact in step.facts],
            "by_goal": [fact for step in entry.by_goal.values() for fact in step.facts],
        }
        for key, facts in cited.items():
            for fact in facts:
                if fact not in known:
                    what = f"cites the unknown fact {fact!r}"
                    yield file.problem((*path, key), what, "Cite an id that a facts file has")
    for file in files:
        if file.kind == "safety":
            for number, danger in enumerate(file.form.dangers):
                for fact in set(danger.facts) - known:
                    what = f"cites the unknown fact {fact!r}"
                    yield file.problem(
                        ("dangers", number, "facts"), what, "Cite an id that a facts file has"
                    )


def _check_entries(
    files: Sequence[_File], actions: Collection[str] | None
) -> Iterator[KnowledgeProblem]:
    counts = Counter(_key(file, entry) for file, _, entry in _entries(files))
    for file, path, entry in _entries(files):
        if counts[_key(file, entry)] > 1:
            what = f"the intent {entry.intent!r} stands twice"
            yield file.problem((*path, "intent"), what, "Give each entry an intent of its own")
        ways = [bool(entry.answer), bool(entry.by_goal), bool(entry.action)]
        if sum(ways) != 1:
            what = f"the intent {entry.intent!r} needs one of answer, by_goal, action"
            yield file.problem(path, what, "Keep exactly one of the three")
        if entry.refuses and entry.facts:
            what = "refuses and yet states facts"
            yield file.problem((*path, "facts"), what, "Drop `refuses` or the facts")
        if file.kind == "exercise" and not entry.refuses and not _states(entry):
            what = f"the answer of {entry.intent!r} states no fact"
            yield file.problem(path, what, "Cite the facts that the answer states")
        if not entry.phrases:
            what = f"the intent {entry.intent!r} has no phrases"
            yield file.problem(path, what, "Add 10 to 25 ways in which people put it")
        if len(entry.title.encode()) > LABEL_BYTES:
            what = f"the title has more than {LABEL_BYTES} bytes"
            yield file.problem((*path, "title"), what, "Shorten it; it is a button")
        for near in entry.near:
            if near not in counts and entry_key(_exercise(file), near) not in counts:
                what = f"the neighbour {near!r} does not exist"
                yield file.problem((*path, "near"), what, "Name an intent that exists")
        if actions is not None and entry.action and entry.action not in actions:
            what = f"the action {entry.action!r} does not exist"
            yield file.problem((*path, "action"), what, "Use one of " + ", ".join(sorted(actions)))


def _exercise(file: _File) -> str:
    return str(file.form.name) if file.kind == "exercise" else ""


def _key(file: _File, entry: _EntryForm) -> str:
    return entry_key(_exercise(file), entry.intent)


def _states(entry: _EntryForm) -> bool:
    return bool(
        entry.facts
        or any(step.facts for step in entry.steps)
        or any(step.facts for step in entry.by_goal.values())
    )


_BARE = str.maketrans(dict.fromkeys(string.punctuation.replace("'", ""), " "))


def bare(text: str) -> str:
    """Reduce a phrase to what tells it from another: lower case, words only.

    >>> bare("How far APART,  should my feet be?")
    'how far apart should my feet be'
    """
    return " ".join(text.lower().translate(_BARE).split())


def _check_phrases(files: Sequence[_File]) -> Iterator[KnowledgeProblem]:
    owner: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for file, path, entry in _entries(files):
        for number, phrase in enumerate(entry.phrases):
            key = bare(phrase)
            where = (*path, "phrases", number)
            if owner.setdefault(key, entry.intent) != entry.intent:
                what = f"the phrase {phrase!r} stands under {owner[key]!r} too"
                yield file.problem(
                    where, what, "Keep it under one intent, the same for all exercises"
                )
            elif (_key(file, entry), key) in seen:
                yield file.problem(where, f"the phrase {phrase!r} stands twice", "Drop one")
            seen.add((_key(file, entry), key))
    for file, path, entry in _entries(files):
        for number, example in enumerate(entry.examples):
            if bare(example) in owner:
                what = f"the example {example!r} is among the phrases, so it tests nothing"
                yield file.problem((*path, "examples", number), what, "Word it in another way")


def _check_catalogue(files: Sequence[_File]) -> Iterator[KnowledgeProblem]:
    owner: dict[str, str] = {}
    muscles = {muscle for file in files if file.kind == "catalogue" for muscle in file.form.muscles}
    for file in files:
        if file.kind != "catalogue":
            continue
        for number, line in enumerate(file.form.exercises):
            path: KeyPath = ("exercises", number)
            for name in (line.name, *line.aliases, *line.foreign):
                if name in owner:
                    what = f"the name {name!r} stands for {owner[name]!r} too"
                    yield file.problem(path, what, "Keep it for one exercise")
                owner[name] = line.name
            for muscle in set(line.muscles) - muscles:
                what = f"the muscle {muscle!r} is not in the list `muscles`"
                yield file.problem((*path, "muscles"), what, "Use a listed one, or list it")


def _check_sentences(files: Sequence[_File]) -> Iterator[KnowledgeProblem]:
    for file in files:
        if file.kind != "replies":
            continue
        for key, sentence in _free(file).items():
            if not isinstance(sentence, str):
                yield file.problem((key,), "is no text", "Write one sentence in quotes")
                continue
            try:
                list(string.Formatter().parse(sentence))
            except ValueError as error:
                yield file.problem((key,), f"has a broken field: {error}", "Pair the braces")


# --- values -----------------------------------------------------------------------------------


def _free(file: _File) -> Mapping[str, Any]:
    return file.form.model_extra or {}


def _merge(target: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add mappings key by key and lists end to end; a plain value replaces."""
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        elif isinstance(value, list | tuple) and isinstance(target.get(key), list | tuple):
            target[key] = [*target[key], *value]
        else:
            target[key] = dict(value) if isinstance(value, Mapping) else value


def _assemble(files: Sequence[_File], fingerprint: str) -> Knowledge:
    merged: dict[str, dict[str, Any]] = defaultdict(dict)
    for file in files:
        if file.kind in {"words", "safety", "catalogue"}:
            _merge(merged[file.kind], file.form.model_dump())
        elif file.kind in {"log", "replies"}:
            _merge(merged[file.kind], _free(file))
    exercise_files = [file.form for file in files if file.kind == "exercise"]
    keys = {_key(file, form) for file, _, form in _entries(files)}
    entries = [form.entry(_exercise(file), keys) for file, _, form in _entries(files)]
    words = merged["words"]
    lists = {name: tuple(words_) for name, words_ in words.get("lists", {}).items()}
    return Knowledge(
        facts={
            id_: Fact(id_, file.form.document, fact.where, fact.states)
            for file in files
            if file.kind == "facts"
            for id_, fact in file.form.facts.items()
        },
        entries={entry.key: entry for entry in entries},
        catalogue=_catalogue(merged["catalogue"], exercise_files),
        schemes={
            file.name: {
                goal: Scheme(scheme.sets, scheme.reps, scheme.or_more)
                for goal, scheme in file.schemes.items()
            }
            for file in exercise_files
        },
        dangers=tuple(
            Danger(danger["name"], Statement(danger["stop"], danger["facts"]), danger["rules"])
            for danger in merged["safety"].get("dangers", ())
        ),
        lexicon=Lexicon(
            synonyms={key: tuple(value) for key, value in words.get("synonyms", {}).items()},
            entities=words.get("entities", {}),
            lists=lists,
            homophones=words.get("homophones", {}),
            log=merged["log"],
            safety=merged["safety"].get("words", {}),
        ),
        sentences=merged["replies"],
        outside=tuple(
            text for file in files if file.kind == "outside" for text in file.form.outside
        ),
        fingerprint=fingerprint,
    )


def _catalogue(data: Mapping[str, Any], exercise_files: Sequence[_ExerciseFile]) -> Catalogue:
    """Build the catalogue; an exercise that is only asked about becomes loggable too."""
    exercises = {line["name"]: Exercise(**line) for line in data.get("exercises", ())}
    for file in exercise_files:
        known = exercises.get(file.name)
        if known is None:
            exercises[file.name] = Exercise(
                file.name, Load.LOADED, ("other",), "", "", aliases=file.aliases
            )
        elif file.aliases:
            aliases = tuple(dict.fromkeys((*known.aliases, *file.aliases)))
            exercises[file.name] = replace(known, aliases=aliases)
    return Catalogue(
        exercises=exercises,
        muscles={muscle: tuple(words) for muscle, words in data.get("muscles", {}).items()},
        groups={group: tuple(names) for group, names in data.get("groups", {}).items()},
        ambiguous={word: tuple(names) for word, names in data.get("ambiguous", {}).items()},
    )

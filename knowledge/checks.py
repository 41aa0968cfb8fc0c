"""What must hold between files: facts that exist, phrases of one intent only, actions known."""

import string
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from knowledge.forms import EntryForm
from knowledge.model import entry_key
from knowledge.problems import KeyPath, KnowledgeProblem
from knowledge.reading import File

LABEL_BYTES = 64  # Telegram's bound for a button's data, and so for a title


def cross_check(
    files: Sequence[File], actions: Collection[str] | None, pictures: Collection[str]
) -> Iterator[KnowledgeProblem]:
    """Find what is wrong between the files, or in one beyond its form."""
    yield from _check_facts(files)
    yield from _check_entries(files, actions)
    yield from _check_pictures(files, pictures)
    yield from _check_phrases(files)
    yield from _check_catalogue(files)
    yield from _check_sentences(files)


def _entries(files: Sequence[File]) -> Iterator[tuple[File, KeyPath, EntryForm]]:
    """Give every entry with its file and place."""
    for file in files:
        if file.kind in {"exercise", "intents"}:
            for number, entry in enumerate(file.form.entries):
                yield file, ("entries", number), entry


def _check_facts(files: Sequence[File]) -> Iterator[KnowledgeProblem]:
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
    files: Sequence[File], actions: Collection[str] | None
) -> Iterator[KnowledgeProblem]:
    counts = Counter(_key(file, entry) for file, _, entry in _entries(files))
    for file, path, entry in _entries(files):
        if counts[_key(file, entry)] > 1:
            what = f"the intent {entry.intent!r} stands twice"
            yield file.problem((*path, "intent"), what, "Give each entry an intent of its own")
        ways = [bool(entry.answer), bool(entry.by_goal), bool(entry.action), bool(entry.stops)]
        if sum(ways) != 1:
            what = f"the intent {entry.intent!r} needs one of answer, by_goal, action, stops"
            yield file.problem(path, what, "Keep exactly one of the four")
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


def _check_pictures(files: Sequence[File], pictures: Collection[str]) -> Iterator[KnowledgeProblem]:
    for file, path, entry in _entries(files):
        places = [((*path, "picture"), entry.picture)]
        places += [
            ((*path, "steps", number, "picture"), step.picture)
            for number, step in enumerate(entry.steps)
        ]
        for place, picture in places:
            if picture is not None and picture.name not in pictures:
                what = f"the picture {picture.name!r} does not exist"
                yield file.problem(place, what, f"Put {picture.name}.svg or .png into the folder")


def _exercise(file: File) -> str:
    return str(file.form.name) if file.kind == "exercise" else ""


def _key(file: File, entry: EntryForm) -> str:
    return entry_key(_exercise(file), entry.intent)


def _states(entry: EntryForm) -> bool:
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


def _check_phrases(files: Sequence[File]) -> Iterator[KnowledgeProblem]:
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


def _check_catalogue(files: Sequence[File]) -> Iterator[KnowledgeProblem]:
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


def _check_sentences(files: Sequence[File]) -> Iterator[KnowledgeProblem]:
    for file in files:
        if file.kind != "replies":
            continue
        for key, sentence in (file.form.model_extra or {}).items():
            if not isinstance(sentence, str):
                yield file.problem((key,), "is no text", "Write one sentence in quotes")
                continue
            try:
                list(string.Formatter().parse(sentence))
            except ValueError as error:
                yield file.problem((key,), f"has a broken field: {error}", "Pair the braces")

"""Files to Knowledge, or one KnowledgeError with every problem in them.

A knowledge folder holds YAML files at any depth. `catalogue`, `coach`, `intents`, `log`,
`outside`, `replies`, `safety` and `words` are known by their names; any other file is a facts file
if it has the key `document`, or an exercise file if it has the key `name`. Pictures lie beside
them, as SVG or PNG. Folders named after another language than the one asked for are passed over.
An operator's folder has the same form and adds to ours.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.assemble import Plain, assemble
from knowledge.cache import keep
from knowledge.model import Knowledge
from knowledge.problems import KnowledgeError, KnowledgeProblem

__all__ = ["BUILT_IN", "LANGUAGES", "KnowledgeError", "KnowledgeProblem", "load"]

BUILT_IN = Path(__file__).parent
LANGUAGES = ("en",)
PICTURES = frozenset((".svg", ".png"))
MOST_COPIES = 3
"""Copies left in the cache folder."""


@dataclass(frozen=True, slots=True)
class _Text:
    """One file as it lies in its folder."""

    shown: str
    """Its name for people."""
    path: Path
    raw: bytes


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
    missing: list[KnowledgeProblem] = []
    texts = _texts(base, language, ours=True)
    if extra is not None and not extra.is_dir():
        what, remedy = "is no folder", "Name a folder of YAML files"
        missing = [KnowledgeProblem(str(extra), 0, "-", what, remedy)]
    elif extra is not None:
        texts += _texts(extra, language, ours=False)
    pictures = _pictures(base, extra, language)
    fingerprint = _fingerprint(texts, pictures)
    copy = None
    if cache is not None and not missing:
        copy = cache / _name(fingerprint, language, actions)
    kept = None if copy is None else _kept(copy)
    if kept is not None:
        return assemble(kept, fingerprint, pictures)
    files, problems = _sound(texts, actions, pictures)
    if missing or problems:
        raise KnowledgeError([*missing, *problems])
    if copy is not None:
        _keep(files, copy)
    return assemble(files, fingerprint, pictures)


def _texts(folder: Path, language: str, *, ours: bool) -> list[_Text]:
    return [
        _Text(str(path.relative_to(folder) if ours else path), path, path.read_bytes())
        for path in _yaml_files(folder, language)
    ]


def _yaml_files(folder: Path, language: str) -> Iterator[Path]:
    others = {name for name in LANGUAGES if name != language}
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        if not others.intersection(path.relative_to(folder).parts):
            yield path


def _sound(
    texts: Sequence[_Text], actions: Collection[str] | None, pictures: Collection[str]
) -> tuple[list[tuple[str, Plain]], list[KnowledgeProblem]]:
    """Read and check the texts: what they say by kind, and what is wrong with them."""
    # Imported here: with their libraries they take a tenth of a second, which a copy saves.
    from knowledge.checks import cross_check  # noqa: PLC0415
    from knowledge.reading import read  # noqa: PLC0415

    problems: list[KnowledgeProblem] = []
    files = [
        file for text in texts for file in read(text.shown, text.path.stem, text.raw, problems)
    ]
    problems.extend(cross_check(files, actions, pictures))
    return [(file.kind, file.form.model_dump()) for file in files], problems


def _pictures(base: Path, extra: Path | None, language: str) -> dict[str, Path]:
    """Find the pictures by name; an operator's takes the place of ours."""
    folders = [base] if extra is None else [base, extra]
    others = {name for name in LANGUAGES if name != language}
    return {
        path.stem: path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in PICTURES and not others.intersection(path.relative_to(folder).parts)
    }


def _fingerprint(texts: Sequence[_Text], pictures: Collection[str]) -> str:
    digest = hashlib.sha256(json.dumps(sorted(pictures)).encode())
    for text in texts:
        digest.update(text.path.name.encode() + b"\0" + text.raw + b"\0")
    return digest.hexdigest()


# --- the copy of what was found sound ----------------------------------------------------------


def _name(fingerprint: str, language: str, actions: Collection[str] | None) -> str:
    """Name the copy by all that it depends on, this code included."""
    checked = None if actions is None else sorted(actions)
    digest = hashlib.sha256(json.dumps([fingerprint, language, checked]).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return f"knowledge-{digest.hexdigest()[:20]}.json"


def _kept(path: Path) -> list[tuple[str, Plain]] | None:
    """Read a copy: a digest of what follows, then the files; None where it is not what was kept."""
    try:
        digest, _, data = path.read_bytes().partition(b"\n")
        if digest != _digest(data):
            return None
        return [(kind, plain) for kind, plain in json.loads(data)]
    except (OSError, ValueError):
        return None


def _keep(files: Sequence[tuple[str, Plain]], path: Path) -> None:
    data = json.dumps(files).encode()
    keep(
        path,
        lambda file: file.write(_digest(data) + b"\n" + data),
        like="knowledge-*.json",
        newest=MOST_COPIES,
    )


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()

"""The layout holds: imports go one way, and each heavy thing is used in one place only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("knowledge", "bot", "handlers")
ALLOWED = {
    "knowledge": {"knowledge"},
    "bot": {"bot", "knowledge"},
    "handlers": {"handlers", "bot", "knowledge"},
}
ONLY_IN = {
    "telegram": ("handlers/",),
    "sqlalchemy": ("bot/store/", "bot/migrations/"),
    "alembic": ("bot/store/", "bot/migrations/"),
    "matplotlib": ("bot/charts.py",),
    "prompt_toolkit": ("bot/chat.py",),
    "rich": ("bot/chat.py",),
    "dotenv": ("bot/config.py",),
    "pydantic": ("knowledge/forms.py",),
    "yaml": ("knowledge/reading.py",),
}
EVERYTHING = "bot/__main__.py"


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it goes"
            yield node.module or ""


def sources() -> list[str]:
    return [
        str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")
    ]


@pytest.mark.parametrize("source", sources())
def test_imports_go_from_handlers_to_bot_to_knowledge(source: str) -> None:
    if source == EVERYTHING:
        return
    folder = source.split("/", maxsplit=1)[0]
    ours = {name.split(".")[0] for name in imports(ROOT / source)} & set(FOLDERS)
    assert ours <= ALLOWED[folder]


@pytest.mark.parametrize("source", sources())
def test_each_library_has_one_place(source: str) -> None:
    for name in imports(ROOT / source):
        places = ONLY_IN.get(name.split(".")[0])
        if places is not None:
            assert source.startswith(places), f"{name} belongs in {places}"

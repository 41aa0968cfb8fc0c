"""What is wrong with the knowledge, where, and what mends it."""

from collections.abc import Iterable
from dataclasses import dataclass

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

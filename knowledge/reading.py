"""One YAML file to plain data in a known form, with the line of each key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from knowledge.forms import FORMS, FormError, formed
from knowledge.problems import KeyPath, KnowledgeProblem

MOST_BYTES = 4_000_000  # of one file; a larger one is a mistake, not knowledge


@dataclass(frozen=True, slots=True)
class File:
    """One file that was read: what it says, and where each key stands."""

    name: str
    kind: str
    form: Any
    """What it says, in the form of its kind."""
    lines: Mapping[KeyPath, int]

    def problem(self, path: KeyPath, what: str, remedy: str) -> KnowledgeProblem:
        """Tell of a place, by the line of the nearest key above that has one."""
        line = 1
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                line = self.lines[path[:end]]
                break
        return KnowledgeProblem(self.name, line, ".".join(map(str, path)) or "-", what, remedy)


def read(shown: str, stem: str, raw: bytes, problems: list[KnowledgeProblem]) -> Iterator[File]:
    """Give the file, or add what is wrong with it to the problems."""
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
                yield File(shown, kind, formed(kind, data), lines)
            except FormError as error:
                file = File(shown, kind, None, lines)
                found.extend(file.problem(*one) for one in error.faults)
    problems.extend(found)


def _kind(stem: str, data: Mapping[str, Any]) -> str | None:
    if stem in FORMS and stem not in {"facts", "exercise"}:
        return stem
    if "document" in data:
        return "facts"
    if "name" in data:
        return "exercise"
    return None


def _plain_yaml(raw: bytes, lines: dict[KeyPath, int], fault: Any) -> Any:
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
    loader: yaml.CSafeLoader,
    node: yaml.Node,
    path: KeyPath,
    lines: dict[KeyPath, int],
    fault: Any,
) -> Any:
    """Turn a node into plain data, noting the line of every key; a key twice is a fault."""
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

"""What each kind of file must look like. Nobody else knows the library that checks it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.model import Load
from knowledge.problems import KeyPath


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Picture(_Form):
    name: str = Field(min_length=1, max_length=60)
    shows: str = Field(min_length=1, max_length=300)


class _Statement(_Form):
    say: str = Field(min_length=1, max_length=500)
    facts: tuple[str, ...] = ()


class _Step(_Statement):
    picture: _Picture | None = None


class EntryForm(_Form):
    """One intent of an exercise file or of intents."""

    intent: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60)
    title: str = Field(min_length=2, max_length=60)
    label: str = Field(default="", max_length=20)
    topic: str = ""
    slots: dict[str, str] = Field(default_factory=dict)
    phrases: tuple[str, ...] = Field(default=(), max_length=5000)
    answer: str = Field(default="", max_length=700)
    facts: tuple[str, ...] = ()
    more: str = Field(default="", max_length=700)
    more_facts: tuple[str, ...] = ()
    steps: tuple[_Step, ...] = ()
    by_goal: dict[str, _Statement] = Field(default_factory=dict)
    near: tuple[str, ...] = ()
    refuses: bool = False
    stops: str = ""
    action: str = ""
    reaction: str = ""
    picture: _Picture | None = None
    examples: tuple[str, ...] = ()


class _SchemeForm(_Form):
    sets: int = Field(ge=1, le=30)
    reps: int = Field(ge=1, le=300)
    or_more: bool = False


class _ExerciseFile(_Form):
    name: str = Field(min_length=1, max_length=60)
    aliases: tuple[str, ...] = ()
    schemes: dict[str, _SchemeForm] = Field(default_factory=dict)
    entries: tuple[EntryForm, ...]


class _IntentsFile(_Form):
    entries: tuple[EntryForm, ...]


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
    "coach": _Free,
    "intents": _IntentsFile,
    "log": _Free,
    "outside": _OutsideFile,
    "replies": _Free,
    "safety": _SafetyFile,
    "words": _WordsFile,
    "facts": _FactsFile,
    "exercise": _ExerciseFile,
}


class FormError(Exception):
    """Data has not the form of its kind: each fault as (where, what, remedy)."""

    def __init__(self, faults: list[tuple[KeyPath, str, str]]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


def formed(kind: str, data: Mapping[str, Any]) -> Any:
    """Give the data in the form of its kind. Raises FormError with every fault."""
    try:
        return FORMS[kind].model_validate(data)
    except ValidationError as error:
        raise FormError(
            [
                (tuple(one["loc"]), str(one["msg"]).lower(), _remedy(one["type"]))
                for one in error.errors()
            ]
        ) from error


def _remedy(error: str) -> str:
    remedies = {
        "extra_forbidden": "Take the key out, or mend its spelling",
        "missing": "Add the key",
        "string_type": "Write a text; put it in quotes where YAML would read something else",
    }
    return remedies.get(error, "Mend the value")

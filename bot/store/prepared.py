"""Statements that are put into SQL once and then go straight to the driver.

SQLAlchemy takes several times as long to look a statement up, to check its parameters and to wrap
its result as SQLite takes to carry it out. What a message needs every time goes without that; what
the SQL says, and how values are turned into columns and back, is SQLAlchemy's all the same.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from bot import fastjson

_SQLITE = sqlite.dialect(
    paramstyle="qmark", json_serializer=fastjson.write, json_deserializer=fastjson.parse
)
_Turn = Callable[[Any], Any]


class Rows(Protocol):
    """The rows that a statement gave, all of them read."""

    @property
    def rowcount(self) -> int:
        """Rows that a statement changed."""

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""

    def all(self) -> Sequence[Any]:
        """Give all rows."""

    def first(self) -> Any:
        """Give the first row; None: there is none."""

    def scalar(self) -> Any:
        """Give the first value of the first row; None: there is none."""

    def scalars(self) -> Iterable[Any]:
        """Give the first value of each row."""


class Prepared:
    """A statement that is carried out often; none of its parameters is a list of values.

    One that inserts is given every column but the number that the table counts by itself.
    """

    def __init__(self, statement: sa.Select[Any] | sa.UpdateBase) -> None:
        self.statement = statement

    def carry_out(self, driver: sqlite3.Connection, given: Any) -> Rows:
        """Carry out for some parameters, or for each of several rows of them."""
        rows: list[Any] = []
        count = 0
        for one in given if isinstance(given, list) else (given,):
            done = driver.execute(self._sql, self._arguments(one))
            rows += map(self._row, done) if self._gives else ()
            count += done.rowcount
        return _Read(rows, count)

    def ready(self) -> None:
        """Put it into SQL now, so that nobody waits for that."""
        _ = self._arguments
        if self._gives:
            _ = self._row

    @cached_property
    def _compiled(self) -> sa.Compiled:
        given = None
        if isinstance(self.statement, sa.Insert):
            table = self.statement.table
            counted = getattr(table, "autoincrement_column", None)
            given = [one.key for one in table.columns if one is not counted]
        return self.statement.compile(dialect=_SQLITE, column_keys=given)

    @cached_property
    def _sql(self) -> str:
        return str(self._compiled)

    @cached_property
    def _arguments(self) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
        """How the arguments of the SQL, in order, are got out of the parameters."""
        compiled: Any = self._compiled
        bound = [(name, compiled.binds[name]) for name in compiled.positiontup]
        turns = [
            (place, turn)
            for place, (_, one) in enumerate(bound)
            if (turn := one.type.dialect_impl(_SQLITE).bind_processor(_SQLITE))
        ]
        # A value that stands in the statement is there already.
        ready = [None if one.required else one.value for _, one in bound]
        asked = [(place, name) for place, (name, one) in enumerate(bound) if one.required]

        def arguments(given: Mapping[str, Any]) -> Sequence[Any]:
            values = ready.copy()
            for place, name in asked:
                values[place] = given[name]
            for place, turn in turns:
                values[place] = turn(values[place])
            return values

        return arguments

    @cached_property
    def _gives(self) -> Sequence[sa.ColumnElement[Any]]:
        return tuple(self.statement.exported_columns)

    @cached_property
    def _row(self) -> Callable[[Sequence[Any]], Any]:
        """How a row of the driver is turned into one with names."""
        named = namedtuple("Row", [one.key or "" for one in self._gives], rename=True)  # type: ignore[misc]
        turns = [
            (place, turn)
            for place, one in enumerate(self._gives)
            if (turn := one.type.dialect_impl(_SQLITE).result_processor(_SQLITE, None))
        ]

        def read(row: Sequence[Any]) -> Any:
            values = list(row)
            for place, turn in turns:
                values[place] = turn(values[place])
            return named._make(values)

        return read


class _Read:
    """Rows, as SQLAlchemy would give them."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> Iterable[Any]:
        return [row[0] for row in self._rows]

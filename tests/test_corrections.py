"""Corrections: any sequence of them leaves log, replies and records in agreement with a model."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot import wiring
from bot.messages import Kind, Message, Reply
from bot.store import Store
from bot.wiring import Parts
from tests.conftest import START

TODAY = START.date()
KNOWN = ("leg press", "bench press", "squat")
OWN = ("sled shove", "hill drag")
WEIGHTS = st.sampled_from((60, 62.5, 80, 100, 102.5, 140))
REPS = st.integers(3, 12)


@dataclass(frozen=True, slots=True)
class Row:
    """A set of the model."""

    id: int
    at: int
    """Its place among the sets of a day."""
    exercise: str
    weight: float
    reps: int
    unit: str = "kg"
    day: date = TODAY


@dataclass(frozen=True, slots=True)
class Book:
    """A log and the names in it, as they stand."""

    rows: tuple[Row, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def performed(self, exercise: str = "") -> list[Row]:
        """Give the sets in the order performed."""
        rows = [one for one in self.rows if exercise in ("", one.exercise)]
        return sorted(rows, key=lambda one: (one.day, one.at, one.id))

    def changed(self, ids: set[int], **fields: Any) -> "Book":
        """Change some sets alike."""
        rows = (replace(one, **fields) if one.id in ids else one for one in self.rows)
        return replace(self, rows=tuple(rows))

    def without(self, ids: set[int]) -> "Book":
        """Leave some sets out."""
        return replace(self, rows=tuple(one for one in self.rows if one.id not in ids))


def shown(one: Row) -> tuple[Any, ...]:
    return (one.exercise, one.weight, one.unit, one.reps, one.day.isoformat())


def told(one: Any) -> tuple[Any, ...]:
    return (one["exercise"], one["weight"], one["unit"], one["reps"], one["date"])


class Corrections(RuleBasedStateMachine):
    """A user and a model that are told the same."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.store = self.loop.run(Store.open(":memory:"))
        self.assistant = wiring.assemble(parts, self.store)
        self.clock = START
        self.book = Book()
        self.past: list[Book] = []
        self.future: list[Book] = []
        self.entry: set[int] = set()
        self.ids = 0
        self.at = 0
        self.log: list[tuple[Any, ...]] = []

    def teardown(self) -> None:
        try:
            if self.log == [shown(one) for one in self.book.performed()]:
                self.records_follow_from_the_log()
        finally:
            self.loop.run(self.store.close())
            self.loop.close()

    def send(self, text: str, user: str = "ann") -> Reply:
        self.clock += timedelta(seconds=20)
        message = Message(user, self.clock, text)
        reply = self.loop.run(self.assistant.answer(message, with_log=True))
        if user == "ann":
            self.log = [told(one) for one in reply.log or ()]
        return reply

    def becomes(self, book: Book, entry: set[int]) -> None:
        self.past.append(self.book)
        self.future.clear()
        self.book, self.entry = book, entry

    def changes(self, text: str, kind: Kind, book: Book, meant: set[int]) -> None:
        """Send what changes some sets, all of which the reply must carry."""
        old, new = self.book.performed(), book.performed()
        touched = old if kind is Kind.DELETED else new
        expected = [shown(one) for one in touched if one.id in meant]
        reply = self.send(text)
        if book == self.book:
            assert reply.kind is kind, (text, reply)
            return
        assert reply.kind is kind, (text, reply)
        assert sorted(map(told, reply.sets)) == sorted(expected), (text, reply)
        left = {one.id for one in book.rows}
        self.becomes(book, meant & left)

    @rule(
        exercise=st.sampled_from((*KNOWN, *OWN)), weight=WEIGHTS, reps=REPS, sets=st.integers(1, 4)
    )
    def log_some(self, exercise: str, weight: float, reps: int, sets: int) -> None:
        name = dict(self.book.names).get(exercise, exercise)
        self.at += 1
        rows = [
            Row(self.ids + number, self.at + number, name, weight, reps)
            for number in range(1, sets + 1)
        ]
        self.ids, self.at = self.ids + sets, self.at + sets
        reply = self.send(f"{exercise} {weight:g}kg {sets}x{reps}")
        assert reply.kind is Kind.LOGGED, reply
        assert [told(one) for one in reply.sets] == [shown(one) for one in rows]
        assert reply.text.startswith(f"Logged {name}: {sets} x {reps} at {weight:g} kg")
        book = replace(self.book, rows=(*self.book.rows, *rows))
        self.becomes(book, {one.id for one in rows})

    @precondition(lambda self: self.entry)
    @rule(weight=WEIGHTS)
    def correct_weight(self, weight: float) -> None:
        book = self.book.changed(self.entry, weight=weight)
        self.changes(f"no, {weight:g}", Kind.EDITED, book, self.entry)

    @precondition(lambda self: self.entry)
    @rule(reps=REPS)
    def correct_reps(self, reps: int) -> None:
        book = self.book.changed(self.entry, reps=reps)
        self.changes(f"make that {reps} reps", Kind.EDITED, book, self.entry)

    @precondition(lambda self: self.entry)
    @rule(unit=st.sampled_from(("kg", "lb")))
    def correct_unit(self, unit: str) -> None:
        book = self.book.changed(self.entry, unit=unit)
        self.changes(f"it was {unit}", Kind.EDITED, book, self.entry)

    @precondition(lambda self: self.entry)
    @rule(count=st.integers(1, 5))
    def correct_sets(self, count: int) -> None:
        meant = [one for one in self.book.performed() if one.id in self.entry]
        kept, last = {one.id for one in meant[:count]}, meant[-1]
        book = self.book.without({one.id for one in meant[count:]})
        more = [replace(last, id=self.ids + number) for number in range(1, count - len(meant) + 1)]
        self.ids += len(more)
        book = replace(book, rows=(*book.rows, *more))
        standing = kept | {one.id for one in more}
        self.changes(f"make that {count} sets", Kind.EDITED, book, standing)

    @precondition(lambda self: self.entry)
    @rule()
    def correct_day(self) -> None:
        book = self.book.changed(self.entry, day=TODAY - timedelta(days=1))
        self.changes("that was yesterday", Kind.EDITED, book, self.entry)

    @rule(exercise=st.sampled_from((*KNOWN, *OWN)))
    def delete_last(self, exercise: str) -> None:
        rows = self.book.performed(exercise)
        if len({one.day for one in rows}) == 1:
            gone = {rows[-1].id}
            self.changes(
                f"delete the last {exercise} set", Kind.DELETED, self.book.without(gone), gone
            )
            self.entry = set()

    @rule(exercise=st.sampled_from((*KNOWN, *OWN)))
    def delete_second(self, exercise: str) -> None:
        rows = self.book.performed(exercise)
        if len(rows) > 1 and len({one.day for one in rows}) == 1:
            gone = {rows[1].id}
            self.changes(
                f"remove the second {exercise} set", Kind.DELETED, self.book.without(gone), gone
            )
            self.entry = set()

    @rule(exercise=st.sampled_from((*KNOWN, *OWN)))
    def delete_today(self, exercise: str) -> None:
        gone = {one.id for one in self.book.performed(exercise) if one.day == TODAY}
        if 0 < len(gone) <= 100:
            book = self.book.without(gone)
            self.changes(f"delete all {exercise} today", Kind.DELETED, book, gone)
            self.entry = set()

    @rule(old=st.sampled_from((*KNOWN, *OWN)), new=st.sampled_from((*KNOWN, *OWN)))
    def rename(self, old: str, new: str) -> None:
        moved = {one.id for one in self.book.performed(old)}
        if not moved or old == new:
            return
        names = dict(self.book.names)
        names |= {alias: new for alias, stands in names.items() if stands == old}
        names[old] = new
        names[new] = new
        book = replace(self.book.changed(moved, exercise=new), names=tuple(names.items()))
        self.changes(f"rename {old} to {new}", Kind.EDITED, book, moved)
        self.entry = set()

    @rule(steps=st.integers(1, 3))
    def undo(self, steps: int) -> None:
        reply = self.send("undo" if steps == 1 else f"undo {steps}")
        assert (reply.kind is Kind.REJECTED) == (not self.past), reply
        for _ in range(min(steps, len(self.past))):
            self.future.append(self.book)
            self.book = self.past.pop()
        self.entry = set()

    @rule(steps=st.integers(1, 3))
    def redo(self, steps: int) -> None:
        reply = self.send("redo" if steps == 1 else f"redo {steps}")
        assert (reply.kind is Kind.REJECTED) == (not self.future), reply
        for _ in range(min(steps, len(self.future))):
            self.past.append(self.book)
            self.book = self.future.pop()
        self.entry = set()

    @rule()
    def ask_between(self) -> None:
        assert self.send("how far apart should my feet be?").kind is Kind.ANSWER

    @invariant()
    def log_is_as_modelled(self) -> None:
        assert self.log == [shown(one) for one in self.book.performed()]

    def records_follow_from_the_log(self) -> None:
        """Somebody who logged just what now stands has the same records and sums."""
        for one in self.book.performed():
            text = f"{one.exercise}: 1 x {one.reps} at {one.weight:g} {one.unit}"
            reply = self.send(text if one.day == TODAY else f"{text} on {one.day}", "bob")
            assert reply.kind is Kind.LOGGED, (text, reply)
        for text in ("records", "volume", "sets by muscle", "this week"):
            assert self.send(text).text == self.send(text, "bob").text, text


def test_any_sequence_of_corrections_agrees_with_a_model(parts: Parts) -> None:
    run_state_machine_as_test(
        lambda: Corrections(parts),  # type: ignore[arg-type] # any maker of one will do
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

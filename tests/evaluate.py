"""`make eval`: accuracy on the development conversations, in two parts, beside baselines.

The part `tune` is what we look at while building; `report` is read only as figures.
A question that stands among the phrasings, or nearly so, is asked but not counted. Options:
`--part tune|report`, `--only FILE-PREFIX`, `--failures` to list what went wrong (tune only).
"""

import argparse
import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot import wiring
from bot.config import read_settings
from bot.messages import Kind, Message, Reply
from bot.store import Store
from bot.text import bare
from bot.wiring import Parts

CONVERSATIONS = Path(__file__).parent / "conversations"
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday; conversations begin here unless they say otherwise."""
MOST_FACTS = 6
"""Facts of a reply that still count as an answer, but for walk-throughs and comparisons."""
COPY = 90
"""Likeness by letters, word order aside, from which a question is a copy of what was learnt."""
PAUSES = {"s": 1, "min": 60, "h": 3600, "d": 86400}


@dataclass(slots=True)
class Tally:
    """How many of a class were right."""

    right: int = 0
    of: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, ok: bool, failure: str) -> None:
        """Count one; keep what failed."""
        self.of += 1
        self.right += ok
        if not ok:
            self.failures.append(failure)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One development conversation."""

    file: str
    id: str
    part: str
    turns: Sequence[Mapping[str, Any]]


def conversations(part: str = "", only: str = "") -> Iterator[Conversation]:
    """Read the development conversations."""
    for path in sorted(CONVERSATIONS.glob(f"{only}*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for one in data["conversations"]:
            if not part or one["part"] == part:
                yield Conversation(path.stem, one["id"], one["part"], one["turns"])


def pause(text: str) -> timedelta:
    """Read "30 s", "2 min", "3 h", "1 d"."""
    number, unit = re.fullmatch(r"([\d.]+)\s*(s|min|h|d)\w*", text.strip()).groups()  # type: ignore[union-attr]
    return timedelta(seconds=float(number) * PAUSES[unit])


def kinds(turn: Mapping[str, Any]) -> list[str]:
    """Give the kinds that a turn accepts."""
    kind = turn.get("kind", [])
    return [kind] if isinstance(kind, str) else list(kind)


# --- judging ------------------------------------------------------------------------------------


def right_answer(turn: Mapping[str, Any], reply: Reply) -> bool:
    """Judge the question side: the kind, and the facts stated."""
    wanted = kinds(turn)
    if wanted and reply.kind.value not in wanted:
        return False
    facts = turn.get("facts")
    if facts is not None and not facts and reply.facts:
        return False
    if "facts_all" in turn:
        return set(turn["facts_all"]) <= set(reply.facts)
    if not facts or (reply.kind is not Kind.ANSWER and len(wanted) > 1):
        return True
    few = len(reply.facts) <= MOST_FACTS or reply.text.count("\n") > 3
    return few and bool(set(facts) & set(reply.facts))


def expanded(lines: Sequence[Mapping[str, Any]], day: str) -> list[dict[str, Any]]:
    """Unfold `times` and fill in the day."""
    result: list[dict[str, Any]] = []
    for line in lines:
        one = {key: value for key, value in line.items() if key != "times"}
        one["date"] = str(one.get("date", day))
        result.extend(dict(one) for _ in range(line.get("times", 1)))
    return result


def same_set(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Compare what the expectation names; `exercise` may list names with "|"."""
    for key in ("weight", "unit", "reps", "seconds", "added", "side", "rpe", "warmup", "date"):
        if key == "unit" and not wanted.get("weight") and not wanted.get("added"):
            continue
        if key in {"side", "warmup", "rpe", "added"} and not wanted.get(key) and not got.get(key):
            continue
        if wanted.get(key) != got.get(key):
            return False
    return got["exercise"] in str(wanted["exercise"]).split("|")


def same_log(wanted: Sequence[Mapping[str, Any]], reply: Reply, day: str) -> bool:
    """Compare a whole log, order included."""
    got = reply.log or ()
    lines = expanded(wanted, day)
    return len(lines) == len(got) and all(map(same_set, lines, got))


def right_log(turn: Mapping[str, Any], reply: Reply, day: str) -> bool:
    """Judge the log side: the kind, the whole log, and what the reply shows."""
    wanted = kinds(turn)
    if wanted and reply.kind.value not in wanted:
        return False
    shown = reply.text.lower()
    if any(str(word).lower() not in shown for word in turn.get("shows", ())):
        return False
    options = turn.get("log_any") or ([turn["log"]] if "log" in turn else [])
    return not options or any(same_log(option, reply, day) for option in options)


# --- running ------------------------------------------------------------------------------------


async def run(part: str, only: str) -> dict[str, dict[str, Tally]]:
    """Hold every conversation with a fresh user; tally by part and file."""
    parts = built()
    store = await Store.open(":memory:")
    assistant = wiring.assemble(parts, store)
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    learnt = sorted(_learnt(parts))
    try:
        for number, talk in enumerate(conversations(part, only)):
            at = START
            for turn in talk.turns:
                at = _time(turn, at)
                message = Message(user=f"{number} {talk.id}", at=at, text=str(turn["says"]))
                reply = await assistant.answer(message, with_log=True)
                asks = talk.file.startswith("questions")
                if asks and process.extractOne(
                    bare(str(turn["says"])),
                    learnt,
                    scorer=fuzz.token_sort_ratio,
                    score_cutoff=COPY,
                ):
                    continue  # it would test nothing: the matcher learnt these very words
                ok = right_answer(turn, reply) if asks else True
                ok = ok and right_log(turn, reply, at.date().isoformat())
                told = [f"{talk.id}: {turn['says']!r}", f"wanted {_wanted(turn)}"]
                failure = "\n      ".join([*told, f"got {_got(reply)}"])
                tallies[talk.part][talk.file].add(ok, failure)
    finally:
        await store.close()
    return tallies


def _learnt(parts: Parts) -> set[str]:
    """Give all that the matcher learnt, as it compares."""
    knowledge = parts.tools.knowledge
    ways = [way for one in knowledge.entries.values() for way in (one.title, *one.phrases)]
    return {bare(way) for way in (*ways, *knowledge.outside)}


def _time(turn: Mapping[str, Any], before: datetime) -> datetime:
    if "at" in turn:
        at = turn["at"]
        at = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return before + pause(str(turn.get("after", "30 s")))


def _wanted(turn: Mapping[str, Any]) -> str:
    keys = ("kind", "facts", "facts_all", "log", "log_any", "shows")
    return "; ".join(f"{key}={turn[key]}" for key in keys if key in turn)


def _got(reply: Reply) -> str:
    log = [{k: v for k, v in one.items() if k != "date"} for one in reply.log or ()]
    score = "" if reply.score is None else f" {reply.score:.2f}"
    return f"{reply.kind.value} {reply.intent}{score} {list(reply.facts)} {log} {reply.text!r}"


def built() -> Parts:
    """Build the parts as the product does."""
    settings = read_settings({})
    return wiring.build(wiring.read_knowledge(settings), settings.cache, settings.media)


def show(tallies: Mapping[str, Mapping[str, Tally]], *, failures: bool) -> None:
    """Print the table, and what failed where asked for."""
    for part, files in tallies.items():
        print(f"\n{part}")
        for file, tally in files.items():
            share = 100 * tally.right / tally.of
            print(f"  {file:28} {tally.right:4} of {tally.of:4}  {share:5.1f} %")
            if failures and part == "tune":
                print("\n".join(f"    {one}" for one in tally.failures))


def main() -> None:
    """Run the evaluation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="", choices=["", "tune", "report"])
    parser.add_argument("--only", default="", help="beginning of the file names")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    show(asyncio.run(run(options.part, options.only)), failures=options.failures)
    if not (options.part or options.only):
        from tests.baselines import table  # noqa: PLC0415 - a heavy library, for this table only

        table(built())


if __name__ == "__main__":
    main()

"""What the assistant does with voice notes: `python -m tests.eval_voice`, or `make eval-voice`.

Each note of tests/voice_notes.yaml is spoken by one of nine voices, clean and in one of four
noises at 15 and 5 dB, and sent to an assistant with an empty log. Right is the right fact, the
right sets, or a question with nothing stored. Beside it the plain engine, without prompt, repair
and confirmation: its transcript as if it were typed.
"""

import argparse
import asyncio
import itertools
import json
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from msgspec.structs import replace

from bot import wiring
from bot.assistant import Assistant
from bot.config import read_settings
from bot.messages import Kind, Message, Reply
from bot.store import Store
from bot.voice import Transcriber, VoiceError, transcriber
from tests.voices import NOISES, RATE, VOICES, note, scaled, written

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CONDITIONS: tuple[float | None, ...] = (None, 15.0, 5.0)
SEEN = {"voice_notes": "looked at", "voice_notes_unread": "never looked at"}
"""File of notes, and whether its failures were read."""
ASKS = frozenset((Kind.CLARIFY, Kind.REJECTED))
SETS = ("exercise", "weight", "unit", "reps", "seconds", "added", "warmup")


@dataclass(frozen=True, slots=True)
class Case:
    """One note and what it means."""

    say: str
    sets: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a note."""

    right: bool
    asked: bool
    false: bool
    """Sets were stored that nobody said."""


def typed(engine: Transcriber, audio: Path) -> str:
    """Give what the plain engine hears, without prompt; it is taken as if it were typed."""
    try:
        return engine.hear(audio, "").text
    except VoiceError:
        return "..."


def cases(name: str) -> list[Case]:
    """Read the notes of a file."""
    kept = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text("utf-8"))
    known = ("say", "sets", "fact")
    return [Case(**{key: one[key] for key in known if key in one}) for one in kept["notes"]]


def judge(case: Case, reply: Reply, wanted: Sequence[Mapping[str, Any]]) -> Verdict:
    """Compare what was done with what was said."""
    stored = [{key: one.get(key) for key in SETS} for one in reply.sets]
    meant = [{key: one.get(key) for key in SETS} for one in wanted]
    false = bool(stored) and stored != meant
    if stored:
        return Verdict(not false and bool(meant), asked=False, false=false)
    asked = reply.kind in ASKS
    if case.fact:
        return Verdict(case.fact in reply.facts or reply.kind is Kind.CLARIFY, asked, false=False)
    return Verdict(asked, asked, false=False)


async def wanted(assistant: Assistant, case: Case, user: str) -> Sequence[Mapping[str, Any]]:
    """Give the sets that the note means, as the typed message makes them."""
    if not case.sets:
        return ()
    reply = await assistant.answer(Message(user, AT, case.sets))
    assert reply.sets, case.sets
    return reply.sets


async def evaluate(
    assistant: Assistant, engine: Transcriber, notes: str, *, shown: bool, every: int
) -> None:
    """Print the table."""
    sums: dict[tuple[str, float | None], Counter[str]] = defaultdict(Counter)
    numbers = itertools.count()
    voices, noises = tuple(VOICES), tuple(one for one in NOISES if one != "none")
    with tempfile.TemporaryDirectory() as folder:
        for index, case in enumerate(cases(notes)[::every]):
            meant = await wanted(assistant, case, f"typed {notes} {index}")
            voice, noise = voices[index % len(voices)], noises[index % len(noises)]
            for snr in CONDITIONS:
                path = note(case.say, voice, noise, snr, Path(folder, "note.ogg"))
                for name in ("spotter", "plain engine"):
                    message = Message(f"speaker {notes} {next(numbers)}", AT, audio=path)
                    if name != "spotter":
                        message = replace(message, audio=None, text=typed(engine, path))
                    reply = await assistant.answer(message)
                    found = judge(case, reply, meant)
                    count = sums[name, snr]
                    count["notes"] += 1
                    for key in ("right", "asked", "false"):
                        count[key] += getattr(found, key)
                    count["done"] += found.right and not found.asked
                    if shown and name == "spotter" and (found.false or not found.right):
                        what = "FALSE" if found.false else "wrong"
                        said = json.dumps([case.say, reply.heard, reply.text[-80:]])
                        print(f"{what} {snr} {voice} {noise}: {said}", flush=True)
    print(f"{notes} ({SEEN[notes]})")
    for name in ("spotter", "plain engine"):
        for snr in CONDITIONS:
            print(_line(name, snr, sums[name, snr]))


def _line(name: str, snr: float | None, count: Counter[str]) -> str:
    notes = max(1, count["notes"])
    where = "clean" if snr is None else f"{snr:g} dB"
    shares = (
        f"{count['right'] / notes:5.0%} right ({count['done'] / notes:.0%} done, the rest asked)"
    )
    return f"{name:13} {where:6} {shares}, {count['false']} wrong sets stored of {notes} notes"


async def silences(assistant: Assistant) -> int:
    """Count the words heard in what is no speech."""
    words = 0
    length = 5 * RATE
    dice = np.random.default_rng(0)
    kinds = [kind for kind in NOISES if kind != "babble"]
    sounds = {kind: scaled(NOISES[kind](length, dice), 0.1) for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        for number, (kind, sound) in enumerate(sounds.items()):
            path = written(sound, Path(folder, f"{number}.ogg"))
            reply = await assistant.answer(Message(f"nobody {number}", AT, audio=path))
            heard = reply.heard or ""
            if heard:
                print(f"{kind}: heard {heard!r}")
            words += len(heard.split())
    return words


async def costs(assistant: Assistant) -> None:
    """Print processor time and delay of a note of about five seconds, and memory."""
    with tempfile.TemporaryDirectory() as folder:
        said = "I just finished my leg press, ninety kilos, four sets of eight, that felt good"
        path = note(said, "joe", "hiss", None, Path(folder, "note.ogg"))
        spent: list[float] = []
        took: list[float] = []
        lags: list[float] = []
        for number in range(12):
            ticking = asyncio.create_task(_lag(lags))
            begun, busy = time.perf_counter(), time.process_time()
            await assistant.answer(Message(f"timed {number}", AT, audio=path))
            took.append(time.perf_counter() - begun)
            spent.append(time.process_time() - busy)
            ticking.cancel()
    lags.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"a note of five seconds: {sorted(spent)[6]:.2f} s of processor time,"
        f" {sorted(took)[6]:.2f} s until the reply (median of 12);"
        f" lag of the event loop p99 {1000 * lags[int(0.99 * len(lags))]:.0f} ms;"
        f" memory of this process {memory:.0f} MB"
    )


async def _lag(lags: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - begun - 0.005)


async def main(options: argparse.Namespace) -> None:
    """Evaluate with the bundled engine, or another one."""
    settings = read_settings({"SPOTTER_DATA": ":memory:", "SPOTTER_VOICE": options.engine})
    parts = wiring.build(wiring.read_knowledge(settings), settings.cache, settings.media)
    voice = wiring.listening(settings, parts)
    assert voice is not None
    engine = transcriber(options.engine)
    voice.ears = engine
    assistant = wiring.assemble(parts, await Store.open(":memory:"), voice)
    try:
        if options.costs:
            await costs(assistant)
            return
        for notes, seen in SEEN.items():
            shown = options.show and seen == "looked at"
            await evaluate(assistant, engine, notes, shown=shown, every=options.every)
        print(f"words heard in silence, hiss, music and clanks: {await silences(assistant)}")
    except VoiceError as error:
        print(f"no engine: {error.reason}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="bundled:tiny.en")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--costs", action="store_true", help="time and memory only")
    parser.add_argument("--every", type=int, default=1, help="take every n-th note")
    asyncio.run(main(parser.parse_args()))

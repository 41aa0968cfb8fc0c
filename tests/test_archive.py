"""All data of a user: taken along without loss, deleted only when sure."""

import csv
import json
from datetime import timedelta

import pytest

from bot.assistant import Assistant
from bot.messages import Kind
from bot.training.archive import COLUMNS
from tests.conftest import Say

SETS = """leg press 100kg 5x5 rpe 8.5
pull-ups +20kg 2x5
pull-ups -12.5 kg x 8
plank 2x60s
dumbbell curl 12.5kg each side 2x12
squat 225 lb x 5 2 rir
warm-up bench press 40kg x 10
zercher drag 60.25kg x 3"""


async def fill(say: Say) -> None:
    await say("my goal is size")
    await say("/units lb")
    await say("/timezone Europe/Berlin")
    for line in SETS.split("\n"):
        assert (await say(line)).kind is Kind.LOGGED, line
    await say("rename zercher drag to sled shove")
    await say("yesterday: leg press 90kg x 12", after=timedelta(hours=3))


async def test_json_is_all_of_it_and_loses_nothing(say: Say) -> None:
    await fill(say)
    reply = await say("/export")
    assert reply.kind is Kind.HISTORY
    whole = next(path for path in reply.media if path.suffix == ".json")
    kept = json.loads(whole.read_text(encoding="utf-8"))
    assert kept["user"] == "ann"
    assert kept["preferences"] == {"goal": "size", "unit": "lb", "timezone": "Europe/Berlin"}
    assert kept["names"]["zercher drag"] == "sled shove"
    assert len(kept["sets"]) == 5 + 2 + 1 + 2 + 2 + 1 + 1 + 1 + 1
    plain = [{name: one[name] for name in one if name != "rir"} for one in kept["sets"]]
    assert plain == [dict(one) for one in reply.log or ()]
    rated = next(one for one in kept["sets"] if one["exercise"] == "squat")
    assert rated["rpe"] == 8
    assert (rated["weight"], rated["unit"]) == (225, "lb")
    assert rated["rir"] == 2, "said as repetitions in reserve, and kept so"


async def test_csv_has_a_row_for_each_set_and_every_column(say: Say) -> None:
    await fill(say)
    reply = await say("/export")
    table = next(path for path in reply.media if path.suffix == ".csv")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert reply.log is not None
    for row, one in zip(rows, reply.log, strict=True):
        said = {name: value for name, value in row.items() if value}
        assert said.pop("rir", "2.0") == "2.0"
        expected = {name: str(value) for name, value in one.items()}
        assert said == expected


async def test_a_cell_never_begins_as_a_formula(say: Say) -> None:
    await say("leg press 100kg x 5")
    await say('note: "=1+1" felt easy')
    reply = await say("/export")
    table = next(path for path in reply.media if path.suffix == ".csv")
    with table.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "@"}]


async def test_an_empty_log_tells_how_to_start(say: Say) -> None:
    reply = await say("/export")
    assert not reply.media
    assert "leg press 100kg 5x5" in reply.text


async def test_what_is_not_sets_is_exported_too(say: Say) -> None:
    await say("my goal is strength")
    reply = await say("/export")
    assert reply.media, "settings are data as well"


@pytest.mark.parametrize("text", ["/erase", "/erase Yes please", "/erase no"])
async def test_erasing_asks_first(say: Say, text: str) -> None:
    await say("leg press 100kg 5x5")
    reply = await say(text)
    assert reply.kind is Kind.CLARIFY, reply
    assert [one.sends for one in reply.choices] == ["/erase yes"]
    assert len(reply.log or ()) == 5
    later = await say("no")
    assert len(later.log or ()) == 5


async def test_erasing_deletes_every_row_and_says_how_many(say: Say, assistant: Assistant) -> None:
    await fill(say)
    await say("leg press 100kg 5x5", user="bob")
    asked = await say("/erase")
    done = await say(asked.choices[0].label)
    assert done.kind is Kind.DELETED
    assert "16 sets" in done.text
    assert done.log == ()
    assert await assistant.store.names() == ("bob",)
    assert (await say("undo")).kind is Kind.REJECTED
    assert (await say("no, 95")).log == ()
    assert "kg" in (await say("/units")).text
    assert len((await say("thanks", user="bob")).log or ()) == 5


async def test_the_button_does_nothing_once_it_faded(say: Say) -> None:
    await say("leg press 100kg 5x5")
    asked = await say("/erase")
    late = await say(asked.choices[0].label, after=timedelta(days=2))
    assert len(late.log or ()) == 5

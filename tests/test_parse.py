"""Message -> sets: tables by origin, and what must hold for any text at all."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.training.notations import Lift, pieces
from bot.training.parse import LONGEST, LogContext, LogReader
from bot.training.sets import ParsedLog, TrainingSet, Unit, kilograms
from bot.training.spell import spell
from bot.training.tokens import Token
from knowledge.load import BUILT_IN, load
from knowledge.model import Load

TODAY = date(2026, 11, 23)  # a Monday
KNOWLEDGE = load()
READER = LogReader(KNOWLEDGE.catalogue, KNOWLEDGE.lexicon.log)
LAST = TrainingSet("leg press", 100, Unit.KG, TODAY, reps=5)
OWN = ("leg throw", "my thing", "100s", "press of doom: part 2")


def context(**changes: object) -> LogContext:
    fields: dict[str, object] = {"today": TODAY, "unit": Unit.KG, **changes}
    return LogContext(**fields)  # type: ignore[arg-type]


def told(text: str, **changes: object) -> str:
    """Spell what was understood, so that a table can be read."""
    log = READER.read(text, context(**changes))
    return "; ".join(spell(log.sets, TODAY))


NEW = [
    ("leg press 100kg 5x5", "leg press: 5 x 5 at 100 kg"),
    ("5x5 leg press 100kg", "leg press: 5 x 5 at 100 kg"),
    ("5 × 5 @ 100 kilos on the leg press", "leg press: 5 x 5 at 100 kg"),
    ("bench 60kg for 8", "bench press: 1 x 8 at 60 kg"),
    ("bench 100x5", "bench press: 1 x 5 at 100 kg"),
    ("bench 5x5x100", "bench press: 5 x 5 at 100 kg"),
    ("leg press 10 x 150 lbs x 2", "leg press: 2 x 10 at 150 lb"),
    ("leg press 225x5 lbs", "leg press: 1 x 5 at 225 lb"),
    ("leg press 1x100 5 reps", "leg press: 1 x 5 at 100 kg"),
    ("bench 10 reps with 50kg, 3 times", "bench press: 3 x 10 at 50 kg"),
    ("bench 3 sets, 10 reps, 50 kg", "bench press: 3 x 10 at 50 kg"),
    ("squat 100@5", "squat: 1 x 5 at 100 kg"),
    ("squat 5@100", "squat: 1 x 5 at 100 kg"),
    ("bench 100 5 5 4", "bench press: 5, 5, 4 at 100 kg"),
    ("bench 100kg x5 x5 x4", "bench press: 5, 5, 4 at 100 kg"),
    ("lp 100,5,5", "leg press: 2 x 5 at 100 kg"),
    (
        "row 60/8 70/8 80/6 kg",
        "barbell row: 1 x 8 at 60 kg; barbell row: 1 x 8 at 70 kg; barbell row: 1 x 6 at 80 kg",
    ),
    ("dips thirty then twenty then fifteen", "dip: 30, 20, 15 at bodyweight"),
    ("pull ups +10 5 5 4", "pull-up: 5, 5, 4 at bodyweight + 10 kg"),
    ("10 pushups x 3", "push-up: 3 x 10 at bodyweight"),
    ("80kgx8x3 bench", "bench press: 3 x 8 at 80 kg"),
    ("press banca 60 kilos 3 de 10", "bench press: 3 x 10 at 60 kg"),
    ("bench 3 of 10 at 60", "bench press: 3 x 10 at 60 kg"),
    ("did 3 of 5 sets bench 60kg x 8", "bench press: 3 x 8 at 60 kg"),
    ("squat 60 80 100 x5",
     "squat: 1 x 5 at 60 kg; squat: 1 x 5 at 80 kg; squat: 1 x 5 at 100 kg"),
    ("bench empty bar x 15", "bench press: 1 x 15 at 20 kg"),
    ("squat with just the bar 2x10", "squat: 2 x 10 at 20 kg"),
    ("failed 105 bench, got 100x3", "bench press: 1 x 3 at 100 kg"),
    ("tried 120 bench for 3, failed. then 110x3", "bench press: 1 x 3 at 110 kg"),
    ("missed 140 squat twice then 130x3", "squat: 1 x 3 at 130 kg"),
    ("3 rounds of: 10 pushups, 20 situps",
     "push-up: 3 x 10 at bodyweight; sit-up: 3 x 20 at bodyweight"),
    ("3 rounds\n10 pushups\n30s plank", "push-up: 3 x 10 at bodyweight; plank: 3 x 30 s"),
    ("10 pull ups 20 situps x3 rounds",
     "pull-up: 3 x 10 at bodyweight; sit-up: 3 x 20 at bodyweight"),
    ("four rounds: bench 60kg 10, row 50kg 12",
     "bench press: 4 x 10 at 60 kg; barbell row: 4 x 12 at 50 kg"),
    ("squat 60/10, 80/8", "squat: 1 x 10 at 60 kg; squat: 1 x 8 at 80 kg"),
    ("squat 60/70kg x 10/8", "squat: 1 x 10 at 60 kg; squat: 1 x 8 at 70 kg"),
    ("bench 50/50/55 x 10", "bench press: 2 x 10 at 50 kg; bench press: 1 x 10 at 55 kg"),
    ("bench 12,10,8 @ 60", "bench press: 12, 10, 8 at 60 kg"),
    ("leg press 12 at 80, 10 at 90", "leg press: 1 x 12 at 80 kg; leg press: 1 x 10 at 90 kg"),
    ("bench 22,5 x 8", "bench press: 1 x 8 at 22.5 kg"),
    ("incline db press 32.5 each, 10 9 8", "incline dumbbell press: 10, 9, 8 at 32.5 kg each side"),
    ("dips +15 kg, three sets, 8 each", "dip: 3 x 8 at bodyweight + 15 kg"),
    ("bulgarian split squats 16kg 3 sets of 10 each",
     "bulgarian split squat: 3 x 10 at 16 kg each side"),
    ("pull up pyramid 1 2 3 4 5", "pull-up: 1, 2, 3, 4, 5 at bodyweight"),
    ("hip thrust ladder 60, 80 x 10", "hip thrust: 1 x 10 at 60 kg; hip thrust: 1 x 10 at 80 kg"),
    ("OHP 5/3/1 week: 52.5x3, 57.5 amrap got 6",
     "overhead press: 1 x 3 at 52.5 kg; overhead press: 1 x 6 at 57.5 kg"),
    ("bench 100kg 5/3/1", "bench press: 5, 3, 1 at 100 kg"),
    ("5x5 program day 3: bench 67.5kg 5x5", "bench press: 5 x 5 at 67.5 kg"),
    ("incline bench 1) 50kg x 10 2) 55kg x 8",
     "incline bench press: 1 x 10 at 50 kg; incline bench press: 1 x 8 at 55 kg"),
    ("25 burpees, 2 sets. never again", "burpee: 2 x 25 at bodyweight"),
    ("100 pushups in 4 sets of 25", "push-up: 4 x 25 at bodyweight"),
    ("40 kb swings at 24", "kettlebell swing: 1 x 40 at 24 kg"),
    ("three planks sixty seconds each", "plank: 3 x 60 s"),
    ("three sixty second planks", "plank: 3 x 60 s"),
    ("so like yesterday i did deadlifts 140 kilos five reps",
     "deadlift: 1 x 5 at 140 kg on 2026-11-22"),
    ("same as yesterday bench 80 kg 3x8", "bench press: 3 x 8 at 80 kg"),
    ("yeah buddy four oh five pounds on the deadlift for one", "deadlift: 1 x 1 at 405 lb"),
    ("bench seventy kilos ten reps no sorry eight reps", "bench press: 1 x 8 at 70 kg"),
    ("squat a hundred kilos for five no wait six", "squat: 1 x 6 at 100 kg"),
    ("bench 80x8 no wait 82.5x8", "bench press: 1 x 8 at 82.5 kg"),
    ("lat pulldown 55 kilos actually sixty kilos three sets of ten",
     "lat pulldown: 3 x 10 at 60 kg"),
    ("bench press no sorry incline bench press 60 kg x 8", "incline bench press: 1 x 8 at 60 kg"),
    ("bench eighty for eight eighty five for six ninety for for",
     "bench press: 1 x 8 at 80 kg; bench press: 1 x 6 at 85 kg; bench press: 1 x 4 at 90 kg"),
    ("three sets of five sixty kilos bench", "bench press: 3 x 5 at 60 kg"),
    ("pull ups ten nine and ate", "pull-up: 10, 9, 8 at bodyweight"),
    ("pull ups minus 20 kilos three sets of eight", "pull-up: 3 x 8 at bodyweight - 20 kg"),
    ("hip thrust 110 kilos ten reps then nine then eight", "hip thrust: 10, 9, 8 at 110 kg"),
    ("squat 50kg per side plus bar 5x5", "squat: 5 x 5 at 120 kg"),
    ("press banca 3x10 con 62,5", "bench press: 3 x 10 at 62.5 kg"),
    ("bankdrücken fünfundachtzig kilo acht wiederholungen drei sätze",
     "bench press: 3 x 8 at 85 kg"),
    ("sentadilla ciento veinte kilos cinco series de cinco", "squat: 5 x 5 at 120 kg"),
    ("Squat w/u 50kg x8. Work: 105kg 4x5",
     "squat: 1 x 8 at 50 kg, warm-up; squat: 4 x 5 at 105 kg"),
    ("weight: 60kg; sets: 3; reps: 10; exercise: bench press", "bench press: 3 x 10 at 60 kg"),
    ("shrugs\n80kg\n3x15", "shrug: 3 x 15 at 80 kg"),
    ("steves landmine thing 25 kg 3x8 (he welded it)", "steves landmine thing: 3 x 8 at 25 kg"),
    ("grandpa's log lift 55kg 4x3", "grandpa's log lift: 4 x 3 at 55 kg"),
    ("bench sixty two point five three sets of eight", "bench press: 3 x 8 at 62.5 kg"),
    ("cable row 55 kilos four sets ten ten nine eight", "seated cable row: 10, 10, 9, 8 at 55 kg"),
    ("bench 100 1st set 5 2nd 4 3rd 4", "bench press: 5, 4, 4 at 100 kg"),
    ("ten burpees and fifteen push ups",
     "burpee: 1 x 10 at bodyweight; push-up: 1 x 15 at bodyweight"),
    ("nine pull ups then seven then five", "pull-up: 9, 7, 5 at bodyweight"),
    ("half a dozen pull ups", "pull-up: 1 x 6 at bodyweight"),
    ("bench press tried for eight got six at 80 kilos", "bench press: 1 x 6 at 80 kg"),
    ("5k run then squat 100kg 3x5", "squat: 3 x 5 at 100 kg"),
    ("pull ups\n10\n8\n8", "pull-up: 10, 8, 8 at bodyweight"),
    ("Bench Press: 60kg\n- Set 1: 10\n- Set 2: 9", "bench press: 10, 9 at 60 kg"),
    ("bench\n3x8\n70kg", "bench press: 3 x 8 at 70 kg"),
    ("Mon 16/11\nsquat 100 5x5", "squat: 5 x 5 at 100 kg on 2026-11-16"),
    ("bench 2 x 8 (60, 65)", "bench press: 1 x 8 at 60 kg; bench press: 1 x 8 at 65 kg"),
    ("bench 60,65kg 8 reps each", "bench press: 1 x 8 at 60 kg; bench press: 1 x 8 at 65 kg"),
    ("hack squat 80 3x10 tempo 3-1-1", "hack squat: 3 x 10 at 80 kg"),
    ("leg press 100kg 5x5 #legday", "leg press: 5 x 5 at 100 kg"),
    ("sit ups 3x15 10kg plate", "sit-up: 3 x 15 at bodyweight + 10 kg"),
    ("bench ninety five sets of three", "bench press: 5 x 3 at 90 kg"),
    ("squat one eighty six by six", "squat: 6 x 6 at 180 kg"),
    ("leg press 5 reps 195kg x6", "leg press: 6 x 5 at 195 kg"),
    ("squat first set 70 kilos for twenty second set 70 for twenty", "squat: 2 x 20 at 70 kg"),
    ("rdl set one forty kilos seven reps set two forty five kilos six reps",
     "romanian deadlift: 1 x 7 at 40 kg; romanian deadlift: 1 x 6 at 45 kg"),
    ("bench sixty five kilos four three two", "bench press: 4, 3, 2 at 65 kg"),
    ("deadlift three at one thirty two at one forty",
     "deadlift: 1 x 3 at 130 kg; deadlift: 1 x 2 at 140 kg"),
    ("row ninety five for seven hundred for six",
     "barbell row: 1 x 7 at 95 kg; barbell row: 1 x 6 at 100 kg"),
    ("bench 3x8 at 22.5.", "bench press: 3 x 8 at 22.5 kg"),
    ("exercise 1: bench 60kg 3x10", "bench press: 3 x 10 at 60 kg"),
    ("had 20 min so dips 4x5", "dip: 4 x 5 at bodyweight"),
    ("pull ups 3x3 pr by 5kg", "pull-up: 3 x 3 at bodyweight"),
    ("squat 100kg 3x5 5kg more than last week", "squat: 3 x 5 at 100 kg"),
    ("squat 100kg 3x5 up from last time", "squat: 3 x 5 at 100 kg"),
    ("bench 70 kg 5 reps 4 times at the gym", "bench press: 4 x 5 at 70 kg"),
    ("chin ups ten reps then nine then eight felt good", "chin-up: 10, 9, 8 at bodyweight"),
    ("only got 4 on the last set, bench 80kg 8,6,4", "bench press: 8, 6, 4 at 80 kg"),
    ("push ups to failure: 32, 24, 18", "push-up: 32, 24, 18 at bodyweight"),
    ('box jumps 24" 5x5', "box jump: 5 x 5 at bodyweight"),
    ("bw 81.5 today. squat 110 3x5", "squat: 3 x 5 at 110 kg"),
    ('"bench 65x11, 70x10"', "bench press: 1 x 11 at 65 kg; bench press: 1 x 10 at 70 kg"),
    ("rdl 52.5kg 3 sets of 6\nlast set 5", "romanian deadlift: 6, 6, 5 at 52.5 kg"),
    ("did squat today\n4 sets\n5 reps each\n140 kg", "squat: 4 x 5 at 140 kg"),
    ("deadlift: 72,5 x 10,9,8", "deadlift: 10, 9, 8 at 72.5 kg"),
    ("Pull (Thursday)\n- Deadlift: 150kg x 5", "deadlift: 1 x 5 at 150 kg on 2026-11-19"),
    ("bench 3x10 and 2x8 at 60", "bench press: 10, 10, 10, 8, 8 at 60 kg"),
    ("bench and squat 3x5 at 100", "bench press: 3 x 5 at 100 kg; squat: 3 x 5 at 100 kg"),
    ("bench: warm-up 60x10, then 100x5",
     "bench press: 1 x 10 at 60 kg, warm-up; bench press: 1 x 5 at 100 kg"),
    ("leg press 100kg 5x5 rir 2", "leg press: 5 x 5 at 100 kg, 2 RIR"),
    ("bench 100x5@8", "bench press: 1 x 5 at 100 kg, RPE 8"),
    ("leg press 2x5 100kg, last set rpe 9",
     "leg press: 1 x 5 at 100 kg; leg press: 1 x 5 at 100 kg, RPE 9"),
    ("bss 3x10 each leg 20kg", "bulgarian split squat: 3 x 10 at 20 kg each side"),
    ("dumbbell bench 3x10 2x20kg", "dumbbell bench press: 3 x 10 at 20 kg each side"),
    ("pull ups bw+20 x 5", "pull-up: 1 x 5 at bodyweight + 20 kg"),
    ("pullups 8,8,6", "pull-up: 8, 8, 6 at bodyweight"),
    ("assisted pull ups 3x8 -30", "assisted pull-up: 3 x 8 at bodyweight - 30 kg"),
    ("plank 1:30", "plank: 90 s"),
    ("plank 60s, 45s", "plank: 60, 45 s"),
    ("drop set: leg press 100x8 > 80x8", "leg press: 1 x 8 at 100 kg; leg press: 1 x 8 at 80 kg"),
    ("superset bench 60kg 3x8 + rows 50kg 3x10",
     "bench press: 3 x 8 at 60 kg; barbell row: 3 x 10 at 50 kg"),
    ("100x5 bench, 140x5 squat", "bench press: 1 x 5 at 100 kg; squat: 1 x 5 at 140 kg"),
    ("leg press | 165kg | 10 | 10 | 8", "leg press: 10, 10, 8 at 165 kg"),
    ("Push day\nBench press\n60x10\n80x5\n\nohp 40kg 3x8",
     "bench press: 1 x 10 at 60 kg; bench press: 1 x 5 at 80 kg; overhead press: 3 x 8 at 40 kg"),
    ("leg throw 3x12 at 20kg", "leg throw: 3 x 12 at 20 kg"),
    ("leg pres 100kg 3x5", "leg press: 3 x 5 at 100 kg"),
    ("beinpresse 100kg 5x5", "leg press: 5 x 5 at 100 kg"),
    ("yesterday leg press 100kg 5x5", "leg press: 5 x 5 at 100 kg on 2026-11-22"),
    ("2026-11-20\nBench 100x5\nSquat 140x5",
     "bench press: 1 x 5 at 100 kg on 2026-11-20; squat: 1 x 5 at 140 kg on 2026-11-20"),
    ("just did leg press 100kg 5x5 felt easy 💪", "leg press: 5 x 5 at 100 kg"),
    ("leg press 100kg 3x10, knees felt weird",
     'leg press: 3 x 10 at 100 kg, note: "knees felt weird"'),
    ("bench wanted 8 got 6 at 100kg", "bench press: 1 x 6 at 100 kg"),
    ("hack squat 100kg 3x8, is that good?", "hack squat: 3 x 8 at 100 kg"),
]  # fmt: skip

HEARD = [
    ("leg press one thirty five for five", "leg press: 1 x 5 at 135 kg"),
    ("five by five at a hundred kilos leg press", "leg press: 5 x 5 at 100 kg"),
    ("leg press ninety seven and a half for 8", "leg press: 1 x 8 at 97.5 kg"),
    ("leg press a hundred kilos four five reps", "leg press: 1 x 5 at 100 kg"),
    ("leg press 200 kilos 4 ate reps", "leg press: 1 x 8 at 200 kg"),
    ("to sets of ten leg press at eighty", "leg press: 2 x 10 at 80 kg"),
    ("squat won set of five at one forty", "squat: 1 x 5 at 140 kg"),
    ("three fives squat at one forty", "squat: 3 x 5 at 140 kg"),
    ("dead lift one eighty for three", "deadlift: 1 x 3 at 180 kg"),
]

CAUGHT = [
    ("bench press 5 @ 60 / 3 @ 80", "bench press: 1 x 5 at 60 kg; bench press: 1 x 3 at 80 kg"),
    (
        "Leg Press: 2 sets (12/10) 100/110kg",
        "leg press: 1 x 12 at 100 kg; leg press: 1 x 10 at 110 kg",
    ),
    (
        "leg press 12/10/8 reps 100/110/120",
        "leg press: 1 x 12 at 100 kg; leg press: 1 x 10 at 110 kg; leg press: 1 x 8 at 120 kg",
    ),
    (
        "leg press 3 sets of 10, 100 110 120",
        "leg press: 1 x 10 at 100 kg; leg press: 1 x 10 at 110 kg; leg press: 1 x 10 at 120 kg",
    ),
    ("25 each side on the bar = 70kg bench 5x5", "bench press: 5 x 5 at 70 kg"),
    ("chin ups 8, 7 then band assisted x 6", "chin-up: 8, 7, 6 at bodyweight"),
    ("skipping rope 5 min", "jump rope: 300 s"),
    ("bench 80kg 3x5+, got 8 on last", "bench press: 5, 5, 8 at 80 kg"),
    ("farmer carry 24kg x2 50m", ""),  # was two repetitions
    # rounds of several exercises, plates with their total, rows of weights and repetitions
    (
        "superset, 3 rounds: hammer curls 12kg x10 + skullcrushers 25kg x12",
        "hammer curl: 3 x 10 at 12 kg; skull crusher: 3 x 12 at 25 kg",
    ),
    ("superset x3: pullups 8 / dips 10", "pull-up: 3 x 8 at bodyweight; dip: 3 x 10 at bodyweight"),
    (
        "3 rounds: bench 3x8 60kg, row 3x8 50kg",
        "bench press: 3 x 8 at 60 kg; barbell row: 3 x 8 at 50 kg",
    ),
    (
        "bench with 30kg a side on the 20kg bar, so 80 total, got 6 reps",
        "bench press: 1 x 6 at 80 kg",
    ),
    ("deadlift 2 plates a side, 140 total, 5 reps", "deadlift: 1 x 5 at 140 kg"),
    (
        "squat 100 5 reps, 110 3 reps, 120 1 rep",
        "squat: 1 x 5 at 100 kg; squat: 1 x 3 at 110 kg; squat: 1 x 1 at 120 kg",
    ),
    ("leg press 100 10, 120 8", "leg press: 1 x 10 at 100 kg; leg press: 1 x 8 at 120 kg"),
    ("leg press 100/110kg 12/10", "leg press: 1 x 12 at 100 kg; leg press: 1 x 10 at 110 kg"),
    ("3 sets bench 80 first 8 second 7 third 6", "bench press: 8, 7, 6 at 80 kg"),
    ("bench 3 sets at 80: 8 reps, 7 reps, 6 reps", "bench press: 8, 7, 6 at 80 kg"),
    ("bench 80kg x 5 twice", "bench press: 2 x 5 at 80 kg"),
    (
        "dips with 15kg 3x6 then 10 without",
        "dip: 3 x 6 at bodyweight + 15 kg; dip: 1 x 10 at bodyweight",
    ),
    # some of the sets
    ("squat 4x8 @ 80kg but missed 2 on the last", "squat: 8, 8, 8, 6 at 80 kg"),
    ("ohp 40kg 5x5 failed last rep of last set", "overhead press: 5, 5, 5, 5, 4 at 40 kg"),
    (
        "deadlift 5x5 140kg except for the last two sets which were 4",
        "deadlift: 5, 5, 5, 4, 4 at 140 kg",
    ),
    ("bench 8,8,6", ""),  # was read as 8 kg
    ("bench 100kg 5x5 rir 2", "bench press: 5 x 5 at 100 kg, 2 RIR"),  # the 5 was the RIR
    ("meet at 18:00 for bench 100x5", "bench press: 1 x 5 at 100 kg"),  # was a hold of 18 minutes
    ("leg press one fifty kilos four sets of ten", "leg press: 4 x 10 at 150 kg"),  # one leg
    ("hip thrust 225 pounds 3 sets of 8 @8", "hip thrust: 3 x 8 at 225 lb, RPE 8"),
    ("over head pres 37.5kg 4x6", "overhead press: 4 x 6 at 37.5 kg"),
    # said twice, in stations, by the minute
    ("3 sets of leg press 100 kg 8, 8, 7", "leg press: 8, 8, 7 at 100 kg"),
    (
        "did 3 sets leg press: 100, 110, 120 all for 8",
        "leg press: 1 x 8 at 100 kg; leg press: 1 x 8 at 110 kg; leg press: 1 x 8 at 120 kg",
    ),
    ("A1 bench 80x8x3 A2 row 70x8x3", "bench press: 3 x 8 at 80 kg; barbell row: 3 x 8 at 70 kg"),
    ("emom 10 min 5 pullups", "pull-up: 10 x 5 at bodyweight"),
    ("21s curls 20kg 3 sets", "biceps curl: 3 x 21 at 20 kg"),
    ("leg press 400 and five pounds, five by five", "leg press: 5 x 5 at 405 lb"),
    ("leg press 100kg 3x12 seat level 4", "leg press: 3 x 12 at 100 kg"),
    ("bike level 10 20 min", "exercise bike: 1200 s"),
    ("front squatted 60 3x5", "front squat: 3 x 5 at 60 kg"),
    # a fifteenth and a sixteenth round; what follows was read as another set, or not at all
    ("deadlift 405lbs for 3, felt like an 8", "deadlift: 1 x 3 at 405 lb, RPE 8"),
    (
        "tricep pushdown 20kg 12 reps 3 sets, rpe 9 on the last one",
        "triceps pushdown: 2 x 12 at 20 kg; triceps pushdown: 1 x 12 at 20 kg, RPE 9",
    ),
    (
        "hack squat 120kg 10 / 140kg 8",
        "hack squat: 1 x 10 at 120 kg; hack squat: 1 x 8 at 140 kg",
    ),
    ("leg press, three 45s a side so 270 lbs on it, 10 reps", "leg press: 1 x 10 at 270 lb"),
    ("leg press too hundred kilos four ate reps", "leg press: 1 x 8 at 200 kg"),
    ("I did the leg press with 40 kilograms, ten times.", "leg press: 1 x 10 at 40 kg"),
    ("leg press 60 kilos for 10, 3 times", "leg press: 3 x 10 at 60 kg"),
    ("lunges holding 16kg in each hand, 10 per leg", "lunge: 1 x 10 at 16 kg each side"),
    (
        "ohp 45x5 and amrap at 55 got 9",
        "overhead press: 1 x 5 at 45 kg; overhead press: 1 x 9 at 55 kg",
    ),
    ("oi mate leg press done, 180 kilos 3 by 12", "leg press: 3 x 12 at 180 kg"),
    ("if only i could still squat 100kg for 5 like when i was 20", ""),
    ("mi hermano hizo 120 kg x 5 en sentadilla", ""),
    ("went up to hundred kilos for 5 on bench", "bench press: 1 x 5 at 100 kg"),  # no two hundred
    ("lateral raise 10kg / side 3x12", "lateral raise: 3 x 12 at 10 kg each side"),
    ("bench felt awful last week, today 80kg 3x5", "bench press: 3 x 5 at 80 kg"),
    ("all clear since last week so back now: leg press 50kg 2x15", "leg press: 2 x 15 at 50 kg"),
    ("squat 100kg x 5, felt like 8 sets", "squat: 1 x 5 at 100 kg"),
]

NO_LOG = [
    "is 5x5 good for strength?",
    "should I do 3x12 or 4x8 at 120kg on the leg press",
    "tomorrow leg press 100kg 5x5",
    "bench 100x5 is the plan for tomorrow",
    "my friend did leg press 200kg 5x5",
    "the guy next to me is doing leg press 300kg 3x10",
    "couldn't do bench 100x5",
    "never did more than 100kg x 1 on bench",
    "don't log bench 100x5",
    "i weigh 82kg",
    "ran 5 km in 25 min",
    "my number is 0171 2345678",
    "bp 120/80",
    "gym at 6:30pm",
    "thanks",
    "",
]

ASKED = [
    ("leg press 5x5", "weight", "100", "leg press: 5 x 5 at 100 kg"),
    ("bench 8,8,6", "weight", "100kg", "bench press: 8, 8, 6 at 100 kg"),
    ("100kg 5x5", "exercise", "leg press", "leg press: 5 x 5 at 100 kg"),
    ("press 50kg 3x8", "exercise", "ohp", "overhead press: 3 x 8 at 50 kg"),
    ("leg press 100kg", "reps", "3 sets of 8", "leg press: 3 x 8 at 100 kg"),
    ("leg press 100kg", "reps", "5,5,4", "leg press: 5, 5, 4 at 100 kg"),
    ("curls 10x12", "", "1 x 12 at 10 kg", "biceps curl: 1 x 12 at 10 kg"),
    ("bench 2 plates a side 3x5", "weight", "100 kg", "bench press: 3 x 5 at 100 kg"),
    ("yesterday bench 5x5 rpe 8", "weight", "80",
     "bench press: 5 x 5 at 80 kg, RPE 8 on 2026-11-22"),
]  # fmt: skip

REFUSED = [
    ("bench 2000kg 5x5", "log.too_heavy"),
    ("bench 100kg 0x5", "log.sets_none"),
    ("bench 100kg 5x2.5", "log.reps_whole"),
    ("bench -20kg 5x5", "log.negative"),
    ("benched minus 50 kg for 5 lol", "log.negative"),
    ("leg press 100kg x -8", "log.reps_none"),
    ("bench 100kg 40x5", "log.too_many_sets"),
    ("push ups 450", "log.too_many_reps"),
    ("31.02.2026 bench 100x5", "log.no_such_date"),
    ("2026-12-01 bench 100x5", "log.future"),
]

GOING_ON = [
    ("105x5", "leg press: 1 x 5 at 105 kg"),
    ("same again", "leg press: 1 x 5 at 100 kg"),
    ("another 8", "leg press: 1 x 8 at 100 kg"),
    ("same but 105", "leg press: 1 x 5 at 105 kg"),
    ("+2.5kg", "leg press: 1 x 5 at 102.5 kg"),
    ("-10", "leg press: 1 x 5 at 90 kg"),
    ("+5 for 4 reps", "leg press: 1 x 4 at 105 kg"),
    ("2 more sets", "leg press: 2 x 5 at 100 kg"),
    ("same weight, 4", "leg press: 1 x 4 at 100 kg"),
    ("went up to 110 for 3", "leg press: 1 x 3 at 110 kg"),
    ("2 min rest", ""),
    ("i'm 30", ""),
    ("105", ""),
]


@pytest.mark.parametrize(("text", "expected"), NEW + CAUGHT)
def test_reads_typed_messages(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), HEARD)
def test_reads_what_was_said(text: str, expected: str) -> None:
    assert told(text, spoken=True) == expected


@pytest.mark.parametrize("text", NO_LOG)
def test_stores_nothing_that_is_no_log(text: str) -> None:
    assert READER.read(text, context()) == ParsedLog()


@pytest.mark.parametrize(("text", "gap", "answer", "expected"), ASKED)
def test_asks_once_and_takes_the_bare_answer(
    text: str, gap: str, answer: str, expected: str
) -> None:
    log = READER.read(text, context())
    assert not log.sets
    assert log.question is not None
    assert log.question.gap == gap
    assert told(answer, gap=log.question) == expected


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_refuses_what_cannot_be(text: str, why: str) -> None:
    log = READER.read(text, context())
    assert not log.sets
    assert [problem.why for problem in log.problems] == [why]


@pytest.mark.parametrize(("text", "expected"), GOING_ON)
def test_goes_on_from_the_last_set(text: str, expected: str) -> None:
    assert told(text, last=LAST) == expected


def test_the_second_reading_is_a_message_that_reads_this_way() -> None:
    log = READER.read("bench 100x5x3", context())
    assert log.other is not None
    assert READER.read(log.other.label, context()).sets == log.other.sets


def test_one_bad_line_never_stops_the_good_ones() -> None:
    log = READER.read("bench 100x5\nsquat 5000kg x 5\nrow 60x8", context())
    assert [one.exercise for one in log.sets] == ["bench press", "barbell row"]
    assert [problem.said for problem in log.problems] == ["squat 5000kg x 5"]


def test_what_lies_past_the_limit_is_named() -> None:
    log = READER.read("bench 100x5\n" + "x" * LONGEST, context())
    assert len(log.sets) == 1
    assert log.problems[-1].why == "log.too_long"


def test_the_words_are_those_of_the_file() -> None:
    data = yaml.safe_load((Path(BUILT_IN) / "en" / "log.yaml").read_text("utf-8"))
    assert set(data) == set(KNOWLEDGE.lexicon.log)


FRAGMENTS = st.sampled_from(
    [
        "leg press",
        "bench",
        "squat",
        "pull ups",
        "plank",
        "curls",
        "100",
        "5",
        "5x5",
        "3x8",
        "@",
        "x",
        ",",
        "/",
        "kg",
        "lb",
        "reps",
        "sets",
        "sets of",
        "for",
        "at",
        "+20",
        "-30",
        "bw",
        "rpe 8",
        "2 rir",
        "warm up",
        "each side",
        "yesterday",
        "on monday",
        "2026-11-20",
        "same again",
        "another",
        "amrap",
        "drop set",
        "60s",
        "1:30",
        "2 min",
        "two plates",
        "about",
        "or",
        "8-10",
        "22,5",
        "one thirty five",
        "and",
        "then",
        ";",
        "\n",
        ":",
        "(",
        ")",
        "felt good",
        "my friend did",
        "tomorrow",
        "couldn't",
        "?",
        ".",
        "!",
        "100kg",
        "12,10,8",
        "0",
        "-",
        "99999",
        "2.5",
        "last set",
        "note: ok",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=120), st.lists(FRAGMENTS, max_size=14).map(" ".join),
    st.lists(FRAGMENTS, max_size=14).map("".join),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from([None, LAST]), st.booleans())
def test_any_text_is_read_and_stays_within_bounds(
    text: str, last: TrainingSet | None, spoken: bool
) -> None:
    log = READER.read(text, context(last=last, spoken=spoken))
    for one in (*log.sets, *(log.other.sets if log.other else ())):
        assert one.exercise
        assert (one.reps is None) != (one.seconds is None)
        assert one.reps is None or 1 <= one.reps <= 300
        assert one.seconds is None or 1 <= one.seconds <= 4 * 3600
        assert 0 <= kilograms(one.weight, one.unit) <= 1000
        assert one.added is None or (one.added and abs(kilograms(one.added, one.unit)) <= 1000)
        assert one.rpe is None or 1 <= one.rpe <= 10
        assert one.date <= TODAY


def sets() -> st.SearchStrategy[TrainingSet]:
    """Any valid set; a bodyweight set has the default unit, because none is printed for it."""
    names = st.sampled_from([*sorted(KNOWLEDGE.catalogue.exercises), *OWN])
    steps = st.integers(1, 3600).map(lambda n: n / 4)
    loads = st.one_of(
        st.tuples(steps, st.sampled_from(list(Unit)), st.none()),
        st.just((0.0, Unit.KG, None)),
        st.tuples(st.just(0.0), st.sampled_from(list(Unit)), steps.map(lambda v: v - 450.125)),
    )
    counts = st.one_of(
        st.tuples(st.integers(1, 300), st.none()), st.tuples(st.none(), st.integers(1, 7200))
    )
    rates = st.one_of(
        st.just((None, False)), st.tuples(st.integers(2, 20).map(lambda n: n / 2), st.booleans())
    )
    notes = st.sampled_from(["", "felt easy", "knee: a bit off, RPE 9?"])
    days = st.sampled_from([TODAY, date(2026, 11, 20), date(2024, 2, 29)])

    def made(
        name: str,
        load_: tuple[float, Unit, float | None],
        count: tuple[int | None, int | None],
        rate: tuple[float | None, bool],
        marks: tuple[bool, bool, str, date],
    ) -> TrainingSet:
        weight, unit, added = load_
        side, warm, note, day = marks
        return TrainingSet(
            name, weight, unit, day, *count, added, side, *rate, warmup=warm, note=note
        )

    marks = st.tuples(st.booleans(), st.booleans(), notes, days)
    return st.builds(made, names, loads, counts, rates, marks)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(sets(), st.integers(1, 5)), min_size=1, max_size=5))
def test_what_spotter_prints_spotter_reads_back(groups: list[tuple[TrainingSet, int]]) -> None:
    done = tuple(one for one, times in groups for _ in range(times))
    text = "\n".join(spell(done, TODAY))
    log = READER.read(text, context(own_names=OWN))
    assert log.sets == done
    assert not log.problems
    assert log.question is None


def test_notations_never_hang() -> None:
    for signs in ("n,", "nx", "n/", "w,nx", "n@", "n", "nx,"):
        row = [Token(k, k, i, i + 1, 5.0) for i, k in enumerate(signs * 200)]
        pieces(row, Lift(Load.LOADED))

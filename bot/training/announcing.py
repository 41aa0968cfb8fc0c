"""An exercise named before its sets: "bench now", "moving on to squats"."""

from msgspec.structs import replace

from bot.messages import Kind
from bot.text import words
from bot.training.names import ExerciseNames
from bot.training.progress import last_time_of
from bot.training.words import LogWords
from bot.turn import Outcome, Turn

MOST_WORDS = 8
SURE = 0.6
"""Confidence from which the notes have an answer to it."""


async def stage(turn: Turn) -> Outcome | None:
    """Take a message that only says which exercise comes next: its sets need not name it then."""
    reader = turn.tools.reader
    name = announced(reader.names, reader.words, turn.text, tuple(turn.data.names))
    if name is None or not (turn.session.is_training(turn.now) or _strange(turn)):
        return None
    outcome = turn.reply(Kind.CHAT, "log.announced", exercise=name)
    told = await last_time_of(turn, name)
    reply = replace(outcome.reply, text="\n".join((outcome.reply.text, *told)))
    return Outcome(reply, replace(turn.session, announced=name, gap=None))


def _strange(turn: Turn) -> bool:
    """Whether the notes have nothing to say to it: "leg press" alone may ask what that is."""
    match = turn.tools.understanding.match(turn.text)
    return match.entry is None or bool(match.entry.refuses) or match.score < SURE


def announced(
    names: ExerciseNames, log_words: LogWords, text: str, own: tuple[str, ...] = ()
) -> str | None:
    """Name the exercise that is all a text says, but for words such as "now"."""
    said = words(text)
    if "?" in text or "\n" in text or not 0 < len(said) <= MOST_WORDS:
        return None
    spans = names.spans(said, own)
    if len(spans) != 1 or spans[0].named.options:
        return None
    only = spans[0]
    rest = {*said[: only.start], *said[only.end :]}
    known = only.named.exercise is not None or only.named.name in own
    return only.named.name if known and rest <= log_words.announce else None

"""Corrections as people do them: by editing the message sent, or by answering an older one."""

from msgspec.structs import replace

from bot.messages import Kind
from bot.store import StoredSet
from bot.text import words
from bot.training import corrections
from bot.training.context import log_context, with_entry
from bot.training.diary import change_number, ids_of, under_own_names, undo_choice
from bot.training.tokens import clean, lex, shape
from bot.turn import Outcome, Turn

JUST = 10 * 60 * 1000
"""Milliseconds for which a message may still be meant of the set before it."""
MOST_WORDS = 8
OF_SETS = frozenset("nwrstURSLp")
"""Kinds of words that a correction is made of: numbers, units, sets, RPE."""


async def stage(turn: Turn) -> Outcome | None:
    """Take a message that corrects a log: that of the message it edits or answers, or the last."""
    if not turn.message.about:
        return await corrections.stage(turn)
    meant = await _made_by(turn, turn.message.about)
    if turn.message.edited:
        return await _revise(turn, meant) if meant else None
    if not meant:
        return await corrections.stage(turn)
    pointed = replace(with_entry(turn.session, meant), gap=None, trained=turn.now)
    outcome = await corrections.stage(replace(turn, session=pointed))
    if outcome is None or {one.id for one in meant} & set(turn.session.entry):
        return outcome
    # What was logged last is still what the next message goes on from.
    kept = turn.session
    session = replace(
        outcome.session, entry=kept.entry, last=kept.last, other=kept.other, trained=kept.trained
    )
    return replace(outcome, session=session)


async def missed(turn: Turn) -> Outcome | None:
    """Say what a correction looks like, where a few words on the set just logged say nothing."""
    session = turn.session
    if not session.last or turn.now - session.trained > JUST or turn.pressed:
        return None
    reader, understanding = turn.tools.reader, turn.tools.understanding
    if not 1 < len(words(turn.text)) <= MOST_WORDS or understanding.asks(turn.text):
        return None
    tokens, _ = reader.typed(lex(clean(turn.text), reader.words), log_context(turn))
    if OF_SETS.isdisjoint(shape(tokens)):
        return None
    if understanding.match(turn.text).score >= corrections.SURE:
        return None
    return turn.reply(Kind.CLARIFY, "correct.missed", undo_choice(turn))


async def _made_by(turn: Turn, about: str) -> tuple[StoredSet, ...]:
    """Find the sets, as they now stand, that a message or a change made."""
    number = change_number(about)
    change = await (
        turn.data.change_of(about) if number is None else turn.data.change_numbered(number)
    )
    return await turn.data.stored(ids_of(change)) if change else ()


async def _revise(turn: Turn, meant: tuple[StoredSet, ...]) -> Outcome:
    """Read an edited message again; what cannot be read leaves its sets as they are."""
    log = turn.tools.reader.read(turn.text, replace(log_context(turn), gap=None))
    turn.data.changed = None
    if not log.sets or log.problems or log.question is not None:
        return turn.reply(Kind.REJECTED, "edit.unread")
    outcome = await corrections.put_in_place(turn, meant, await under_own_names(turn, log.sets))
    if turn.data.changed is None:  # nothing differs
        return replace(outcome, reply=replace(outcome.reply, choices=()))
    return replace(outcome, reply=replace(outcome.reply, choices=(undo_choice(turn),)))

"""What becomes of a voice note that was hardly heard: it is asked again rather than guessed."""

from msgspec.structs import replace

from bot.messages import Kind, Reply
from bot.training.doubt import SURE
from bot.turn import Outcome, Turn

GUESSED = SURE - 0.05
"""Confidence in a transcript of which a part was guessed."""
AGAIN = 0.62
"""Confidence below which a note that means nothing to us was likely heard wrong."""
HARDLY = 0.42
"""Confidence below which even a question that we know was likely another one."""
_LOST = frozenset((Kind.UNKNOWN, Kind.CHAT))


def doubted(turn: Turn, outcome: Outcome) -> Outcome:
    """Ask to say it again where the reply likely answers what nobody said.

    A stop is never held back, and what changed the log was asked about before.
    """
    kind = outcome.reply.kind
    lost = kind in _LOST and turn.confidence < AGAIN
    if turn.pressed or not (lost or (kind is Kind.ANSWER and turn.confidence < HARDLY)):
        return outcome
    text = turn.say("voice.again")
    choices = outcome.reply.choices if kind is Kind.UNKNOWN else ()
    return Outcome(Reply(Kind.CLARIFY, text, choices=choices), replace(turn.session, choices=()))

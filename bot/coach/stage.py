"""The stage that takes requests around a training session; what is none of them goes on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from bot.coach import notes, plan, reminders, rest, sessions, swap
from bot.coach.lengths import Lengths
from bot.coach.notes import Settings
from bot.coach.phrasing import Requests, Said
from bot.coach.reminders import Days
from bot.session import Session
from bot.store import StoredSet
from bot.turn import After, Bell, Outcome, Turn
from knowledge.model import Knowledge

Act = Callable[[Turn, Said], Awaitable[Outcome | None]]

BELLS: Mapping[str, Bell] = {
    rest.KIND: rest.ring,
    reminders.KIND: reminders.ring,
    sessions.KIND: sessions.ring,
}
"""Kind of timer to what it tells when it is due; None: nothing after all."""
ACTIONS = (
    *plan.ACTIONS,
    *sessions.ACTIONS,
    *rest.ACTIONS,
    *reminders.ACTIONS,
    *notes.ACTIONS,
    *swap.ACTIONS,
)


async def after_set(turn: Turn, session: Session, stored: Sequence[StoredSet]) -> After:
    """Open the session with its first set, bring back a note, begin the rest or offer it."""
    return After(
        session=await sessions.after_set(turn, session, stored),
        lines=tuple(await notes.before_set(turn, stored)),
        choices=(await rest.after_set(turn, stored),),
    )


class Coach:
    """Reads the requests of all themes. Built once."""

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.lexicon.coach
        lengths, days = Lengths(data["time"]), Days(data["remind"])
        settings = Settings(data["notes"])
        slots = {"settings": settings.pattern, "part": settings.part}
        acts: dict[str, Act] = {
            "rest": partial(rest.act, lengths=lengths),
            "session": sessions.act,
            "plan": plan.act,
            "swap": swap.act,
            "remind": partial(reminders.act, days=days),
            "notes": partial(notes.act, settings=settings),
        }
        self._themes = [
            (Requests(data[theme]["requests"], slots), act) for theme, act in acts.items()
        ]

    async def stage(self, turn: Turn) -> Outcome | None:
        """Take a message that is as a whole one of the requests."""
        for requests, act in self._themes:
            for said in requests.find(turn.text):
                outcome = await act(turn, said)
                if outcome is not None:
                    return outcome
        return None

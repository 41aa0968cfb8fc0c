"""One registry of what code answers: for dispatch, /help and the menu of commands."""

from collections.abc import Awaitable, Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from bot.messages import Choice, Kind, Reply
from bot.turn import Outcome, Turn

Act = Callable[[Turn], Awaitable[Outcome]]


class Action(Struct, frozen=True):
    """Something code answers, by words or by command."""

    name: str
    """As entries name it: "log.last"."""
    command: str
    """Without its slash; empty: reached by words and buttons only."""
    act: Act
    listed: bool = True
    """It stands in /help and in the menu; buttons alone send the others."""

    @property
    def help(self) -> str:
        """Key of the sentence that tells what it does, for /help and the menu."""
        return f"help.{self.command}"


class Actions:
    """All actions, by name and by command."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._by_name: dict[str, Action] = {}
        self._by_command: dict[str, Action] = {}
        for action in (*actions, Action("help", "help", self._help), _START):
            if action.name in self._by_name or action.command in self._by_command:
                raise ValueError(f"two actions are named {action.name} or /{action.command}")
            self._by_name[action.name] = action
            if action.command:
                self._by_command[action.command] = action

    def __iter__(self) -> Iterator[Action]:
        return iter(self._by_name.values())

    @property
    def names(self) -> frozenset[str]:
        """The names that entries may use."""
        return frozenset(self._by_name)

    @property
    def commands(self) -> tuple[Action, ...]:
        """The actions that /help and the menu show, in their order."""
        return tuple(one for one in self._by_command.values() if one.listed)

    async def run(self, name: str, turn: Turn, intent: str, score: float) -> Outcome:
        """Carry out the action that an entry names."""
        outcome = await self._by_name[name].act(turn)
        reply = replace(outcome.reply, intent=intent, score=round(score, 3))
        return replace(outcome, reply=reply)

    async def stage(self, turn: Turn) -> Outcome | None:
        """Take a message that begins with a slash: "/units lb", "/help@SpotterBot"."""
        if not turn.text.startswith("/"):
            return None
        first, _, rest = turn.text[1:].partition(" ")
        command = first.partition("@")[0].lower()
        action = self._by_command.get(command)
        if action is None:
            return turn.reply(Kind.REJECTED, "command.unknown", command=command[:30])
        return await action.act(turn.with_text(rest.strip()))

    async def _help(self, turn: Turn) -> Outcome:
        lines = [
            turn.say("help.line", command=action.command, help=turn.say(action.help))
            for action in self.commands
        ]
        text = turn.say("help.text", commands="\n".join(lines))
        return Outcome(Reply(Kind.CHAT, text), turn.session)


async def _start(turn: Turn) -> Outcome:
    examples = (Choice(turn.say(f"start.example.{number}")) for number in (1, 2, 3))
    return turn.reply(Kind.CHAT, "start", *examples)


_START = Action("start", "start", _start)

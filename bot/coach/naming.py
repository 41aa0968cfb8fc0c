"""The exercise that a request names."""

from bot.turn import Turn


def exercise_named(turn: Turn, said: str) -> str | None:
    """Find the exercise that these words are, as a whole; None: they are none, or several."""
    words = said.removeprefix("the ").removeprefix("a ")
    aliases = turn.data.names
    found = turn.tools.reader.names.find(words, aliases)
    if found is None or found.options:
        return None
    return aliases.get(found.name, found.name)

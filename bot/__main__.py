"""The program: `run`, `chat`, `ask`, `check` and the operator's tools, with their exit codes."""

import argparse
import asyncio
import atexit
import gc
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot import ask, logs, wiring
from bot.config import ConfigError, Settings, read_settings
from bot.store import Store, StoreError, UserData, backup, file_of, restore
from bot.training.archive import as_json
from knowledge.load import KnowledgeError

FEWEST_INTENTS = 2
"""Intents without which there is nothing to tell apart."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when not, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    logs.set_up()
    atexit.register(gc.freeze)  # an end that sweeps all that was built takes a tenth of a second
    try:
        settings = read_settings()
        if getattr(options, "data", None):
            settings = replace(settings, data=options.data)
        return int(options.command(options, settings))
    except KnowledgeError as error:
        print(f"The knowledge has {len(error.problems)} problem(s):", file=sys.stderr)
        print(error, file=sys.stderr)
    except (ConfigError, StoreError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="spotter", description="The assistant for the gym.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    chat = commands.add_parser("chat", help="talk in the terminal")
    chat.set_defaults(command=_chat)
    asked = commands.add_parser("ask", help="answer one text, or a stream of requests")
    asked.add_argument("text", nargs="?", help="what to ask")
    asked.add_argument("--json", action="store_true", help="print one reply object")
    asked.add_argument("--jsonl", action="store_true", help="answer request objects, one a line")
    asked.set_defaults(command=_ask)
    for one in (chat, asked):
        one.add_argument("--data", help="store to use: a URL, a path or :memory:")
    run = commands.add_parser("run", help="answer on Telegram")
    run.set_defaults(command=_run)
    checked = commands.add_parser("check", help="check the knowledge")
    checked.add_argument("folder", nargs="?", type=Path, help="a folder added to ours")
    checked.set_defaults(command=_check)
    ahead = commands.add_parser("prepare", help="train and draw ahead, so that answers are quick")
    ahead.set_defaults(command=_prepare)
    matched = commands.add_parser("match", help="match texts to intents, and nothing of the gym")
    matched.add_argument("intents", type=Path, help='a JSON file: {"intent": ["phrase", ...]}')
    matched.set_defaults(command=_match)
    _add_tools(commands)
    return parser


def _add_tools(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what an operator does with the data store."""
    saved = commands.add_parser("backup", help="copy the live data store to a new file")
    saved.add_argument("file", type=Path)
    saved.set_defaults(command=_backup)
    restored = commands.add_parser("restore", help="put a backup in the place of the data store")
    restored.add_argument("file", type=Path)
    restored.set_defaults(command=_restore)
    exported = commands.add_parser("export", help="print all that is kept of a user, as JSON")
    exported.set_defaults(command=_export)
    erased = commands.add_parser("erase", help="delete all that is kept of a user")
    erased.add_argument("--yes", action="store_true", help="do not ask")
    erased.set_defaults(command=_erase)
    for one in (exported, erased):
        one.add_argument("user", help="as in requests; on Telegram: telegram:NUMBER")
    for one in (saved, restored, exported, erased):
        one.add_argument("--data", help="store to use: a URL or a path")


def _chat(_options: argparse.Namespace, settings: Settings) -> int:
    from bot.chat import chat  # noqa: PLC0415 - the terminal libraries, for this command only

    async def talk() -> None:
        async with wiring.assistant(settings) as assistant:
            await chat(assistant, wiring.all_actions(), settings.cache / "chat-history")

    asyncio.run(talk())
    return 0


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    if options.jsonl == (options.text is not None):
        print('Name one text, or --jsonl: spotter ask "how deep?"', file=sys.stderr)
        return 2

    async def answer() -> None:
        async with wiring.assistant(settings) as assistant:
            if options.jsonl:
                await ask.stream(assistant)
            else:
                await ask.ask(assistant, options.text, as_json=options.json)

    asyncio.run(answer())
    return 0


def _run(_options: argparse.Namespace, settings: Settings) -> int:
    if not settings.token:
        raise ConfigError(
            "There is no Telegram token: ask @BotFather for one (send it /newbot) and set"
            " SPOTTER_TELEGRAM_TOKEN, in the environment or in a file .env."
        )
    from handlers.app import run  # noqa: PLC0415 - the telegram library, for this command only

    return run(settings)


def _check(options: argparse.Namespace, settings: Settings) -> int:
    if options.folder is not None:
        settings = replace(settings, knowledge=options.folder)
    from bot import check  # noqa: PLC0415 - for this command only

    knowledge = wiring.read_knowledge(settings, kept=False)
    parts = wiring.build(knowledge, settings.cache, settings.media)
    understanding = parts.tools.understanding
    wrong = [*check.uncovered(knowledge), *check.failing_examples(knowledge, understanding)]
    doubtful = list(check.confusions(understanding))
    for count in check.counts(knowledge).items():
        print(f"{count[1]:6} {count[0]}")
    print(f"{len(doubtful):6} phrases that read like another intent (to look at, no fault)")
    for finding in doubtful:
        print(f"       {finding}")
    for finding in wrong:
        print(finding, file=sys.stderr)
    print("The knowledge is sound." if not wrong else f"{len(wrong)} problem(s).")
    return 1 if wrong else 0


def _prepare(_options: argparse.Namespace, settings: Settings) -> int:
    from bot.pictures import folder, png  # noqa: PLC0415 - for this command only

    parts = wiring.build(wiring.read_knowledge(settings), settings.cache, settings.media)
    for name, source in parts.tools.knowledge.pictures.items():
        png(source, folder(settings.media) / f"{name}.png")
    return 0


def _match(options: argparse.Namespace, _settings: Settings) -> int:
    from bot.questions.matching import Lessons  # noqa: PLC0415 - for this command only
    from bot.questions.matching.training import train  # noqa: PLC0415

    matcher = train(Lessons(_read_intents(options.intents)))
    for raw in sys.stdin.buffer:
        ranking = matcher.rank(raw.decode("utf-8", errors="replace").strip())
        candidates = [[one.intent, round(one.probability, 6)] for one in ranking.candidates]
        shown = {
            "intent": candidates[0][0] if candidates else None,
            "confidence": round(ranking.confidence, 6),
            "candidates": candidates,
        }
        ask.write(json.dumps(shown, ensure_ascii=False))
    return 0


def _read_intents(path: Path) -> dict[str, list[str]]:
    try:
        intents = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    sound = isinstance(intents, dict) and all(
        name and isinstance(phrases, list) and phrases and all(isinstance(p, str) for p in phrases)
        for name, phrases in intents.items()
    )
    if not sound or len(intents) < FEWEST_INTENTS:
        raise ConfigError(f'{path} must name two intents or more: {{"intent": ["phrase", ...]}}')
    return {str(name): list(phrases) for name, phrases in intents.items()}


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    source = file_of(settings.data)
    backup(source, options.file)
    print(f"{options.file} holds a verified copy of {source}.")
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    target = file_of(settings.data)
    kept = restore(options.file, target)
    print(f"{target} now holds what {options.file} held.")
    if kept is not None:
        print(f"What it held before is kept in {kept}.")
    return 0


def _export(options: argparse.Namespace, settings: Settings) -> int:
    async def read() -> str:
        async with _known_user(settings, options.user) as data:
            return await as_json(data, options.user)

    ask.write(asyncio.run(read()))
    return 0


def _erase(options: argparse.Namespace, settings: Settings) -> int:
    if not options.yes:
        if not sys.stdin.isatty():
            print("Add --yes where nobody can be asked.", file=sys.stderr)
            return 2
        answer = input(f"Delete all that is kept of {options.user!r}, for good? [y/N] ")
        if answer.strip().lower() not in {"y", "yes"}:
            print("Nothing was deleted.")
            return 1

    async def delete() -> tuple[int, int]:
        async with _known_user(settings, options.user) as data:
            return len(await data.log()), await data.erase()

    count, rows = asyncio.run(delete())
    print(f"Deleted {count} sets, {rows} rows in all, of {options.user!r}.")
    return 0


def _must_exist(data: str) -> None:
    """Let a mistyped path be told, and not become a new, empty store."""
    if "://" not in data and not Path(data).expanduser().is_file():
        raise StoreError(f"There is no data store at {data}.")


@asynccontextmanager
async def _known_user(settings: Settings, name: str) -> AsyncIterator[UserData]:
    """Open the store for one user who is in it."""
    _must_exist(settings.data)
    store = await Store.open(settings.data)
    try:
        if name not in await store.names():
            raise StoreError(f"Nothing is kept of a user {name!r}.")
        async with store.user(name) as data:
            yield data
    finally:
        await store.close()


if __name__ == "__main__":
    sys.exit(main())

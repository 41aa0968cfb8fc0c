"""The program: `run`, `chat`, `ask`, `check` and the operator's tools, with their exit codes."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from bot import ask, check, wiring
from bot.config import ConfigError, Settings, read_settings
from bot.store import StoreError
from knowledge.load import KnowledgeError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when not, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    _set_up_logs()
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
    return parser


def _set_up_logs() -> None:
    """Log to standard error, one line each; the HTTP library would show the token in URLs."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    for name in ("httpx", "httpcore", "telegram", "alembic", "matplotlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


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
    knowledge = wiring.read_knowledge(settings)
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


if __name__ == "__main__":
    sys.exit(main())

"""Environment to Settings. The list here is the one list: `.env.example` and docs follow it."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from bot.voice import hearing, speaking


class ConfigError(Exception):
    """Settings that cannot be used; the text names each, and what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, its default and what it does."""

    name: str
    default: str
    help: str


def _home(*parts: str) -> str:
    root = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return str(Path(root, "spotter", *parts))


SETTINGS = (
    Setting("SPOTTER_TELEGRAM_TOKEN", "", "The bot's token from @BotFather; needed by `run`."),
    Setting(
        "SPOTTER_TELEGRAM_API", "https://api.telegram.org", "Address of another Bot API server."
    ),
    Setting("SPOTTER_DATA", _home("spotter.sqlite"), "The data store: a file or a database URL."),
    Setting("SPOTTER_KNOWLEDGE", "", "A folder of your own knowledge, added to ours."),
    Setting("SPOTTER_LANGUAGE", "en", "The language of knowledge and replies."),
    Setting("SPOTTER_CACHE", _home("cache"), "Where the trained matcher is kept."),
    Setting("SPOTTER_MEDIA", _home("media"), "Where pictures and voice notes are put."),
    Setting(
        "SPOTTER_VOICE",
        "bundled:tiny.en",
        "The ear: bundled:tiny.en, path:DIR, hub:small.en; off: no voice notes.",
    ),
    Setting("SPOTTER_SPEECH", "bundled:joe", "The voice: bundled:joe or path:VOICE.onnx."),
    Setting(
        "SPOTTER_USERS",
        "",
        "Who may use this bot: ids and @names, with commas between; empty: everybody.",
    ),
    Setting("SPOTTER_USER_RATE", "60", "Messages a minute taken from one user; 0: no limit."),
    Setting(
        "SPOTTER_SEND_RATE",
        "30",
        "Messages a second sent in all; 0: no limit, for a Bot API server of your own.",
    ),
    Setting(
        "SPOTTER_WATCHDOG", "300", "Seconds without a word from Telegram until the program ends."
    ),
    Setting("SPOTTER_WEBHOOK_URL", "", "Where Telegram sends updates; empty: we ask for them."),
    Setting(
        "SPOTTER_WEBHOOK_LISTEN", "127.0.0.1:8080", "Address and port that the webhook listens on."
    ),
    Setting("SPOTTER_WEBHOOK_SECRET", "", "The webhook's secret; empty: made from the token."),
    Setting(
        "SPOTTER_METRICS", "", "Address and port of Prometheus metrics and /healthz; empty: none."
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, read and checked."""

    token: str
    api: str
    data: str
    knowledge: Path | None
    language: str
    cache: Path
    media: Path
    voice: str = "off"
    """How voice notes are heard."""
    speech: str = "bundled:joe"
    """How replies are spoken."""
    users: frozenset[str] = frozenset()
    """Ids and lower-case names without @; empty: everybody."""
    user_rate: float = 60.0
    """Messages a minute; 0: no limit."""
    send_rate: float = 30.0
    """Messages a second; 0: no limit."""
    watchdog: float = 300.0
    """Seconds."""
    webhook: str = ""
    """The public address; empty: long polling."""
    webhook_listen: tuple[str, int] = ("127.0.0.1", 8080)
    webhook_secret: str = ""
    metrics: tuple[str, int] | None = None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and, below it, a file `.env` of this folder."""
    if environment is None:
        kept = {key: value or "" for key, value in dotenv_values(".env").items()}
        environment = {**kept, **os.environ}
    values = {one.name: environment.get(one.name, "") or one.default for one in SETTINGS}
    knowledge = values["SPOTTER_KNOWLEDGE"]
    problems: list[str] = []
    service = _Reader(values, problems)
    settings = Settings(
        token=values["SPOTTER_TELEGRAM_TOKEN"],
        api=values["SPOTTER_TELEGRAM_API"].rstrip("/"),
        data=values["SPOTTER_DATA"],
        knowledge=Path(knowledge).expanduser() if knowledge else None,
        language=values["SPOTTER_LANGUAGE"],
        cache=Path(values["SPOTTER_CACHE"]).expanduser(),
        media=Path(values["SPOTTER_MEDIA"]).expanduser(),
        voice=service.engine("SPOTTER_VOICE", hearing.check),
        speech=service.engine("SPOTTER_SPEECH", speaking.check),
        users=service.names("SPOTTER_USERS"),
        user_rate=service.number("SPOTTER_USER_RATE", least=0),
        send_rate=service.number("SPOTTER_SEND_RATE", least=0),
        watchdog=service.number("SPOTTER_WATCHDOG", least=1),
        webhook=service.url("SPOTTER_WEBHOOK_URL"),
        webhook_listen=service.address("SPOTTER_WEBHOOK_LISTEN") or ("127.0.0.1", 8080),
        webhook_secret=service.secret("SPOTTER_WEBHOOK_SECRET"),
        metrics=service.address("SPOTTER_METRICS"),
    )
    if problems:
        raise ConfigError("\n".join(problems))
    return settings


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads single values; what is wrong with one joins the problems."""

    values: Mapping[str, str]
    problems: list[str]

    def names(self, key: str) -> frozenset[str]:
        given = self.values[key].replace(",", " ").split()
        return frozenset(one.removeprefix("@").lower() for one in given)

    def engine(self, key: str, check: Callable[[str], None]) -> str:
        value = self.values[key]
        try:
            if value != "off":
                check(value)
        except ValueError as error:
            self.problems.append(f"{key}: {error}.")
        return value

    def number(self, key: str, *, least: float) -> float:
        try:
            number = float(self.values[key])
        except ValueError:
            number = -1.0
        if not least <= number < 1e9:
            self.problems.append(f"{key} must be a number from {least:g} up.")
        return number

    def address(self, key: str) -> tuple[str, int] | None:
        value = self.values[key]
        if not value:
            return None
        host, _, port = value.rpartition(":")
        if not port.isdecimal() or not 0 <= int(port) < 65536:
            self.problems.append(f"{key} must be an address and a port, as 127.0.0.1:8080.")
            return None
        return host.strip("[]") or "127.0.0.1", int(port)

    def url(self, key: str) -> str:
        value = self.values[key]
        if value and not value.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            self.problems.append(f"{key} must begin with https://, as Telegram asks for it.")
        return value

    def secret(self, key: str) -> str:
        value = self.values[key]
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", value):
            self.problems.append(f"{key} may hold letters, digits, - and _ only, up to 256.")
        return value

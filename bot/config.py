"""Environment to Settings. The list here is the one list: `.env.example` and docs follow it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values


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


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and, below it, a file `.env` of this folder."""
    if environment is None:
        kept = {key: value or "" for key, value in dotenv_values(".env").items()}
        environment = {**kept, **os.environ}
    values = {one.name: environment.get(one.name, "") or one.default for one in SETTINGS}
    knowledge = values["SPOTTER_KNOWLEDGE"]
    return Settings(
        token=values["SPOTTER_TELEGRAM_TOKEN"],
        api=values["SPOTTER_TELEGRAM_API"].rstrip("/"),
        data=values["SPOTTER_DATA"],
        knowledge=Path(knowledge).expanduser() if knowledge else None,
        language=values["SPOTTER_LANGUAGE"],
        cache=Path(values["SPOTTER_CACHE"]).expanduser(),
        media=Path(values["SPOTTER_MEDIA"]).expanduser(),
    )

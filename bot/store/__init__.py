"""The store: users, sets, the journal that undo needs, the mail. SQL stands nowhere else."""

from bot.store.backup import backup, file_of, restore
from bot.store.database import StoreError
from bot.store.rows import AliasStep, Best, Change, Letter, Received, Step, StoredSet, Timer, Total
from bot.store.store import Store
from bot.store.tables import HEAD, OWNED, metadata
from bot.store.user import UserData

__all__ = [
    "HEAD",
    "OWNED",
    "AliasStep",
    "Best",
    "Change",
    "Letter",
    "Received",
    "Step",
    "Store",
    "StoreError",
    "StoredSet",
    "Timer",
    "Total",
    "UserData",
    "backup",
    "file_of",
    "metadata",
    "restore",
]

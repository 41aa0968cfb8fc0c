"""Spotter's core: a message comes in, a reply goes out. Knows nothing of Telegram."""

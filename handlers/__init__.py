"""Telegram's side of Spotter: updates become messages, replies become what a chat can show."""

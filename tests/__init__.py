"""Tests, development conversations, and the commands that measure with them."""

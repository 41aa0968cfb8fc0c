"""The training log: reading set messages, keeping the sets, reading them back."""

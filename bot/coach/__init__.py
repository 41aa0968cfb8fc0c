"""Around a training session: rest, reminders, summaries, machine notes, plans, substitutes."""

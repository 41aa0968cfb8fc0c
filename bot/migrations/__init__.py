"""Schema changes, applied by Alembic when a store is opened."""

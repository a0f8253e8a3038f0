"""Alembic's way in: it runs on the connection that workflow.store.migrate hands over, in that transaction."""

from alembic import context

from workflow.store.rows import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

"""Run by Alembic for every change of the form: within the transaction of whoever asks."""

from alembic import context

from data.store.schema import REVISION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=REVISION_TABLE)
with context.begin_transaction():
    context.run_migrations()

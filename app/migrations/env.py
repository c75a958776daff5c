"""Alembic's environment: runs inside the connection that app.database hands over."""

from alembic import context
from sqlmodel import SQLModel

import tracker.commitment_tables
import tracker.draft_tables
import tracker.tables  # noqa: F401 - the same

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()

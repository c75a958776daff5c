"""Everything that leaves: blocks and the writers that turn them into documents and data."""

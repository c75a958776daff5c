"""Everything that leaves: blocks and the writers that turn them into PDF, DOCX, HTML, CSV and JSON."""

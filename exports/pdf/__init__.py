"""The PDF writer: layout, tagging and tables."""

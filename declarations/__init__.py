"""The text and how it came to be: model, draft files, numbering, checks, comparison, revisions."""

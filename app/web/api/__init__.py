"""The site for programs: the same register as JSON, under /api/v1."""

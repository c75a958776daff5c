"""Which words and layouts do reports, letters and pages have? Jinja2 templates, no rules."""

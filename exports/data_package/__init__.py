"""How does a workspace leave as open data, and come back? A Data Package (standard, version 2)."""

"""The ways in and the wiring: settings, database, errors, the command line, the sample."""

__version__ = "0.1.0"

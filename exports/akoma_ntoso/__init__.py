"""Akoma Ntoso 3.0, the OASIS form of legal texts in XML: written, and read back."""

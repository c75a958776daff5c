"""The DOCX writer and its tables."""

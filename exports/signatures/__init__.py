"""Who has signed a PDF file, and is it what was signed? PAdES (ETSI EN 319 142-1), by pyHanko.

Nothing else imports pyHanko, which is an extra (``accord[sign]``).
"""

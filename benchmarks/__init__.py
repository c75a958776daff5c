"""How fast is Accord, how much memory does it take, and what do both grow with?"""

"""Who may do what: accounts with passwords and roles, keys for programs, and sessions.

Importing this package loads nothing heavy.
"""

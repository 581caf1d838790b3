"""Large libraries are imported when they are first needed, by one thread at a time.

Two threads that import packages which import each other at once can find a module half made.
"""

from threading import RLock

IMPORTING = RLock()
"""Held by whoever imports one."""

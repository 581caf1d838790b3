"""Names of threads that others look for."""

WARMING = "warm the model"
"""The one that loads a chat's model behind its page."""

"""Sentences in articles that speak to a language model instead of to readers.

A model can't be relied on to tell a text from an order, so what is worded as an order to one is no
evidence: it is neither judged nor quoted nor shown to a model that drafts. It is told by its
wording alone, in English, German and French (and as far as they share it, Italian and Spanish).
"""

from assistant.planted.told import speaks_to_a_model

__all__ = ["speaks_to_a_model"]

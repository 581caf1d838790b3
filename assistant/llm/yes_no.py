"""The words that a model judges with, in the languages that it may answer in."""

YES = ("yes", "ja", "oui")
NO = ("no", "nein", "non")

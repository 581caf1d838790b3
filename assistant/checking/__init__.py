"""Checks of a drafted sentence against the evidence it cites."""

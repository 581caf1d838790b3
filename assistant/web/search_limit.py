"""How many passages a program may ask for."""

from typing import Annotated

from pydantic import BeforeValidator, Field


def _no_truth_value(given: object) -> object:
    if isinstance(given, bool):  # which Python takes for 0 or 1
        raise ValueError("a whole number is wanted, not true or false")
    return given


Limit = Annotated[
    int,
    Field(ge=1, le=100, description="Most passages to return."),
    BeforeValidator(_no_truth_value),
]

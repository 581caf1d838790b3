"""Records that never change."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A record that never changes, and refuses what is none of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

"""How long answers that nobody sent are kept (config/registers/explanations.yaml)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Keeping(BaseModel):
    """For how many days after they were last changed, and what says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(ge=1, le=366)
    source: str


@cache
def keeping() -> Keeping:
    """It, read once. Raises ValueError if the file cannot be read as it must be."""
    text = files("config").joinpath("registers", "explanations.yaml").read_text(encoding="utf-8")
    return Keeping.model_validate(yaml.safe_load(text)["drafts"])


def kept_for() -> timedelta:
    """How long answers are kept that nobody touches."""
    return timedelta(days=keeping().days)

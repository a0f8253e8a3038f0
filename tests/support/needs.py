"""What a test needs of the machine. Absent: the test is passed over on a developer's machine, fails in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(reason: str) -> NoReturn:
    """Pass this test over and say how to have it; under CI=true fail, so that nothing goes untested."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)

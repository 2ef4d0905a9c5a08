"""Fuzzing: how many examples a property test tries in `make test`, and in `make fuzz`.

A test that fuzzes is marked `fuzz` and takes its settings from `fuzzed`. `make fuzz` runs these
alone, under the profile of hypothesis that tests/conftest.py registers, with LONGER times as many
examples.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

PROFILE = "fuzz"
LONG = os.environ.get("HYPOTHESIS_PROFILE") == PROFILE
LONGER = 25

_Test = TypeVar("_Test", bound=Callable[..., Any])


def register() -> None:
    """Let hypothesis know the profile; load it if HYPOTHESIS_PROFILE=fuzz asks for it."""
    settings.register_profile(
        PROFILE,
        max_examples=100 * LONGER,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    if LONG:
        settings.load_profile(PROFILE)


def how(examples: int, **more: Any) -> settings:
    """Settings of a test that tries `examples` examples in `make test`, more in `make fuzz`."""
    return settings(
        max_examples=examples * (LONGER if LONG else 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )


def fuzzed(examples: int, **more: Any) -> Callable[[_Test], _Test]:
    """A decorator, above `given`: the mark `fuzz`, and the settings that `how` gives."""

    def decorated(test: _Test) -> _Test:
        marked: _Test = pytest.mark.fuzz(how(examples, **more)(test))
        return marked

    return decorated

"""What marks may depend on besides what travels to workers: the Python and packages they have."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping

from nbjudge.autograde.errors import ClusterError
from nbjudge.autograde.packages import ABSENT, named_in, version_of
from nbjudge.errors import SandboxError
from nbjudge.settings import Settings

_NUMBERS = ("numpy", "torch")  # other versions of these round, and draw, other numbers


def here(settings: Settings) -> dict[str, str]:
    """What this process would grade with, by name."""
    numbers = {name: version_of(name) for name in _NUMBERS}
    return {"Python": "{}.{}".format(*sys.version_info), **numbers, **named_in(settings)}


def look(settings: Settings) -> dict[str, str]:
    """As `here`; SandboxError where what the sandbox is made with is missing."""
    if settings.isolation == "bwrap" and shutil.which("bwrap") is None:
        raise SandboxError.not_installed()
    return here(settings)


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Where *found* is not what is *wanted*, in words."""
    return [
        f"{name} {found.get(name, ABSENT)} instead of {version}"
        for name, version in wanted.items()
        if found.get(name, ABSENT) != version
    ]


def require(wanted: Mapping[str, str], settings: Settings) -> None:
    """ClusterError if this process has not what is *wanted*."""
    if different := differences(wanted, here(settings)):
        raise ClusterError.differs({"this worker": different})

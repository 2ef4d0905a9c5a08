"""What marks may depend on besides what travels to workers: the Python and packages they have."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from functools import cache
from importlib import metadata

from nbjudge.autograde.errors import ClusterError
from nbjudge.autograde.seeds import code_of
from nbjudge.errors import SandboxError
from nbjudge.settings import Settings

_NUMBERS = ("numpy", "torch")  # other versions of these round, and draw, other numbers
_ABSENT = "none at all"


def here(settings: Settings) -> dict[str, str]:
    """What this process would grade with, by name.

    Of nbjudge and of what *settings* puts into the sandbox, or hides a part of, the code counts: no
    version number vouches for a course's own package. Of all else it is the version.
    """
    names = [name for name in (*settings.packages, *settings.hidden) if name[:1] != "/"]
    own = {name.partition(".")[0] for name in names if "." in name or name in settings.packages}
    versions = {name: _version(name) for name in {*_NUMBERS, *names} if "." not in name}
    code = {name: f"of code {code_of(name)[:10]}" for name in {"nbjudge", *own}}
    return {"Python": "{}.{}".format(*sys.version_info), **versions, **code}


def look(settings: Settings) -> dict[str, str]:
    """As `here`; SandboxError where what the sandbox is made with is missing."""
    if settings.isolation == "bwrap" and shutil.which("bwrap") is None:
        raise SandboxError.not_installed()
    return here(settings)


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Where *found* is not what is *wanted*, in words."""
    return [
        f"{name} {found.get(name, _ABSENT)} instead of {version}"
        for name, version in wanted.items()
        if found.get(name, _ABSENT) != version
    ]


def require(wanted: Mapping[str, str], settings: Settings) -> None:
    """ClusterError if this process has not what is *wanted*."""
    if different := differences(wanted, here(settings)):
        raise ClusterError.differs({"this worker": different})


@cache  # a process goes on with what it has imported
def _version(name: str) -> str:
    try:
        return metadata.version(name).partition("+")[0]  # builds for CPU and GPU count as one
    except metadata.PackageNotFoundError:
        return _ABSENT

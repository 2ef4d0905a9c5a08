"""The packages that marks depend on: what tells one state of them from another."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.machinery import ModuleSpec
from pathlib import Path

import nbjudge
from nbjudge.installed import as_usual
from nbjudge.settings import Settings

ABSENT = "none at all"
# Their code makes no difference to marks.
_NOT_JUDGING = ("authoring", "feedback", "autograde")


def named_in(settings: Settings) -> dict[str, str]:
    """What there is of nbjudge and of the packages that *settings* names, by name.

    Of nbjudge and of what *settings* puts into the sandbox, or hides a part of, the code counts: no
    version number vouches for a course's own package. Of what is hidden as a whole it is the
    version, where it is installed as usual.
    """
    names = [name for name in (*settings.packages, *settings.hidden) if name[:1] != "/"]
    own = {name.partition(".")[0] for name in names if "." in name or name in settings.packages}
    found = {name: _known_by(name) for name in sorted({*names} - own) if "." not in name}
    return found | {name: f"of code {code_of(name)[:10]}" for name in sorted({"nbjudge", *own})}


@cache  # a process goes on with what it has imported
def version_of(name: str) -> str:
    """The version of the distribution *name*."""
    try:
        return metadata.version(name).partition("+")[0]  # builds for CPU and GPU count as one
    except metadata.PackageNotFoundError:
        return ABSENT


def record_of(name: str) -> str:
    """The list that pip kept of the files of the distribution *name*, with their digests.

    It tells two installations apart that have the same version; on other machines it is another.
    """
    try:
        return metadata.distribution(name).read_text("RECORD") or ""
    except metadata.PackageNotFoundError:
        return ""


def _known_by(name: str) -> str:
    found = _spec_of(name)
    if found is None:
        return ABSENT
    version = version_of(name) if as_usual(found) else ABSENT
    return f"of code {code_of(name)[:10]}" if version == ABSENT else version


@cache
def code_of(package: str) -> str:
    """A digest of the sources of *package*, as far as they make a difference to marks."""
    digest = hashlib.blake2b(digest_size=16)
    for file in _sources(package):
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _sources(package: str) -> Iterable[Path]:
    if package == "nbjudge":
        root = Path(nbjudge.__file__).parent
        return [
            file
            for file in sorted(root.rglob("*.py"))
            if file.relative_to(root).parts[0] not in _NOT_JUDGING
        ]
    found = _spec_of(package)
    if found is None:
        return []
    if not found.submodule_search_locations:
        return [Path(found.origin)] if found.origin else []
    return [
        file
        for root in found.submodule_search_locations
        for file in sorted(Path(root).rglob("*.py"))
    ]


def _spec_of(package: str) -> ModuleSpec | None:
    """What an import of *package* would find, whether or not this process has imported it.

    `importlib.util.find_spec` returns the spec of an imported package, to whose folders that
    package may have added others (tensorflow does): its digest would depend on who asks.
    """
    for finder in sys.meta_path:
        try:
            found = finder.find_spec(package, None)
        except (AttributeError, ImportError):  # one without find_spec; one that forbids this import
            continue
        if found is not None:
            return found
    return None

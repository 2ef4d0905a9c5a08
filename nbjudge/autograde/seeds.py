"""What a submission is known by: its seed, and digests of what its marks depend on."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path

import nbjudge
from nbjudge.settings import Settings

# Their code makes no difference to marks.
_NOT_JUDGING = ("authoring", "feedback", "autograde")


def seed_of(seed: int, assignment: str, student: str, notebook: str) -> int:
    """The seed of one submitted notebook: the same on every machine, below 2**31."""
    names = json.dumps([seed, assignment, student, notebook])
    return int.from_bytes(hashlib.blake2b(names.encode(), digest_size=4).digest()) >> 1


def digest_of_settings(settings: Settings) -> str:
    """A digest of *settings* and of the code that judges, for which no version number vouches.

    That is nbjudge's, and of the packages that *settings* hides from submissions or puts beside
    them: test cells call those.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps(asdict(settings), sort_keys=True).encode())
    names = {
        name.split(".")[0] for name in (*settings.hidden, *settings.packages) if name[:1] != "/"
    }
    for name in ("nbjudge", *sorted(names - {"nbjudge"})):
        digest.update(code_of(name).encode())
    return digest.hexdigest()


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

"""What a submission is known by: its seed, and digests of what its marks depend on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from nbjudge.autograde import packages
from nbjudge.settings import Settings


def seed_of(seed: int, assignment: str, student: str, notebook: str) -> int:
    """The seed of one submitted notebook: the same on every machine, below 2**31."""
    names = json.dumps([seed, assignment, student, notebook])
    return int.from_bytes(hashlib.blake2b(names.encode(), digest_size=4).digest()) >> 1


def digest_of_settings(settings: Settings) -> str:
    """A digest of *settings*, of the code that judges, and of the packages that *settings* hides
    from submissions or puts beside them: test cells call those.
    """
    digest = hashlib.blake2b(digest_size=16)
    named = packages.named_in(settings)
    versions = [name for name, known in named.items() if known == packages.version_of(name)]
    records = {name: packages.record_of(name) for name in versions}
    for part in (asdict(settings), named, records):
        digest.update(json.dumps(part, sort_keys=True).encode())
    return digest.hexdigest()

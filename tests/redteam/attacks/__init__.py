"""The attacks, a module for each family."""

from __future__ import annotations

from tests.redteam.attack import Attack
from tests.redteam.attacks import (
    channel,
    delegation,
    execution,
    exhaustion,
    files,
    forging,
    hiding,
    liars,
    patching,
    processes,
    reading,
    ready_made,
    replies,
    results,
    unseen,
)

FAMILIES = {
    "execution": execution.ATTACKS,
    "liars": liars.ATTACKS,
    "results": results.ATTACKS,
    "replies": replies.ATTACKS,
    "reading": reading.ATTACKS,
    "processes": processes.ATTACKS,
    "exhaustion": exhaustion.ATTACKS,
    "channel": channel.ATTACKS,
    "patching": patching.ATTACKS,
    "delegation": delegation.ATTACKS,
    "unseen": unseen.ATTACKS,
    "ready-made": ready_made.ATTACKS,
    "hiding": hiding.ATTACKS,
    "forging": forging.ATTACKS,
    "files": files.ATTACKS,
}
ATTACKS: list[Attack] = [attack for family in FAMILIES.values() for attack in family]

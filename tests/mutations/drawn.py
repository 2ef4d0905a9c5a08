"""Which mutants are tried: drawn with a seed, spread evenly over exercises and kinds of change."""

from __future__ import annotations

import random
from functools import cache

from nbjudge.authoring import masters
from nbjudge.authoring.answers import solutions
from nn_course.catalogue import exercises
from tests.gate.variants import MASTERS, alternative_sources
from tests.mutations.mutate import Mutant, mutations

# Answers to best_model train for half a minute. Its rules can be kept, or broken, in a second: this
# one keeps all of them, and earns the marks for that and for nothing else.
QUICK = {
    "best_model": {
        "quick": """
def best_model(x, y):
    from nn_course.distort import shift

    model = nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=3), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(),
        nn.Flatten(), nn.Linear(144, 10),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(150):
        picked = torch.randint(len(x), (64,))
        images = shift(x[picked], torch.randint(-3, 4, (64,)), torch.randint(-3, 4, (64,)))
        loss = F.cross_entropy(model(images), y[picked])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model
"""
    }
}
DEAR = 3  # mutants of a dear exercise, however many others there are


@cache
def right_answers(part: str) -> dict[str, dict[str, str]]:
    """For each exercise of `part` its right answers by name: the master's and the alternatives."""
    own = solutions(masters.derive(MASTERS[part]))
    return {
        one.name: QUICK[one.name]
        if one.name in QUICK
        else {"solution": own[one.name], **alternative_sources(part, one.name)}
        for one in exercises(part)
    }


@cache
def every_mutant(part: str, name: str) -> tuple[Mutant, ...]:
    """All mutants of all right answers to an exercise, each text once."""
    found: dict[str, Mutant] = {}
    for origin, source in right_answers(part)[name].items():
        for kind, change, text in mutations(source):
            found.setdefault(text, Mutant(part, name, origin, kind, change, text))
    return tuple(found.values())


def drawn(parts: dict[str, tuple[str, ...]], count: int, seed: int) -> list[Mutant]:
    """`count` mutants of the exercises in `parts`, as many of each as of any other.

    First a kind of change is drawn and then one of that kind, since there are far more ways to
    exchange names than to leave out a line.
    """
    chance = random.Random(seed)
    queues = {
        (part, name): _shuffled(every_mutant(part, name), chance)
        for part, names in parts.items()
        for name in names
    }
    chosen: list[Mutant] = []
    taken = 0
    while len(chosen) < count:
        for (_, name), queue in queues.items():
            if queue and len(chosen) < count and not (name in QUICK and taken >= DEAR):
                chosen.append(queue.pop(0))
        taken += 1
    return chosen


def _shuffled(mutants: tuple[Mutant, ...], chance: random.Random) -> list[Mutant]:
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    for group in kinds.values():
        chance.shuffle(group)
    order = []
    while kinds:
        kind = chance.choice(sorted(kinds))
        order.append(kinds[kind].pop())
        if not kinds[kind]:
            del kinds[kind]
    return order

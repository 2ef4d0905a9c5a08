"""Hints for those whose wrapped loader brings other batches, or at another time."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("made_in_advance", "one_epoch_only"),
        steps=(
            "`__init__` is run once, `__iter__` at the start of every epoch. In which of the two do you "
            "go to the loader and begin to take batches?",
            "In `__init__` only `self.loader = loader`, and the same for the function. Each `for` over "
            "`self.loader` is a new epoch, so the `for` belongs into `__iter__`.",
        ),
    ),
    Help(
        after=("list_returned", "all_at_once"),
        steps=(
            "Somebody asks for the first batch. How many batches has your `__iter__` made by the time "
            "it is handed out?",
            "`yield` hands out one batch, and waits there until the next one is asked for. It stands "
            "where you now put a batch into the list: `yield self.…(*batch)`. List and `return` go away.",
        ),
    ),
    Help(
        after=("return_in_the_loop",),
        steps=(
            'Put `print("a batch")` into your loop. Then go through an epoch: `for _ in '
            "WrappedDataLoader(loader, lambda x, y: (x, y)): pass`. How often is it printed? It should be "
            "`len(loader)` times.",
            "`yield self.…(*batch)` takes the place of the line with `return`. There is no `iter(…)` "
            "around it: what the function gives is the batch.",
        ),
    ),
    Help(
        after=("only_x", "batch_as_one_argument"),
        steps=(
            "Read the exercise once more: what stands in the brackets of `function(…)` there, and what "
            "in yours?",
            "The star takes a batch apart: for a pair, `function(*batch)` is `function(x, y)`. So go "
            "through the loader with `for batch in self.…:`, and `yield` what the call gives, with "
            "nothing added to it.",
        ),
    ),
    Help(
        after=("not_applied",),
        steps=(
            "Your `__init__` keeps two things. Which of them does `__iter__` never use?",
            "In the place of the batch `yield` what the function makes of it: `self.…(*batch)`. The star "
            "hands over the parts of the batch one by one.",
        ),
    ),
    Help(
        after=("no_len", "len_counts_samples"),
        steps=(
            "Print `len(loader)` and `len(loader.dataset)`. One of them says how many rounds a `for` over "
            "the loader makes. Which one?",
            "`__len__` asks the loader that was kept: `return len(self.…)`.",
        ),
    ),
    Help(
        after=("last_batch_lost",),
        steps=(
            "Ten samples in batches of 4 are 4, 4 and 2. How many rounds does your loop make, and who "
            "decides that?",
            "`for batch in self.…:` needs no counting: it ends when the loader ends. `range` and `next` "
            "go away.",
        ),
    ),
)

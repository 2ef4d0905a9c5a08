"""Wrong answers to WrappedDataLoader."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "made_in_advance",
        "You prepare all batches once, when the loader is wrapped, so that every epoch brings the "
        "same ones in the same order. Ask the loader anew in every epoch.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.batches = [function(*batch) for batch in loader]

            def __len__(self):
                return len(self.batches)

            def __iter__(self):
                return iter(self.batches)
        """,
    ),
    Misconception(
        "one_epoch_only",
        "The second epoch is empty: you began to loop over the loader when you wrapped it, and "
        "such a loop ends once. Begin anew in every epoch.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.batches = iter(loader)
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                for batch in self.batches:
                    yield self.function(*batch)
        """,
    ),
    Misconception(
        "only_x",
        "Your function receives x alone. It is called with all parts of a batch, and what it "
        "returns is the whole new batch.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                for x, y in self.loader:
                    yield self.function(x), y
        """,
    ),
    Misconception(
        "batch_as_one_argument",
        "Your function receives the batch as a single argument. It wants its parts one by one: x, "
        "and then y.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                for batch in self.loader:
                    yield self.function(batch)
        """,
    ),
    Misconception(
        "not_applied",
        "The batches come out as they went in: the function is kept, and never called.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                for batch in self.loader:
                    yield batch
        """,
    ),
    Misconception(
        "no_len",
        "The batches are right, but len() does not know how many there are. A loader can be asked "
        "for that.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __iter__(self):
                for batch in self.loader:
                    yield self.function(*batch)
        """,
    ),
    Misconception(
        "len_counts_samples",
        "The batches are right, but len() counts the samples. The length of a loader is its number "
        "of batches.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader.dataset)

            def __iter__(self):
                for batch in self.loader:
                    yield self.function(*batch)
        """,
    ),
    Misconception(
        "list_returned",
        "You return a list where Python expects something that gives one batch after the other. "
        "With `yield` inside the loop, the method becomes just that.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                batches = []
                for batch in self.loader:
                    batches.append(self.function(*batch))
                return batches
        """,
    ),
    Misconception(
        "all_at_once",
        "The batches are right, but all of them are made before the first one is given out. For "
        "large data that takes more memory than there is: make one at a time.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                batches = []
                for batch in self.loader:
                    batches.append(self.function(*batch))
                return iter(batches)
        """,
    ),
    Misconception(
        "return_in_the_loop",
        "You return in the middle of the loop, so that it ends with the first batch. `yield` gives "
        "a batch out, and goes on afterwards.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                for batch in self.loader:
                    return iter(self.function(*batch))
        """,
    ),
    Misconception(
        "last_batch_lost",
        "Your last batch is missing. All batches that the loader gives belong to the epoch.",
        """
        class WrappedDataLoader:
            def __init__(self, loader, function):
                self.loader = loader
                self.function = function

            def __len__(self):
                return len(self.loader)

            def __iter__(self):
                batches = iter(self.loader)
                for _ in range(len(self.loader) - 1):
                    yield self.function(*next(batches))
        """,
    ),
)

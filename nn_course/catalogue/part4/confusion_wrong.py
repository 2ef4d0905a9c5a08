"""Wrong answers to confusion."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "rows_and_columns_swapped",
        "Your rows and columns have changed places: a row belongs to what a digit *is*, a column "
        "to what the model *says*.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[said, true] += 1
            return counts
        """,
    ),
    Misconception(
        "duplicates_lost",
        "Pairs that occur several times in a batch are counted once. Adding to many places at a "
        "time forgets the ones that are named twice.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    counts[y, model(x).argmax(1)] += 1
            return counts
        """,
    ),
    Misconception(
        "last_batch_only",
        "Only the last batch is counted: you begin a new table for every batch. Begin once, before "
        "the loop.",
        """
        def confusion(model, loader, n_classes):
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[true, said] += 1
            return counts
        """,
    ),
    Misconception(
        "first_batch_only",
        "Only the first batch is counted: you return from inside the loop over the batches. Return "
        "after it.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[true, said] += 1
                    return counts
        """,
    ),
    Misconception(
        "shares",
        "Your table holds shares. Counts are asked for: whole numbers that add up to the number of "
        "samples.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[true, said] += 1
            return counts / counts.sum()
        """,
    ),
    Misconception(
        "training_mode",
        "The model was still in training mode while you asked it, so that dropout threw a part of "
        "its numbers away. Switch it to evaluation before.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[true, said] += 1
            return counts
        """,
    ),
    Misconception(
        "with_gradients",
        "The counts are right, but PyTorch took notes for gradients all the time, which nobody "
        "will need. Counting is no training: pause the notes.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            for x, y in loader:
                for true, said in zip(y, model(x).argmax(1)):
                    counts[true, said] += 1
            return counts
        """,
    ),
    Misconception(
        "best_sample_of_each_class",
        "You looked for the largest score down the columns, which gives the best *sample* of each "
        "class. The model's answer is the largest score in each row.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(0) % n_classes):
                        counts[true, said] += 1
            return counts
        """,
    ),
    Misconception(
        "fractional_type",
        "The counts are right, but your numbers are of a type for fractions. Counts are whole "
        "numbers: int64 is asked for.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[true, said] += 1
            return counts
        """,
    ),
    Misconception(
        "only_mistakes",
        "Your diagonal is empty: you left out what the model got right. Every sample is counted.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        if true != said:
                            counts[true, said] += 1
            return counts
        """,
    ),
    Misconception(
        "size_from_the_data",
        "Your table has only the classes that occurred. A class that occurs nowhere still has its "
        "row and its column, empty ones.",
        """
        def confusion(model, loader, n_classes):
            model.eval()
            with torch.no_grad():
                pairs = [(y, model(x).argmax(1)) for x, y in loader]
            true = torch.cat([y for y, _ in pairs])
            said = torch.cat([answers for _, answers in pairs])
            counts = torch.zeros(int(true.max()) + 1, int(said.max()) + 1, dtype=torch.int64)
            for i in range(len(true)):
                counts[true[i], said[i]] += 1
            return counts
        """,
    ),
    Misconception(
        "nothing_returned",
        "The table is filled, but confusion returns None. Hand it back at the end.",
        """
        def confusion(model, loader, n_classes):
            counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
            model.eval()
            with torch.no_grad():
                for x, y in loader:
                    for true, said in zip(y, model(x).argmax(1)):
                        counts[true, said] += 1
        """,
    ),
)

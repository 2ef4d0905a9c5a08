"""Ways to move a batch or a model that leave something behind."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "nothing_returned",
        "You returned None. A tensor is not moved in place: `.to()` gives another one, on the other "
        "device, and that is what has to be returned.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                for one in thing:
                    to_device(one, device)
            elif isinstance(thing, (torch.Tensor, nn.Module)):
                thing.to(device)
        """,
    ),
    Misconception(
        "original_returned",
        "Models are moved, but tensors stay where they were: `.to()` of a tensor gives *another* one, "
        "and yours gets lost. Keep what it gives.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [to_device(one, device) for one in thing]
            if isinstance(thing, (torch.Tensor, nn.Module)):
                thing.to(device)
            return thing
        """,
    ),
    Misconception(
        "first_of_the_batch",
        "Only the first tensor of a batch is moved, the images, and the labels stay behind. The loss "
        "needs both in one place: move everything.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                first, *others = thing
                return [to_device(first, device), *others]
            if isinstance(thing, (torch.Tensor, nn.Module)):
                return thing.to(device)
            return thing
        """,
    ),
    Misconception(
        "parameters_only",
        "The parameters of the model are moved, its buffers are not: those are the numbers that batch "
        "normalisation keeps. A module can move all it has by itself.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [to_device(one, device) for one in thing]
            if isinstance(thing, nn.Module):
                for part in thing.modules():
                    for name, p in list(part.named_parameters(recurse=False)):
                        setattr(part, name, nn.Parameter(p.detach().to(device)))
                return thing
            return thing.to(device) if isinstance(thing, torch.Tensor) else thing
        """,
    ),
    Misconception(
        "always_the_cpu",
        "Everything stays on the CPU, whatever device was asked for. Use the one that you are given.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [to_device(one, device) for one in thing]
            if isinstance(thing, (torch.Tensor, nn.Module)):
                return thing.to("cpu")
            return thing
        """,
    ),
    Misconception(
        "always_a_gpu",
        "You ask for a GPU, whatever device was wanted, and whether there is one or not. Use the "
        "device that you are given: then the same code runs everywhere.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [to_device(one, device) for one in thing]
            if isinstance(thing, (torch.Tensor, nn.Module)):
                return thing.cuda()
            return thing
        """,
    ),
    Misconception(
        "flattened",
        "A batch inside a batch has lost its brackets: you put all tensors into one list. What comes "
        "back should be built as what went in.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                moved = []
                for one in thing:
                    got = to_device(one, device)
                    moved.extend(got if isinstance(got, list) else [got])
                return moved
            if isinstance(thing, (torch.Tensor, nn.Module)):
                return thing.to(device)
            return thing
        """,
    ),
    Misconception(
        "one_level_only",
        "A batch inside a batch stays behind. Let your function call itself for each thing in a "
        "tuple or a list, then it does not matter how deep they lie.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [
                    one.to(device) if isinstance(one, torch.Tensor) else one for one in thing
                ]
            if isinstance(thing, (torch.Tensor, nn.Module)):
                return thing.to(device)
            return thing
        """,
    ),
    Misconception(
        "numbers_crash",
        "Not everything has a `.to()`: plain numbers and None don't. Pass them through as they are.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [to_device(one, device) for one in thing]
            return thing.to(device)
        """,
    ),
    Misconception(
        "numbers_lost",
        "Numbers and None are missing in what comes back. They cannot be moved, but they belong to the "
        "batch: leave them in it as they are.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                kinds = (tuple, list, torch.Tensor, nn.Module)
                return [to_device(one, device) for one in thing if isinstance(one, kinds)]
            return thing.to(device)
        """,
    ),
    Misconception(
        "a_generator",
        "Round brackets around a `for` give no tuple but a generator, which can be run through once. "
        "Make a list or a tuple of it.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return (to_device(one, device) for one in thing)
            if isinstance(thing, (torch.Tensor, nn.Module)):
                return thing.to(device)
            return thing
        """,
    ),
    Misconception(
        "a_copy_of_the_model",
        "You moved a copy of the model. The optimizer knows the parameters of the original, so "
        "it would train what nobody uses: move the model itself.",
        """
        def to_device(thing, device):
            if isinstance(thing, (tuple, list)):
                return [to_device(one, device) for one in thing]
            if isinstance(thing, nn.Module):
                from copy import deepcopy

                return deepcopy(thing).to(device)
            return thing.to(device) if isinstance(thing, torch.Tensor) else thing
        """,
    ),
)

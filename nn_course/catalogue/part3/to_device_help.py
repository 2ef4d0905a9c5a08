"""Hints for those who left something behind on the other device."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("nothing_returned",),
        steps=(
            "Follow a tensor through your function. Which line moves it, and what becomes of what this "
            "line gives?",
            "Every way through the function ends with a `return`. For a tensor or a module it is "
            "`return thing.to(device)`. What is it for a batch, and what for a plain number?",
        ),
    ),
    Help(
        after=("original_returned",),
        steps=(
            'Put two lines in a new cell, `one = torch.ones(2)` and `other = one.to("meta")`, and print '
            "the `device` of both. Which of the two does your function return?",
            "Return what `.to` gives, in the same line: `return thing.…(device)`. That is right for "
            "modules, too, since `.to` gives back the module that it has moved.",
        ),
    ),
    Help(
        after=("first_of_the_batch", "one_level_only"),
        steps=(
            "Try a batch within a batch: `to_device([torch.ones(2), [torch.ones(3), torch.ones(4)]], "
            '"meta")`. Which of the three tensors are not on meta? Which line of yours should have '
            "seen them?",
            "Your function is made for things of every kind, for lists as well. So call it for each "
            "thing that lies in the batch: `[to_device(…, device) for one in thing]`.",
        ),
    ),
    Help(
        after=("flattened",),
        steps=(
            'Ask for `len(to_device([torch.ones(2), [torch.ones(3), torch.ones(4)]], "meta"))`. Two '
            "things went in, a tensor and a list. How many came out?",
            "`extend` takes a list apart, `append` leaves it whole. Each thing that lies in the batch "
            "becomes one thing again: `moved.append(to_device(…, device))`, or all in one line, in "
            "square brackets.",
        ),
    ),
    Help(
        after=("numbers_crash", "numbers_lost"),
        steps=(
            'Try `to_device([torch.ones(2), 3, None], "meta")`. Three things go in. What becomes of the '
            "last two?",
            "Call `to_device` for each thing in a batch, whatever it is, and decide only there whether "
            "it can be moved.",
            "`if isinstance(thing, (torch.Tensor, nn.Module)):` stands above the line with `.to(device)`. "
            "What has not been returned by then is given back as it is, in a last line.",
        ),
    ),
    Help(
        after=("a_generator",),
        steps=(
            "Run `type((n for n in range(3)))` and `type([n for n in range(3)])` in a new cell. Only "
            "the brackets differ. Which ones are around your `for`?",
            "Square ones make a list: `[… for one in thing]`. If you would like a tuple, write "
            "`tuple(… for one in thing)`.",
        ),
    ),
    Help(
        after=("always_the_cpu", "always_a_gpu"),
        steps=(
            "Look for `device` in your function. Is it used where a tensor is moved, or only handed on?",
            "`.to(…)` takes any device, and also the name of one. What belongs in its brackets is the "
            "argument.",
        ),
    ),
    Help(
        after=("parameters_only",),
        steps=(
            "Look at the cell above in which `some_model` is moved. It has no loop over parameters. "
            "What does it do instead?",
            "One line in the place of the loop: `return thing.to(device)`. It moves parameters and "
            "buffers, and gives back the same module. For a tensor it is the same line.",
        ),
    ),
    Help(
        after=("a_copy_of_the_model",),
        steps=(
            'Ask in a new cell: `to_device(some_model, "meta") is some_model`. It should be True. Which '
            "line of yours makes another one?",
            "Take `deepcopy` out, and return `thing.to(device)`: it moves the module itself. For a tensor "
            "it is the same line.",
        ),
    ),
)

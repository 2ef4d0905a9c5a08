"""Hints for those whose module does something else with its function than call it."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("called_at_once",),
        steps=(
            "Type `abs` into a new cell, and then `abs(-3)`. The one is a function, the other what it "
            "gives. Which of the two do you keep in `__init__`?",
            "`self.function = function`, and that is all: brackets after the name would call it. They "
            "come in `forward`, with `x` in them.",
        ),
    ),
    Help(
        after=("function_returned", "given_back", "always_as_image"),
        steps=(
            "In `forward` you have two things at hand: the function that was kept, and `x`. What should "
            "be done with them, and which of them do you not use?",
            "`return self.…(x)`, with the name under which you kept the function.",
        ),
    ),
    Help(
        after=("nothing_returned",),
        steps=(
            "Try `print(Lambda(abs)(torch.tensor(-3.0)))`. It should be 3. The function was called, so "
            "where did its result go?",
            "One word is missing, in front of the call: `return self.…(x)`.",
        ),
    ),
    Help(
        after=("no_super",),
        steps=(
            "Look at your `CNN`, or at any module in this notebook. What stands in its `__init__`, above "
            "the first `self.…`?",
            "`super().__init__()`, in a line of its own, and what you have now below it.",
        ),
    ),
    Help(
        after=("not_a_module",),
        steps=(
            "Compare the line with `class` with that of your `CNN`. What stands in its brackets?",
            "`class Lambda(nn.Module):`, and two things follow from it. The first line of `__init__` is "
            "`super().__init__()`, and `forward` is the name of what you call `__call__` now.",
        ),
    ),
    Help(
        after=("called_twice",),
        steps=(
            "The check tries the function `2 * x + 1`. Of 1 it makes 3. What did your module make of it, "
            "and how often does the call stand in `forward`?",
            "`return self.…(x)`: one call, and there is nothing but `x` in its brackets.",
        ),
    ),
    Help(
        after=("cut_graph",),
        steps=(
            "What happens in your `forward` besides the call? Look for a `with` around it, and for "
            "something after it.",
            "`forward` needs one line, `return self.…(x)`, without `torch.no_grad()` and without "
            "`.detach()`.",
        ),
    ),
)

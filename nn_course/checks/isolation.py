"""How the exercises of this course are called while they are judged.

While an exercise is judged, the names of the exercises before it stand for their references in
the learner's namespace (also where the learner's own code calls them), and banned operations are
seen. `nbjudge.exam` does it, here and in the process that a submission runs in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from nbjudge.exam import Banned, Conditions, apart, binding, through, under
from nn_course.catalogue import Exercise, earlier, exercise
from nn_course.errors import CheckFailed, ReadyMade
from nn_course.language import phrase

binding.is_library(str(Path(__file__).resolve().parents[1]))


@cache
def _conditions(part: str, name: str) -> Conditions:
    known = exercise(part, name)
    references = {one.name: known.bindings.get(one.name, one.reference) for one in earlier(known)}
    return Conditions(references, known.bans)


def conditions(known: Exercise, trusted: bool = False) -> Conditions:
    """What holds while `known` is judged; a `trusted` function may use what is banned."""
    found = _conditions(known.part, known.name)
    return Conditions(found.references) if trusted else found


def exam(
    known: Exercise, function: Callable[..., Any], look: Callable[..., Any] | None = None
) -> Callable[..., Any]:
    """`function` as a hidden test should call it: alone responsible for what comes out.

    Each call binds the exercises before `known` to their references and undoes it at the
    end. ReadyMade is raised when the call used a banned operation, CheckFailed here and now
    when `function` is none; whatever the function raises itself passes unchanged.

    With `look`, a function of the test's, a call is one of ``look(function, *arguments)``: it
    runs beside the answer, as `nbjudge.exam.probe` says, and gives plain data.

    The function gets copies of the arguments, so that the test's own data is after a call what it
    was before. Only the parameters that the exercise changes `in_place` are the test's own.
    ``changed``, an attribute of what is returned, names the others that the last call changed.
    """
    if not callable(function):
        raise CheckFailed.not_a_function(known.name, function)
    agreed = conditions(known)
    names = [name.partition("=")[0] for name in known.parameters]
    own = {place for place, name in enumerate(names) if name in known.in_place}

    def examined(*args: Any, **kwargs: Any) -> Any:
        if look is None:
            outcome = apart(function, args, kwargs, own=own, conditions=agreed)
            vars(examined)["changed"] = tuple(names[place] for place in outcome.changed)
        else:
            outcome = through(look, function, args, kwargs, conditions=agreed)
        try:
            return outcome.unwrap()
        except Banned as banned:
            instead = str(phrase(known.part, known.instead))
            raise ReadyMade.ran(known.name, banned.operation, instead) from None

    # so that a probe can be handed this as well as the stand-in itself
    vars(examined)["__remote__"] = under(function, agreed) if look is None else examined
    vars(examined)["changed"] = ()
    return examined

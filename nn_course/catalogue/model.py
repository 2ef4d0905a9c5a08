"""What is known about an exercise, as data: the same record serves checks, gate and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any


@dataclass(frozen=True)
class Case:
    """One input of an exercise.

    `title` says what is tried, `numbers` spells it out where it is small; `arguments` are the
    positional arguments, never handed out themselves but copied for every call. `scale` is the
    magnitude of what goes in, where the error of an honest formula grows with it: a number or
    a tensor that broadcasts with the result.
    """

    title: str
    arguments: tuple[Any, ...]
    scale: Any = 0.0
    numbers: str = ""


@dataclass(frozen=True)
class Misconception:
    """A named wrong answer.

    `source` is the text of the whole blank cell; it may use math, np, torch and the exercises
    before its own. `sentence` is what the learner reads, `earns` the marks that the exercise's
    test cells must give (test cell → marks; a cell that is not named gives 0).
    """

    name: str
    sentence: str
    source: str
    earns: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", dedent(self.source).strip("\n") + "\n")

    @property
    def marks(self) -> float:
        """The marks of all test cells together."""
        return sum(self.earns.values())


@dataclass(frozen=True)
class Help:
    """Hints for those whose last check named one of the misconceptions `after`.

    `steps` go from a nudge, which asks or points, to nearly the code of that spot. The general
    hints of the exercise follow them.
    """

    after: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Tolerance:
    """How far a right answer may be from the float64 reference.

    A difference is accepted up to `absolute + relative * (|reference| + the case's scale)`.
    """

    absolute: float = 1e-5
    relative: float = 1e-5


@dataclass(frozen=True)
class Exercise:
    """Everything about one exercise.

    The first fields identify it: `part`, `name`, the names of its `parameters` (where one has
    a default, with that: "optimizer=None"), and `tests`, the marks of each test cell. `reference` computes the right answer in the precision of its
    arguments with torch's ready-made operations, `inputs(seed)` gives the cases of the check:
    a small one that can be printed, then random ones. Where the blank is a class, `base` is
    what it derives from, as the lesson writes it ("" for nothing), `parameters` are its
    constructor's, and `reference` is a class; `base` is None for a function.

    What the contract of the exercise looks at:

    - `result`: "tensor", "tensors" (a pair or any fixed number), "number", "numbers" (a list or
      tuple of them) or "ignored";
    - `exact_dtypes`: whether the result's dtypes are fixed, or merely floating point;
    - `gradients`: the parameters to which gradients have to flow back from the result;
    - `in_place`: the parameters whose tensors the answer has to change, every other parameter
      must be left as it was; `clears_gradients`: whether their `.grad` is empty afterwards;
    - `features(result, arguments)`: numbers that stand for a random result in its place;
    - `look(answer, *arguments)`: for answers that do not take plain data or give it, such as
      modules and loaders, in place of all of the above: it runs beside the answer, uses it, and
      gives what can be seen as label → number, truth value, text, shape, tensor or array. Being
      sent there as source, it is a function of the exercise's own module. `seen` says in a few
      words what it looks at;
    - `bans`: shell-style patterns of the operations that earn nothing (names as in torch's
      schemas, without the namespace), or "autograd" for differentiation by torch; `instead`
      says what to build the answer from;
    - `picture`: what a check's card draws where this exercise is wrong, one of the names in
      `nn_course.checks.card.pictures`;
    - `glance(answer, *arguments)`: a first look at an answer that takes long, like a `look`: its
      first steps alone;
    - `dear`: whether judging one answer takes many seconds, as an answer that trains does;
    - `bindings`: exercises before this one whose stand-in is something else than their own
      reference while this one is judged.
    """

    part: str
    name: str
    parameters: tuple[str, ...]
    tests: Mapping[str, float]
    reference: Callable[..., Any]
    inputs: Callable[[int], tuple[Case, ...]]
    misconceptions: tuple[Misconception, ...]
    hints: tuple[str, ...]
    help: tuple[Help, ...] = ()
    base: str | None = None
    result: str = "tensor"
    exact_dtypes: bool = False
    gradients: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()
    clears_gradients: bool = False
    features: Callable[[Any, tuple[Any, ...]], Mapping[str, float]] | None = None
    look: Callable[..., Mapping[str, Any]] | None = None
    seen: str = ""
    picture: str = ""
    glance: Callable[..., Mapping[str, Any]] | None = None
    bans: tuple[str, ...] = ()
    instead: str = ""
    dear: bool = False
    bindings: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)

    @property
    def points(self) -> float:
        """The marks of the whole exercise."""
        return sum(self.tests.values())

    @property
    def signature(self) -> str:
        """How the exercise is called, for example ``nll(log_probs, target)``."""
        return f"{self.name}({', '.join(self.parameters)})"

    @property
    def heading(self) -> str:
        """The line that opens the blank: ``def nll(log_probs, target):`` or that of a class."""
        if self.base is None:
            return f"def {self.signature}:"
        return f"class {self.name}({self.base}):" if self.base else f"class {self.name}:"

    def misconception(self, name: str) -> Misconception:
        """The misconception called `name`; KeyError if there is none."""
        for known in self.misconceptions:
            if known.name == name:
                return known
        raise KeyError(f"{self.name} has no misconception {name!r}")

"""Count the steps of a training and the numbers behind a model, whatever they are called.

For probes, where the answer is. A step counts whether an optimizer of torch's takes it or the
answer itself does; a number counts whether it is a parameter, a buffer or in some plain tensor.
What happens outside of torch is not seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

_LARGEST = 300_000  # numbers in a tensor that is compared as a whole
_PRODUCTS = frozenset(
    {
        "addbmm", "addmm", "addmv", "baddbmm", "bilinear", "bmm", "cdist", "chain_matmul", "conv1d",
        "conv2d", "conv3d", "conv_transpose2d", "einsum", "inner", "linear", "matmul", "mm",
        "multi_dot", "mv", "tensordot", "__matmul__", "__rmatmul__",
    }
)  # fmt: skip
_LEAVES_TORCH = frozenset(
    {
        "__array__", "__dlpack__", "__reduce_ex__", "data_ptr", "numpy", "storage", "tolist",
        "untyped_storage",
    }
)  # fmt: skip
_RANDOM = ("bernoulli", "cauchy", "exponential", "geometric", "log_normal", "multinomial", "normal",
           "poisson", "rand", "random", "uniform")  # fmt: skip
_FEW = 10  # single numbers that a model may look at in one call, to decide how to go on
_wrappers = itertools.count()
_STATISTICS = 10_000  # running averages of a model's normalisations: numbers, but no weights


class Enough(Exception):
    """More steps than allowed."""


class Steps:
    """What `steps_counted` counts: see there."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_optimizers = self._by_passes = 0
        self._last: dict[int, int] = {}
        self._used: dict[tuple[int, tuple[int, ...]], set[int]] = {}

    @property
    def taken(self) -> int:
        """The steps so far."""
        return max(self._by_optimizers, self._by_passes)

    def including(self, tensors: Iterable[torch.Tensor]) -> int:
        """The steps, with those that changed `tensors`, which are in use, without autograd."""
        tensors = list(tensors)
        shapes = [sorted(one.shape) for one in tensors]  # it may be used transposed
        most, size = self.taken, 0
        largest = 0
        for one, shape in zip(tensors, shapes, strict=True):
            here = [kept for (place, _), kept in self._used.items() if place == _place(one)]
            in_place = max(map(len, here), default=0)
            most = max(most, in_place)
            if one.numel() > size:
                size = one.numel()
                # Tensors that were made anew in each step have left their contents in other places.
                seen = [kept for (_, other), kept in self._used.items() if sorted(other) == shape]
                anew = len(set().union(*seen)) // shapes.count(shape)
                largest = anew if 3 * in_place < anew else 0
        return max(most, largest)

    def _optimized(self, *_: Any) -> None:
        self._by_optimizers += 1
        self._insist()

    def _passed(self, roots: Any, inputs: Any) -> None:
        """A backward pass: a step if the tensors it leads to are not what they were at the last."""
        now = {id(one): _content(one) for one in _leaves(roots, inputs)}
        if any(self._last.get(number) != content for number, content in now.items()) or not now:
            self._by_passes += 1
        self._last.update(now)
        self._insist()

    def _insist(self) -> None:
        if self.taken > self._most:
            raise Enough


class _Uses(TorchFunctionMode):
    """Notes the contents of what is multiplied: weights that change are steps."""

    def __init__(self, used: dict[tuple[int, tuple[int, ...]], set[int]]) -> None:
        self._used = used

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") in _PRODUCTS:
            for one in (*args, *(kwargs or {}).values()):
                if isinstance(one, torch.Tensor) and 1 < one.numel() <= _LARGEST:
                    contents = self._used.setdefault((_place(one), tuple(one.shape)), set())
                    contents.add(_content(one))
        return func(*args, **(kwargs or {}))


class _Engine:
    """torch's engine for backward passes, each of them told to `passed`."""

    def __init__(self, engine: Any, passed: Callable[[Any, Any], None]) -> None:
        self._engine, self._passed = engine, passed

    def run_backward(self, roots: Any, *rest: Any, **named: Any) -> Any:
        inputs = rest[3] if len(rest) > 3 else named.get("inputs", ())
        self._passed(roots, inputs)
        return self._engine.run_backward(roots, *rest, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


@contextmanager
def steps_counted(most: int) -> Iterator[Steps]:
    """Count the steps of a training inside the `with`; `Enough` is raised in it beyond `most`.

    A step is one of an optimizer, or a backward pass that finds other numbers in the tensors it
    leads to than the last one did: so it counts whoever changed them, and several passes for one
    step count once.
    """
    from torch.optim.optimizer import register_optimizer_step_post_hook

    steps = Steps(most)
    holder: Any = torch.autograd.Variable
    before = holder._execution_engine
    hook = register_optimizer_step_post_hook(steps._optimized)
    holder._execution_engine = _Engine(before, steps._passed)
    try:
        with _Uses(steps._used):
            yield steps
    finally:
        hook.remove()
        holder._execution_engine = before


def _leaves(roots: Any, inputs: Any) -> list[torch.Tensor]:
    """The tensors that a backward pass from `roots` leads to."""
    found = {id(one): one for one in inputs or () if isinstance(one, torch.Tensor)}
    waiting = [getattr(one, "grad_fn", one) for one in roots]
    seen: set[Any] = set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        leaf = getattr(node, "variable", None)
        if isinstance(leaf, torch.Tensor):
            found[id(leaf)] = leaf
        waiting.extend(next_node for next_node, _ in getattr(node, "next_functions", ()))
    return list(found.values())


def _place(tensor: torch.Tensor) -> int:
    """Where the numbers of `tensor` are."""
    try:
        with torch._C.DisableTorchFunction():
            return tensor.untyped_storage().data_ptr()
    except (RuntimeError, NotImplementedError):
        return id(tensor)


def _content(tensor: torch.Tensor) -> int:
    """A number that tells contents of `tensor` apart; of large ones a sample."""
    try:
        with torch._C.DisableTorchFunction():
            flat = tensor.detach().reshape(-1)
            if len(flat) > _LARGEST:
                flat = flat[:: len(flat) // _LARGEST + 1]
            return hash(flat.contiguous().view(torch.uint8).numpy().tobytes())
    except (RuntimeError, TypeError, NotImplementedError):  # a wrapper, which is new each time
        return next(_wrappers)


class Behind:
    """What is behind the scores of a model: see `numbers_behind`."""

    def __init__(self, scores: Any, numbers: int, traced: bool, sources: list[Any]) -> None:
        self.scores, self.numbers, self.traced, self.sources = scores, numbers, traced, sources


def numbers_behind(
    model: Callable[..., Any], parts: Iterable[torch.Tensor], statistics_of: Any = None
) -> Behind:
    """Call `model` on each of `parts`, and count the numbers that its results are made of.

    These are all that meet what comes from the input, in parameters, buffers and any other tensor;
    not constants that torch makes on the spot, and not the running averages of the normalisations
    in the module `statistics_of`. Whole numbers count by their bytes, complex ones twice. `traced`
    is false where the results do not come from the input by torch's operations alone: then nobody
    can say what they are made of. No gradients are recorded.
    """
    trace, results = _Trace(), []
    with torch.no_grad():
        for part in parts:
            given = part.clone()
            with trace.of(given), _Watched(trace), trace:
                result = model(given)
            if not isinstance(result, torch.Tensor) or not trace.comes_from_input(result):
                trace.traced = False
            results.append(result)
    free = _statistics(statistics_of) if statistics_of is not None else {}
    allowed = min(sum(free.values()), _STATISTICS)
    used = sum(trace.size(place) for place in trace.met if place in free)
    others = sum(trace.size(place) for place in trace.met if place not in free)
    same = all(isinstance(one, torch.Tensor) for one in results)
    return Behind(
        torch.cat(results) if same and results else results,
        others + max(used - allowed, 0),
        trace.traced,
        [
            one
            for place, views in trace.views.items()
            if place in trace.met
            for one in views.values()
        ],
    )


def _statistics(model: torch.nn.Module) -> dict[int, int]:
    """The running averages in `model`, by their places."""
    found = {}
    for layer in model.modules():
        if isinstance(layer, torch.nn.modules.batchnorm._NormBase):
            for one in (layer.running_mean, layer.running_var):
                if isinstance(one, torch.Tensor) and one.numel() == layer.num_features:
                    found[_place(one)] = one.numel()
    return found


class _Trace(TorchDispatchMode):
    """Follows what comes from the input, and notes what else meets it."""

    def __init__(self) -> None:
        super().__init__()
        self.met: set[int] = set()
        self.views: dict[int, dict[tuple[Any, ...], torch.Tensor]] = {}
        self.traced = True
        self._begin()

    def _begin(self) -> None:
        self._derived: set[int] = set()
        self._made: dict[int, torch.Tensor] = {}  # also keeps places from being used anew
        self._origins: dict[int, set[int]] = {}
        self._singles = 0

    @contextmanager
    def of(self, given: torch.Tensor) -> Iterator[None]:
        """One call of the model, on `given`."""
        self._begin()
        self._derived.add(_place(given))
        self._made[id(given)] = given
        yield

    def comes_from_input(self, result: torch.Tensor) -> bool:
        return _place(result) in self._derived

    def size(self, place: int) -> int:
        """The numbers in the tensors at `place` that were used; those of one storage count once."""
        views = list(self.views[place].values())
        numbers = sum(one.numel() * _weight(one) for one in views)
        try:
            with torch._C.DisableTorchFunction():
                held = views[0].untyped_storage().nbytes() // views[0].element_size()
        except (RuntimeError, NotImplementedError):
            return numbers
        return min(numbers, held * _weight(views[0]))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        given = [one for one in tree_leaves((args, kwargs)) if isinstance(one, torch.Tensor)]
        origins: set[int] = set()
        met = False
        for one in given:
            place = _place(one)
            if place in self._derived:
                met = True
                continue
            if id(one) not in self._made:
                self._made[id(one)] = one
                shape = (one.storage_offset(), tuple(one.shape), tuple(one.stride()))
                self.views.setdefault(place, {})[shape] = one
                self._origins.setdefault(place, set()).add(place)
            origins |= self._origins.get(place, set())
        result = func(*args, **kwargs)
        name = str(func)
        if met:
            self.met |= origins
            if "_local_scalar_dense" in name:
                self._singles += 1
                self.traced = self.traced and self._singles <= _FEW
        made = [one for one in tree_leaves(result) if isinstance(one, torch.Tensor)]
        if func._schema.is_mutable:
            written = zip(func._schema.arguments, args, strict=False)
            made += [one for what, one in written
                     if what.alias_info is not None and what.alias_info.is_write
                     and isinstance(one, torch.Tensor)]  # fmt: skip
        random = any(word in name for word in _RANDOM)
        for one in made:
            place = _place(one)
            self._made[id(one)] = one
            if met:
                self._derived.add(place)
            elif random:
                self.views.setdefault(place, {})[(0, tuple(one.shape), ())] = one
                self._origins.setdefault(place, set()).update(origins | {place})
            else:
                self._origins.setdefault(place, set()).update(origins)
        return result


def _weight(tensor: torch.Tensor) -> int:
    """How many numbers one element is: several small ones can be put into a large whole one."""
    if tensor.is_complex():
        return 2
    return 1 if tensor.is_floating_point() else tensor.element_size()


class _Watched(TorchFunctionMode):
    """Notices that what comes from the input leaves torch."""

    def __init__(self, trace: _Trace) -> None:
        super().__init__()
        self._trace = trace

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") in _LEAVES_TORCH and args:
            given = args[0]
            if isinstance(given, torch.Tensor) and self._trace.comes_from_input(given):
                self._trace.traced = False
        return func(*args, **(kwargs or {}))

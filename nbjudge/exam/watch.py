"""See which operations an answer runs, whatever names it calls them by."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from types import CodeType, FrameType, TracebackType
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.utils._python_dispatch import TorchDispatchMode

from nbjudge.exam import binding, elsewhere, intact, kernels, latch
from nbjudge.exam.outcome import AUTOGRAD, OUTSIDE

# torch.func refuses to differentiate while somebody looks at the saved tensors, as we do.
_REFUSED = "saved tensor hooks"


_active: list[Watch] = []


def differentiated() -> None:
    """Tell whoever watches now that a backward pass began, in whatever thread."""
    for watch in _active:
        if watch._autograd:
            watch._note(AUTOGRAD)


def operations(bans: Sequence[str]) -> tuple[str, ...]:
    """Those of `bans` that are patterns of operation names."""
    return tuple(ban for ban in bans if ban != AUTOGRAD and "." not in ban)


class Watch:
    """A context in which the use of banned operations is noted, not prevented.

    `bans` are shell-style patterns of operation names as in torch's schemas (so that
    ``F.softmax``, ``nn.Softmax`` and ``Tensor.softmax`` are all ``_softmax``), modules or
    functions in Python whose code must run none (``torch.distributions``: with a dot in it), or
    `AUTOGRAD` for differentiation by torch. `used` names the first banned operation that ran,
    or is None; what an `unwatched` function runs is not noted, unless something of the learner's
    runs it there (a tensor's own ``__torch_function__``, say).
    """

    def __init__(self, bans: tuple[str, ...]) -> None:
        self.used: str | None = None
        self._patterns = operations(bans)
        self._modules = tuple(ban for ban in bans if "." in ban)
        self._places: dict[CodeType, str | None] = {}
        self._autograd = AUTOGRAD in bans
        self._unwatched: list[int] = []  # the threads in which an unwatched function runs,
        self._free: Any = None  # the code that calls it,
        self._own: set[int] = set()  # and the namespaces that such functions have
        self._stack = ExitStack()
        self._seen: dict[str, bool] = {}

    def __enter__(self) -> Watch:
        if self._patterns or self._autograd:
            intact.insist()
            self._stack.enter_context(_Operations(self._operation))
            self._stack.enter_context(elsewhere.followed(self._watched_thread, self._outside))
            self._stack.enter_context(kernels.followed(self._patterns, self._kernel))
            _active.append(self)
            self._stack.callback(_active.remove, self)
        if self._autograd:
            self._stack.enter_context(self._saved_tensors())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def saw(self, error: BaseException) -> None:
        """Look at what the watched call raised: our looking may have been the reason."""
        if self._autograd and isinstance(error, RuntimeError) and _REFUSED in str(error):
            self._note(AUTOGRAD)

    def unwatched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, free to use what is banned; a class as it is, for others to derive from."""
        if isinstance(function, type):
            return function

        @wraps(function)
        def free(*args: Any, **kwargs: Any) -> Any:
            self._unwatched.append(threading.get_ident())
            try:
                return function(*args, **kwargs)
            finally:
                self._unwatched.pop()

        self._free = getattr(free, "__code__", None)
        self._own.add(id(getattr(function, "__globals__", None)))
        return free

    def _watched_thread(self) -> _Operations:
        """The mode that a thread started during the call runs under."""
        return _Operations(self._operation)

    def _outside(self) -> None:
        self._note(OUTSIDE)

    def _note(self, operation: str) -> None:
        if self._is_free():
            return
        latch.note()
        if self.used is None:
            self.used = operation

    def _is_free(self) -> bool:
        """Whether what runs now belongs to an unwatched function and to nothing called by it."""
        if threading.get_ident() not in self._unwatched:
            return False
        frame = sys._getframe(1)
        while frame is not None and frame.f_code is not self._free:
            if not (id(frame.f_globals) in self._own or binding.is_from_library(frame.f_globals)):
                return False
            frame = frame.f_back  # type: ignore[assignment]
        return frame is not None

    def _module(self) -> str | None:
        """The module or function of `bans` in whose code the operation runs that is seen now."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            code = frame.f_code
            if code not in self._places:  # asked for every frame of every operation
                place = f"{frame.f_globals.get('__name__')}.{code.co_qualname}"
                named = (one for one in self._modules if place.startswith(one))
                self._places[code] = next(named, None)
            if (found := self._places[code]) is not None:
                return found
            frame = frame.f_back
        return None

    def _kernel(self, operation: str) -> None:
        self._note(operation.strip("_"))

    def _operation(self, name: str) -> None:
        if name not in self._seen:
            matches = kernels.matching(self._patterns)
            self._seen[name] = "backward" not in name and bool(matches(name))
        if self._seen[name]:
            self._note(name.strip("_"))
        if self._modules and (module := self._module()):
            self._note(module)
        if self._autograd and _differentiating():
            self._note(AUTOGRAD)

    @contextmanager
    def _saved_tensors(self) -> Iterator[None]:
        """Note a backward step that the engine does not know of, such as ``y.grad_fn(ones)``."""

        def unpack(tensor: torch.Tensor) -> torch.Tensor:
            self._note(AUTOGRAD)
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, unpack):
            yield


def _differentiating() -> bool:
    """Whether the operation that runs now belongs to a gradient, however that was asked for.

    Every operation inside the engine belongs to a backward pass; forward mode, torch.func's
    included, has a level of its own.
    """
    return torch._C._current_graph_task_id() != -1 or forward_ad._current_level >= 0


class _Operations(TorchDispatchMode):
    """Call `seen` with the name of every operation, then run it."""

    supports_higher_order_operators = True

    def __init__(self, seen: Callable[[str], None]) -> None:
        super().__init__()
        self._report = seen

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Do not let torch wrap this class: that imports its compiler, for more than a second."""
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        schema = getattr(func, "_schema", None)
        if schema is not None:
            self._report(schema.name.partition("::")[2])
        return func(*args, **(kwargs or {}))

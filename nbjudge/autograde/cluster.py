"""A Dask cluster as a workplace: the same calls as `Pool` makes, on the cluster's machines."""

from __future__ import annotations

import itertools
import pickle
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nbjudge.autograde import hosted
from nbjudge.autograde.errors import ClusterError, WorkersKilled
from nbjudge.autograde.workplace import Workplace
from nbjudge.errors import NbjudgeError

if TYPE_CHECKING:
    from distributed import Client

    from nbjudge.settings import Settings

_CONNECT_SECONDS = 10.0
_MOST_TOGETHER = 4  # calls in a task, each of which costs the scheduler and both ends some time
_SHARES = 8  # tasks for each thread, at least: nobody should wait for others at the end
_COUNT_SECONDS = 2.0  # workers come and go; asking takes a moment
_IDLE_SECONDS = 300.0
_LARGEST = "1GB"  # a submission may be large, which is nothing that Dask has to warn of


class Cluster(Workplace):
    """The workers of the Dask scheduler at *address*, as many as it has at any time.

    *name* is what its tasks are called on the dashboard; no learner's name is sent. *modules* are
    what `Pool` imports at once, *idle* see `hosted.Orders`. ClusterError if there is no connection.
    """

    def __init__(
        self,
        address: str,
        name: str,
        modules: Sequence[str] = (),
        idle: float = _IDLE_SECONDS,
        seconds: float = _CONNECT_SECONDS,
    ) -> None:
        self.address, self._name = address, name
        self._modules, self._idle = tuple(modules), idle
        self._run, self._numbers = uuid.uuid4().hex, itertools.count()
        self._first = hosted.packed(int)
        self.remarks: list[str] = []
        self._client = _connected(address, seconds, self.remarks)
        self._executor = self._client.get_executor()
        self._threads, self._counted = 0, -_COUNT_SECONDS
        self._held: list[tuple[Future[Any], bytes]] = []
        self._together = 1

    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Workplace's; those that join later do without, and only begin a little more slowly."""
        self._first = hosted.packed(function, *arguments)

    def require(self, settings: Settings) -> None:
        """Workplace's: make all workers ready and hear what they have. ClusterError, naming them,
        if anything that marks may depend on is not as it is here.
        """
        from nbjudge.autograde import alike

        question = hosted.packed(alike.look, settings)
        answers = self._client.run(
            hosted.begin, self._orders, self._first, question, on_error="return"
        )
        wanted, different, unable = alike.here(settings), {}, {}
        for worker, answer in answers.items():
            if isinstance(answer, bytes):
                if found := alike.differences(wanted, pickle.loads(answer)):
                    different[worker] = found
            elif not isinstance(answer, OSError):  # else it has just been lost
                unable[worker] = _reason(answer)
        if unable:
            raise ClusterError.unable(unable)
        if different:
            raise ClusterError.differs(different)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Executor's: *fn* of the arguments is called in a process beside one of the workers."""
        ours: Future[Any] = Future()
        self._held.append((ours, hosted.packed(fn, *args, **kwargs)))
        if len(self._held) >= self._together:
            self.flush()
        return ours

    def flush(self) -> None:
        """Workplace's: what is held back becomes one task."""
        if not self._held:
            return
        key = (self._name, self._run, next(self._numbers))
        held, self._held = self._held, []
        ours, calls = zip(*held, strict=True)
        with self._still_there():
            theirs = self._executor.submit(hosted.task, self._orders, calls, key=key)
        theirs.add_done_callback(lambda done: self._settle(ours, done))

    def in_flight(self, left: int) -> int:
        """Workplace's: for each thread that there is just now two tasks, of several calls while
        there are enough of them left.
        """
        if time.monotonic() > self._counted + _COUNT_SECONDS:
            with self._still_there():
                self._threads = sum(self._client.nthreads().values())
            self._counted = time.monotonic()
        threads = max(self._threads, 1)
        self._together = max(1, min(_MOST_TOGETHER, left // (_SHARES * threads)))
        return 2 * threads * self._together

    def trouble(self) -> str:
        """Workplace's."""
        with self._still_there():
            there = self._client.nthreads()
        return "" if there else "there is no worker at present. Grading goes on when one joins."

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(cancel_futures=error is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Executor's. What workers keep for this is let go of, and the connection is closed."""
        heard = self._client.status == "running"
        if heard and not cancel_futures:
            self.flush()
        for ours, _ in self._held:
            ours.cancel()
        if heard:
            self._executor.shutdown(wait=wait and not cancel_futures)
            with suppress(OSError):  # a worker that is lost has nothing to let go of
                self._client.run(hosted.end, self._run, on_error="ignore")
        self._client.close(timeout=_CONNECT_SECONDS)

    @contextmanager
    def _still_there(self) -> Iterator[None]:
        """Say in our words that the scheduler does not hear us any longer."""
        from distributed.client import ClosedClientError

        try:
            yield
        except (OSError, ClosedClientError):
            raise ClusterError.lost(self.address) from None

    @property
    def _orders(self) -> hosted.Orders:
        return hosted.Orders(self._run, self.limit, self._modules, self._idle)

    def _settle(self, ours: Sequence[Future[Any]], theirs: Future[list[bytes]]) -> None:
        """Give each of *ours* what came of it in *theirs*, Dask's own errors in our words."""
        error = ClusterError.lost(self.address) if theirs.cancelled() else theirs.exception()
        if error is not None:
            for one in ours:
                one.set_exception(self._worded(error))
            return
        for one, told in zip(ours, theirs.result(), strict=True):
            try:
                worked, value = pickle.loads(told)
                value = pickle.loads(value) if worked else value
            except Exception as unread:
                worked, value = False, unread
            if worked:
                one.set_result(value)
            else:
                one.set_exception(self._worded(value))

    def _worded(self, error: BaseException) -> BaseException:
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            return WorkersKilled.times(error.allowed_failures + 1)
        if _is_dasks(error):
            return ClusterError.unable({self.address: _reason(error)})
        return error


def _connected(address: str, seconds: float, remarks: list[str]) -> Client:
    """A client of the scheduler at *address*; what it warned of is added to *remarks*."""
    try:
        import dask
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        raise ClusterError.no_dask() from None
    dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGEST})
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", VersionMismatchWarning)
        try:
            client = Client(address, timeout=seconds, set_as_default=False, name="nbjudge")
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError.unreachable(address, seconds, str(error)) from None
    remarks += [str(one.message) for one in warned if one.category is VersionMismatchWarning]
    return client


def _is_dasks(error: BaseException) -> bool:
    """Whether a worker or the scheduler does not even understand what it was sent."""
    return isinstance(error, ImportError) or "deserializ" in str(error)


def _reason(error: BaseException) -> str:
    if isinstance(error, NbjudgeError):
        return str(error)
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}".strip()

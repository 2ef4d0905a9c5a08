"""Where submissions are graded: an executor whose workers are made ready before the first call."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbjudge.settings import Settings


class Workplace(Executor):
    """`pool.Pool`, processes of this machine, or `cluster.Cluster`, those of others.

    *limit*: the seconds one call may take, None for any.
    """

    limit: float | None = None

    @abstractmethod
    def prepare(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Let *function* be called where workers come from, once, before they are given work."""

    @abstractmethod
    def in_flight(self, left: int) -> int:
        """How many calls to have submitted at a time, so that nobody waits for work, where at most
        *left* are still to come. Some of them may be held back until `flush`.
        """

    def flush(self) -> None:
        """Hold nothing back any longer: whoever calls is going to wait for results."""

    def require(self, settings: Settings) -> None:
        """Raise NbjudgeError if workers cannot grade by *settings* as this process would."""

    def trouble(self) -> str:
        """Why no result may be coming, in a sentence; nothing if all is well."""
        return ""

"""The judge's end of a submission's process."""

from __future__ import annotations

import time
from typing import Any, NoReturn

from nbjudge import wire
from nbjudge.exam.session import Session
from nbjudge.language import said as _
from nbjudge.sandbox import Child, Ending
from nbjudge.verdicts import Fault
from nbjudge.wire import protocol
from nbjudge.wire.errors import PeerGone, WireError, WireLate

# A process that is lost, as when its template is killed, is no fault of the learner's.
_CAUSES: dict[str, Fault] = {
    "wall": "time",
    "memory": "memory",
    "output": "output",
    "lost": "judge",
}


class Stopped(BaseException):
    """The submission's process is gone; not an Exception, so that no test takes it for an answer.

    `fault` is the kind, `sentence` says what happened ("it ran for more than 30 seconds"), and
    `session` holds what the test had found by then.
    """

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault: Fault = fault
        self.sentence = sentence
        self.session: Session | None = None


class Connection:
    """Questions to a submission's process, each with the deadline that holds at the time."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._channel = wire.Channel(child.socket)
        self.stopped: Stopped | None = None
        self.deadline = time.monotonic()
        self._limit = 0.0

    def allow(self, seconds: float) -> None:
        """Let what is asked from now on take `seconds` in all."""
        self._limit = seconds
        self.deadline = time.monotonic() + seconds

    def tell(self, message: Any) -> None:
        """Send a message of `protocol` that has no reply. Stopped if nobody takes it."""
        # Outside: what the judge itself cannot send is no fault of the process.
        data = wire.encode(protocol.asked(message))
        self._guarded(lambda: self._channel.send(data, self.deadline))

    def ask(self, question: Any) -> Any:
        """Send a question of `protocol` and return the reply that its schema makes of what comes.

        Stopped if nothing comes in time, or anything but such a reply.
        """
        data = wire.encode(protocol.asked(question))

        def exchange() -> Any:
            self._channel.send(data, self.deadline)
            received = self._channel.receive(wire.TO_JUDGE, self.deadline)
            return protocol.reply_to(question, wire.decode(received, wire.TO_JUDGE))

        return self._guarded(exchange)

    def give_up(self, fault: Fault, sentence: str) -> NoReturn:
        """End the process for a reason of the judge's own. Raises Stopped, now and ever after."""
        self.close()
        self._stop(fault, sentence)

    def leave(self) -> Child:
        """Ask the process to end, without waiting for it; the child, to be waited for later."""
        self._child.kill()
        return self._child

    def close(self) -> Ending:
        """End the process, and say how it ended."""
        self._child.kill()
        return self._child.wait()

    def _guarded(self, exchange: Any) -> Any:
        if self.stopped is not None:
            raise self.stopped
        try:
            return exchange()
        except WireLate:
            limit = f"{self._limit:.3g}"
            sentence = _("it ran for more than {seconds} seconds and was stopped")
            self.give_up("time", sentence.format(seconds=limit))
        except PeerGone:
            self._stop(*_explain(self._child.wait()))
        except MemoryError:
            self.give_up("memory", _("it sent more than the judge has memory for"))
        except WireError as error:
            # What came is not in the agreed format: nothing after it can be trusted to be in step.
            reason = str(error).rstrip(".")
            sentence = _("its process sent what it should not: {reason}")
            self.give_up("crash", sentence.format(reason=reason))

    def _stop(self, fault: Fault, sentence: str) -> NoReturn:
        self.stopped = Stopped(fault, sentence)
        raise self.stopped from None


def _explain(ending: Ending) -> tuple[Fault, str]:
    if ending.cause == "exited":
        sentence = _("it ended Python itself (exit status {code})")
        return "crash", sentence.format(code=ending.code)
    if ending.cause == "signal":
        if ending.signal == 24:  # SIGXCPU
            return "time", _("it used more processor time than is allowed")
        return "crash", _("it crashed Python (signal {signal})").format(signal=ending.signal)
    sentences = {
        "wall": _("it ran for too long and was stopped"),
        "memory": _("it used more memory than is allowed"),
        "output": _("it printed more than is allowed"),
    }
    return _CAUSES.get(ending.cause, "crash"), sentences.get(
        ending.cause, _("its process was lost")
    )

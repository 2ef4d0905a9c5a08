"""Messages over one socket for long: as `framing` does, with fewer calls of the system."""

from __future__ import annotations

import select
import socket
import struct
import time

from nbjudge.wire.errors import WireError
from nbjudge.wire.limits import DEFAULT, Limits

_LENGTH = struct.Struct(">Q")
_CHUNK = 2**18


class Channel:
    """Both ends of a conversation use one each, from one thread; the socket is theirs alone."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._held = bytearray()
        self._readable, self._writeable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writeable.register(sock, select.POLLOUT)
        sock.setblocking(False)

    def send(self, data: bytes, deadline: float | None = None) -> None:
        """Send `data`; WireLate at `deadline` (of time.monotonic()), PeerGone if nobody reads."""
        waiting = memoryview(_LENGTH.pack(len(data)) + data)
        try:
            while waiting:
                try:
                    waiting = waiting[self._socket.send(waiting) :]
                except BlockingIOError:
                    self._wait(self._writeable, deadline)
        except (OSError, ValueError):  # ValueError: the socket was closed here
            raise WireError.gone("while data was sent to it") from None

    def receive(self, limits: Limits = DEFAULT, deadline: float | None = None) -> bytes:
        """The next message.

        WireError if a longer one is announced than allowed, WireLate at `deadline` (of
        time.monotonic(); None waits for ever), PeerGone if the other end closes.
        """
        self._fill(_LENGTH.size, deadline)
        (length,) = _LENGTH.unpack_from(self._held)
        if length > limits.total:
            raise WireError.too_much("the data", limits.total, "bytes")
        end = _LENGTH.size + length
        self._fill(end, deadline)
        message = bytes(memoryview(self._held)[_LENGTH.size : end])
        del self._held[:end]
        return message

    def _fill(self, size: int, deadline: float | None) -> None:
        """Hold `size` bytes; memory grows with what has arrived, not with what was announced."""
        while len(self._held) < size:
            try:
                # First wait: there is hardly ever anything yet.
                self._wait(self._readable, deadline)
                part = self._socket.recv(_CHUNK)
            except BlockingIOError:
                continue
            except (OSError, ValueError):
                raise WireError.gone("while data was expected from it") from None
            if not part:
                raise WireError.gone("in the middle of a message" if self._held else "without one")
            self._held += part

    def _wait(self, poll: select.poll, deadline: float | None) -> None:
        left = None if deadline is None else (deadline - time.monotonic()) * 1000
        if left is not None and left <= 0:
            raise WireError.timeout()
        if not poll.poll(left):
            raise WireError.timeout()

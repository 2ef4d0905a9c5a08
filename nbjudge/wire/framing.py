"""Send and receive one message over a stream socket: eight bytes of length, then the data."""

from __future__ import annotations

import socket
import struct
import time

from nbjudge.wire.errors import WireError
from nbjudge.wire.limits import DEFAULT, Limits

_LENGTH = struct.Struct(">Q")
_CHUNK = 2**20


def send(sock: socket.socket, data: bytes, deadline: float | None = None) -> None:
    """Send `data`; WireLate at `deadline` (of time.monotonic()), PeerGone if nobody reads."""
    before = sock.gettimeout()
    try:
        sock.settimeout(_left(deadline))
        sock.sendall(_LENGTH.pack(len(data)))
        sock.settimeout(_left(deadline))
        sock.sendall(data)
    except TimeoutError:
        raise WireError.timeout() from None
    except OSError:
        raise WireError.gone("while data was sent to it") from None
    finally:
        sock.settimeout(before)


def receive(sock: socket.socket, limits: Limits = DEFAULT, deadline: float | None = None) -> bytes:
    """The next message, and no byte beyond it.

    WireError if a longer one is announced than allowed, WireLate at `deadline` (of
    time.monotonic(); None waits for ever), PeerGone if the other end closes.
    """
    before = sock.gettimeout()
    try:
        (length,) = _LENGTH.unpack(_exactly(sock, _LENGTH.size, deadline))
        if length > limits.total:
            raise WireError.too_much("the data", limits.total, "bytes")
        return _exactly(sock, length, deadline)
    except TimeoutError:
        raise WireError.timeout() from None
    except OSError:
        raise WireError.gone("while data was expected from it") from None
    finally:
        sock.settimeout(before)


def _exactly(sock: socket.socket, size: int, deadline: float | None) -> bytes:
    """`size` bytes; memory grows with what has arrived, not with what was announced."""
    held = bytearray()
    while len(held) < size:
        sock.settimeout(_left(deadline))
        part = sock.recv(min(size - len(held), _CHUNK))
        if not part:
            raise WireError.gone("in the middle of a message" if held else "without an answer")
        held += part
    return bytes(held)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left

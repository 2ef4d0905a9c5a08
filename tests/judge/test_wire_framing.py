"""Messages over real sockets: whole, in time, and not a byte more than announced."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Iterator

import pytest

from nbjudge.wire import Limits, receive, send
from nbjudge.wire.errors import PeerGone, WireError, WireLate

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_messages_arrive_whole_and_in_order(pair: Pair) -> None:
    """An empty one, a short one, and one larger than any socket's buffer."""
    messages = [b"", b"short", os.urandom(5 * 2**20)]

    def send_all() -> None:
        for data in messages:
            send(pair[0], data)

    sender = threading.Thread(target=send_all)
    sender.start()
    assert [receive(pair[1], deadline=time.monotonic() + 20) for _ in messages] == messages
    sender.join()


def test_a_message_in_single_bytes_arrives(pair: Pair) -> None:
    """What comes in parts is put together."""
    for octet in struct.pack(">Q", 3) + b"abc":
        pair[0].send(bytes([octet]))
        time.sleep(0.001)
    assert receive(pair[1], deadline=time.monotonic() + 5) == b"abc"


def test_no_byte_beyond_the_message_is_read(pair: Pair) -> None:
    """What follows stays in the socket."""
    pair[0].send(struct.pack(">Q", 2) + b"abcd")
    assert receive(pair[1]) == b"ab"
    assert pair[1].recv(10) == b"cd"


def test_an_announced_size_beyond_the_limit_is_refused_unread(pair: Pair) -> None:
    """The length is judged before anything is read for it."""
    pair[0].send(struct.pack(">Q", 2**63) + b"data")
    with pytest.raises(WireError, match="too large"):
        receive(pair[1], Limits(total=100))
    assert pair[1].recv(10) == b"data"


def test_memory_grows_with_what_arrives(pair: Pair) -> None:
    """An announced size within the limit is not allocated before its bytes are there."""
    pair[0].send(struct.pack(">Q", 60 * 2**20) + b"data")
    pair[0].close()
    tracemalloc.start()
    try:
        with pytest.raises(PeerGone):
            receive(pair[1], deadline=time.monotonic() + 5)
        assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("sent", [b"", b"\0\0", struct.pack(">Q", 9) + b"half"])
def test_a_peer_that_ends_is_gone(pair: Pair, sent: bytes) -> None:
    """Before a message, in its length and in its middle."""
    pair[0].send(sent)
    pair[0].close()
    with pytest.raises(PeerGone):
        receive(pair[1], deadline=time.monotonic() + 5)
    with pytest.raises(PeerGone):
        send(pair[1], b"to nobody")


def test_a_peer_that_drips_is_late(pair: Pair) -> None:
    """One byte now and then does not put the deadline off."""
    pair[0].send(struct.pack(">Q", 1000))
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            pair[0].send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    started = time.monotonic()
    try:
        with pytest.raises(WireLate):
            receive(pair[1], deadline=started + 0.2)
    finally:
        stop.set()
        thread.join()
    assert 0.15 < time.monotonic() - started < 5


def test_a_peer_that_never_reads_is_late(pair: Pair) -> None:
    """Sending ends at its deadline too."""
    with pytest.raises(WireLate):
        send(pair[0], bytes(2**24), deadline=time.monotonic() + 0.2)


def test_the_sockets_own_timeout_is_left_as_it_was(pair: Pair) -> None:
    """A deadline is one call's."""
    pair[0].settimeout(7)
    send(pair[0], b"x", deadline=time.monotonic() + 5)
    assert pair[0].gettimeout() == 7

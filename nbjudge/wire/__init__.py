"""The data that a learner's process and the judge exchange: plain values as bytes, never pickle.

The receiver takes every byte for hostile: see `decode`. `kinds` describes the format.
"""

from nbjudge.wire.arguments import (
    Arguments,
    Change,
    apply_changes,
    pack_answer,
    pack_arguments,
    unpack_arguments,
)
from nbjudge.wire.channel import Channel
from nbjudge.wire.decode import decode
from nbjudge.wire.encode import encode
from nbjudge.wire.framing import receive, send
from nbjudge.wire.limits import DEFAULT, TO_JUDGE, Limits, Opaque
from nbjudge.wire.read import is_plain

__all__ = [
    "DEFAULT",
    "TO_JUDGE",
    "Arguments",
    "Change",
    "Channel",
    "Limits",
    "Opaque",
    "apply_changes",
    "decode",
    "encode",
    "is_plain",
    "pack_answer",
    "pack_arguments",
    "receive",
    "send",
    "unpack_arguments",
]

"""A lesson in another language: its messages, and its notebook with the translated texts in it."""

from __future__ import annotations

from pathlib import Path

from nbjudge.authoring import masters
from nbjudge.authoring.translation.messages import Message, of_notebook


def messages_of(folder: Path, root: Path) -> list[Message]:
    """The messages of every master in *folder*, source/<assignment>."""
    found: list[Message] = []
    for master in masters.masters(folder.parent):
        if master.parent == folder:
            found += of_notebook(masters.derive(master), str(master.relative_to(root)))
    return found

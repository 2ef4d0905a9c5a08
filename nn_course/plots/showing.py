"""How a picture gets into the page, and with it the text that says what it shows.

In a notebook one output holds it in three forms. As HTML, an image with its `alt` text: JupyterLab,
Notebook, VS Code and nbconvert show this form where there is one, and JupyterLab shows a bare
image/png without its alt text. As image/png, for what takes no HTML: a PDF, a grader. And as plain
text, for a terminal and for whoever compares outputs.
"""

from __future__ import annotations

import base64
import html
import sys
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

_INLINE = ("inline", "module://matplotlib_inline.backend_inline")


@dataclass(frozen=True)
class Said:
    """What a picture shows, in whole sentences.

    `plain` holds what comes out the same on every machine, and is the output's plain text, which
    nbval compares. `result` follows it in the alt text: what a training, or a sum of many numbers,
    came to here.
    """

    plain: str
    result: str = ""

    @property
    def alt(self) -> str:
        """All of it, in one line."""
        return " ".join(f"{self.plain} {self.result}".split())


def show(description: str) -> None:
    """Show the figure that pyplot has just drawn, with `description` as its text.

    In place of `plt.show()`: those who cannot see the picture read the description.
    """
    if not present(plt.gcf(), Said(" ".join(description.split()))):
        plt.show()


def present(figure: Figure, said: Said) -> bool:
    """Put `figure` into the notebook and close it; False, and nothing done, where there is none.

    There it stays open, for `plt.show()` or whichever backend is at work.
    """
    shell = _notebook()
    if shell is None:
        return False
    from IPython.display import display

    data, metadata = shell.display_formatter.format(figure)  # in the formats the user wants
    data["text/plain"] = said.plain
    for mime in ("image/png", "image/jpeg"):
        if mime in data:
            own = metadata.setdefault(mime, {})
            own["alt"] = said.alt
            data["text/html"] = _image(mime, data[mime], own)
            break
    display(data, metadata=metadata, raw=True)
    plt.close(figure)
    return True


def _image(mime: str, picture: bytes | str, metadata: dict[str, Any]) -> str:
    """An img element that holds the picture itself."""
    text = base64.b64encode(picture).decode() if isinstance(picture, bytes) else picture
    size = "".join(
        f' {side}="{metadata[side]}"' for side in ("width", "height") if side in metadata
    )
    alt = html.escape(metadata["alt"])
    return f'<img alt="{alt}" src="data:{mime};base64,{"".join(text.split())}"{size}>'


def _notebook() -> Any:
    """The running IPython shell if figures go into its notebook, else None."""
    if "IPython" not in sys.modules or plt.get_backend().lower() not in _INLINE:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()

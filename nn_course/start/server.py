"""The start page in JupyterLab's server.

`jupyter/jupyter_server_config.d/nn_course.json` beside this module has the server load it, where
that folder is on JUPYTER_CONFIG_PATH: `python -m nn_course start` puts it there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from nn_course.start.page import ADDRESS, page


class StartPage(JupyterHandler):
    """Shows the page to whoever may use this server."""

    @web.authenticated
    def get(self) -> None:
        """The page as it is now; a browser may not keep it, since progress moves."""
        work = Path(self.settings["server_root_dir"]).expanduser()
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(page(work, self.base_url))


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Jupyter's server asks for this."""
    return [{"module": "nn_course.start.server"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Jupyter's server calls this once."""
    address = url_path_join(serverapp.base_url, ADDRESS, "?")
    serverapp.web_app.add_handlers(".*$", [(address, StartPage)])

"""The start page in JupyterLab's server.

`jupyter/jupyter_server_config.d/nn_course.json` beside this module has the server load it, where
that folder is on JUPYTER_CONFIG_PATH: `python -m nn_course start` puts it there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import ensure_async, url_path_join
from tornado import web

from nbjudge import language
from nn_course.errors import UnknownLanguage
from nn_course.language import VARIABLE
from nn_course.start import choice
from nn_course.start.errors import StartError
from nn_course.start.page import ADDRESS, page
from nn_course.start.switch import switch_all


class StartPage(JupyterHandler):
    """Shows the page to whoever may use this server."""

    @web.authenticated
    def get(self) -> None:
        """The page as it is now; a browser may not keep it, since progress moves."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(page(self._work, self.base_url, self.xsrf_token.decode()))

    @web.authenticated
    async def post(self) -> None:
        """Puts the course into another language, from now on, and shows the page again.

        A notebook with a running kernel may be open, with work in it that is not saved yet: it
        stays as it is, and the page goes on to offer it.
        """
        wanted = self.get_body_argument("language")
        if wanted not in choice.available():
            raise web.HTTPError(400, str(UnknownLanguage.named(wanted, choice.available())))
        sessions: Any = await ensure_async(self.session_manager.list_sessions())
        language.use(wanted)
        os.environ[VARIABLE] = wanted  # kernels that start from now on inherit it
        for one in switch_all(self._work, wanted, {str(one["path"]) for one in sessions}):
            if one.changed:
                self.log.info(one.said)
        try:
            choice.remember(self._work, wanted)
        except StartError as error:  # it holds until the server ends
            self.log.warning(str(error))
        self.redirect(url_path_join(self.base_url, ADDRESS), status=303)

    @property
    def _work(self) -> Path:
        return Path(self.settings["server_root_dir"]).expanduser()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Jupyter's server asks for this."""
    return [{"module": "nn_course.start.server"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Jupyter's server calls this once."""
    address = url_path_join(serverapp.base_url, ADDRESS, "?")
    serverapp.web_app.add_handlers(".*$", [(address, StartPage)])

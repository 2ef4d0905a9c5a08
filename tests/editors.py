"""What other editors make of a notebook when they save it: the same cells, in other clothes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode

Tree = dict[str, Any]


def vscode(notebook: NotebookNode) -> Tree:
    """Visual Studio Code: the environment's own kernel, its language server's marks."""
    tree = _tree(notebook)
    tree["metadata"] |= {
        "kernelspec": {"display_name": ".venv (3.11.7)", "language": "python", "name": "python3"},
        "language_info": _LANGUAGE,
        "orig_nbformat": 4,
        "vscode": {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb"}},
    }
    for number, cell in enumerate(tree["cells"]):
        if cell["cell_type"] == "code" and number % 2:
            cell["metadata"]["vscode"] = {"languageId": "python"}
    return tree


def vscode_of_2020(notebook: NotebookNode) -> Tree:
    """It dropped the metadata of every cell that was run, and knew of no ids."""
    tree = _tree(notebook)
    tree["nbformat_minor"] = 2
    for cell in tree["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    return tree


def notebook_7(notebook: NotebookNode) -> Tree:
    """Jupyter Notebook 7, with its panel of cell properties open and outputs folded."""
    tree = _tree(notebook)
    tree["metadata"] |= {"language_info": _LANGUAGE, "toc-autonumbering": False}
    for cell in tree["cells"]:
        given = cell["metadata"]
        given |= {"slideshow": {"slide_type": ""}, "trusted": True, "collapsed": False}
        given["editable"] = given.get("editable", True)
        given["tags"] = given.get("tags", [])
        if cell["cell_type"] == "code":
            given |= {"jupyter": {"outputs_hidden": False, "source_hidden": False}}
            given |= {
                "scrolled": True,
                "execution": dict.fromkeys(_MOMENTS, "2026-11-25T21:00:00Z"),
            }
        else:
            given["jp-MarkdownHeadingCollapsed"] = True
    return tree


def colab(notebook: NotebookNode) -> Tree:
    """Google Colab: format 4.0, so that ids have moved into the metadata, and are its own."""
    tree = _tree(notebook)
    tree["nbformat_minor"] = 0
    tree["metadata"] = {
        "colab": {"provenance": [], "gpuType": "T4", "name": "from_scratch.ipynb"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    for number, cell in enumerate(tree["cells"]):
        del cell["id"]
        cell["metadata"] |= {"id": f"69lq2k6UH7{number:02}"}
        if cell["cell_type"] == "code":
            cell["metadata"] |= {
                "colab": {"base_uri": "https://localhost:8080/", "height": 51},
                "outputId": str(uuid.UUID(int=number)),
            }
    tree["cells"].insert(0, _COLABS_BUTTON)
    return tree


def kaggle(notebook: NotebookNode) -> Tree:
    """Kaggle: ids of its own, the marks of papermill, which it runs notebooks with."""
    tree = _tree(notebook)
    tree["metadata"] |= {
        "kaggle": {"accelerator": "none", "dataSources": [], "isInternetEnabled": True},
        "language_info": _LANGUAGE,
        "papermill": {"version": "2.6.0", "exception": None, "parameters": {}},
    }
    for number, cell in enumerate(tree["cells"]):
        cell["id"] = f"{number:08x}"
        cell["metadata"] |= {
            "_cell_guid": str(uuid.UUID(int=number)),
            "_uuid": f"{number:040x}",
            "execution": dict.fromkeys(_MOMENTS, "2026-11-25T21:00:00.000000Z"),
            "papermill": {"duration": 0.1, "exception": False, "status": "completed"},
            "trusted": True,
        }
        cell["metadata"].setdefault("tags", [])
    return tree


EDITORS: dict[str, Callable[[NotebookNode], Tree]] = {
    one.__name__: one for one in (vscode, vscode_of_2020, notebook_7, colab, kaggle)
}

_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3.11.7",
}
_MOMENTS = ("iopub.execute_input", "iopub.status.busy", "iopub.status.idle", "shell.execute_reply")
_COLABS_BUTTON = {
    "cell_type": "markdown",
    "metadata": {"id": "view-in-github", "colab_type": "text"},
    "source": ['<a href="https://colab.research.google.com/">Open In Colab</a>'],
}


def _tree(notebook: NotebookNode) -> Tree:
    """A copy of the notebook as it lies in a file, with an output below each code cell."""
    tree: Tree = json.loads(json.dumps(notebook))
    for number, cell in enumerate(tree["cells"]):
        cell["source"] = str(cell["source"]).splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["execution_count"] = number + 1
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["seen\n"]}]
    return tree

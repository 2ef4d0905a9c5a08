"""Nothing happened to it, but that another editor than JupyterLab saved it."""

from __future__ import annotations

import json

from tests import editors
from tests.damage.damage import Paper, damage


@damage()
def saved_by_vscode(paper: Paper) -> None:
    paper.write(json.dumps(editors.vscode(paper.notebook)))


@damage(notes={"lost_id": "recognised by what it defines"})
def saved_by_vscode_of_2020(paper: Paper) -> None:
    paper.write(json.dumps(editors.vscode_of_2020(paper.notebook)))


@damage()
def saved_by_notebook_7(paper: Paper) -> None:
    paper.write(json.dumps(editors.notebook_7(paper.notebook)))


@damage()
def saved_by_colab(paper: Paper) -> None:
    paper.write(json.dumps(editors.colab(paper.notebook)))


@damage()
def saved_by_kaggle(paper: Paper) -> None:
    paper.write(json.dumps(editors.kaggle(paper.notebook)))

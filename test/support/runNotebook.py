"""Runs a notebook of the current folder with whatever kernel Jupyter finds under its name, and says in JSON which cells
print something else than is saved, and whether Jupyter trusts it."""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbformat.sign import NotebookNotary


def printed(notebook):
    return {
        cell.id: "".join(output.get("text", "") for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


notebook = nbformat.read(sys.argv[1], as_version=4)
trusted = NotebookNotary().check_signature(notebook)
saved = printed(notebook)
NotebookClient(notebook, timeout=600).execute()
now = printed(notebook)
print(json.dumps({"trusted": trusted, "differ": [id for id in saved if now[id] != saved[id]]}))

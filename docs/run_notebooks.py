"""Run the notebooks and keep what they show: `python docs/run_notebooks.py [NAME ...]`.

Each is stored with its outputs in `notebooks/`, and as a page in `docs/notebooks/`, for readers without Jupyter. Its
metadata hold a digest of the code that gave the outputs, so that a test tells whether somebody changed the one and not
the other; another test runs them and compares what they print.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import nbclient
import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from markdown_it import MarkdownIt
from nbformat import NotebookNode
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS, PAGES = ROOT / "notebooks", ROOT / "docs" / "notebooks"
REVISION = re.compile(r"revision [0-9a-f]{8,40}(-dirty)?")
"""The commit, which a notebook that is stored in it cannot know."""
WIDTH, COLOURS = 900, 64
"""Pixels and colours of a picture that is kept: a notebook then stays below a megabyte."""


def main(names: list[str]) -> None:
    """Run the notebooks of these names, or all."""
    PAGES.mkdir(exist_ok=True)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if names and path.stem not in names:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            notebook = kept(executed(path, Path(scratch)))
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        (PAGES / f"{path.stem}.html").write_text(page(notebook, path), encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def executed(path: Path, scratch: Path) -> NotebookNode:
    """The notebook after a run of all its cells by this Python, whatever kernels are registered."""
    spec = {
        "argv": [
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
            "--HistoryManager.enabled=False",
        ],
        "display_name": "this Python",
        "language": "python",
        "env": {
            "IPYTHONDIR": str(scratch / "ipython"),  # not the user's own start-up files
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
        },
    }
    folder = scratch / "kernels" / "this"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    manager = AsyncKernelManager(
        kernel_name="this", kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(scratch / "kernels")])
    )
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(scratch)}}  # a notebook may run anywhere
    # However busy the machine is; the kernel is given an hour to start.
    client = nbclient.NotebookClient(
        notebook,
        km=manager,
        timeout=None,
        startup_timeout=3600,
        resources=resources,
        record_timing=False,
        coalesce_streams=True,  # a busy kernel sends one line in several pieces
    )
    try:
        client.execute()
    finally:
        run_sync(manager.shutdown_kernel)(now=True)  # the client ends only kernels that it has begun itself
    return notebook


def kept(notebook: NotebookNode) -> NotebookNode:
    """An executed notebook as it is stored: small pictures, plain metadata, and the digest of its code."""
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.pop("metadata", None)
            if "text" in output:
                output.text = REVISION.sub("revision …", output.text)
            if output.output_type in ("display_data", "execute_result"):
                output.metadata = {}
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = smaller(output.data["image/png"])
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "code": code_digest(notebook),
    }
    return notebook


def code_digest(notebook: NotebookNode) -> str:
    """A digest of all code cells."""
    code = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def printed(notebook: NotebookNode) -> list[str]:
    """What the cells print and show as text, without sizes of files, which differ between machines."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = output.get("text") or ("" if "image/png" in data else data.get("text/plain", ""))
            found += [line.rstrip() for line in text.splitlines() if not line.endswith(" kB")]
    return found


def smaller(picture: str) -> str:
    """A PNG in base64, made smaller for the web."""
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        height = round(image.height * WIDTH / image.width)
        small = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
        content = io.BytesIO()
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(content, format="PNG", optimize=True)
    return base64.b64encode(content.getvalue()).decode()


# --- as a page --------------------------------------------------------------------------------------------------------

STYLE = """
body { max-width: 52rem; margin: 0 auto; padding: 1rem; font: 1rem/1.6 system-ui, "Noto Sans", "Noto Sans CJK SC",
  "Microsoft YaHei", sans-serif; color: #1a1a1a; }
pre { overflow-x: auto; padding: .6rem .8rem; font: .86rem/1.45 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
pre.code { background: #f3f5f7; border-left: 4px solid #005a94; }
code { font-size: .9em; }
pre code { font-size: inherit; }
img { max-width: 100%; height: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0; }
td, th { padding: .25rem .6rem; border-bottom: 1px solid #c9c9c9; text-align: right; }
h1, h2 { line-height: 1.3; }
a { color: #005a94; }
"""


def page(notebook: NotebookNode, path: Path) -> str:
    """An executed notebook as one page of HTML."""
    markdown = MarkdownIt("commonmark").enable("table")
    parts, lang = [], "zh-CN" if path.stem.endswith(".zh") else "en"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(markdown.render(cell.source.replace("](../docs/", "](../").replace(".ipynb)", ".html)")))
        else:
            parts.append(f'<pre class="code"><code>{html.escape(cell.source)}</code></pre>')
            parts += [_output(output, lang) for output in cell.outputs]
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head>{head}<title>{html.escape(title)}</title>\n<style>{STYLE}</style>'
        f"</head>\n<body><main>\n{''.join(part.rstrip() + chr(10) for part in parts)}</main></body></html>\n"
    )


def _output(output: NotebookNode, lang: str) -> str:
    data = output.get("data", {})
    if "image/png" in data:
        alt = "The figure that the code above draws" if lang == "en" else "上面的代码画出的图"
        return f'<p><img src="data:image/png;base64,{data["image/png"]}" alt="{alt}"></p>'
    if "text/html" in data:
        return f'<div class="table">{data["text/html"]}</div>'
    return f"<pre>{html.escape(output.get('text') or data.get('text/plain', ''))}</pre>"


if __name__ == "__main__":
    main(sys.argv[1:])

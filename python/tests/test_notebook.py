"""The example notebook, executed on a run that was exported."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "dist" / "cli" / "main.js"
SUITE = """
title: for the notebook
targets:
  - action: phi4
    shape: [4, 4]
    parameters: { m2: 1, lambda: 1 }
samplers: [hmc, realnvp]
draws: 512
budget: { steps: 20 }
"""


def test_the_notebook_runs(tmp_path, monkeypatch):
    for name in ("nbclient", "nbformat", "ipykernel", "arviz", "altair", "h5netcdf", "pandas"):
        pytest.importorskip(name, reason=f"the notebook needs {name}")
    if shutil.which("node") is None or not PROGRAM.exists():
        pytest.skip("the notebook reads a run, and the program is not built: npm ci")
    import nbclient
    import nbformat

    (tmp_path / "suite.yaml").write_text(SUITE)
    for arguments in (["run", "suite.yaml", "--out", "run"], ["export", "run", "--output", "export"]):
        done = subprocess.run(["node", str(PROGRAM), *arguments], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    notebook = nbformat.read(ROOT / "examples" / "report.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    monkeypatch.setenv("LATTICEBENCH_EXPORT", str(tmp_path / "export"))
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    charts = [output for output in outputs if "vegaEmbed" in output.get("data", {}).get("text/html", "")]
    assert len(charts) == 2

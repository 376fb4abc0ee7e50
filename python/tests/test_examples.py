"""Every example of examples/outside/ prepares and draws, where its library is installed."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from test_protocol import Session

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DOMAIN = {"per": "site", "manifold": "line", "components": 1, "shape": [4, 4]}
ACTION = {
    "name": "phi4", "shape": [4, 4], "parameters": {"m2": -4, "lambda": 8}, "domain": DOMAIN,
    "structure": {"kind": "scalarPolynomial", "kinetic": 1, "potential": [0, 0, -4, 0, 8]},
}
PROGRAMS = [
    ("examples/outside/numpy_metropolis.py", "numpy", {}), ("examples/outside/jax_realnvp.py", "jax", {}), ("examples/outside/torch_coupling.py", "torch", {}),
    ("examples/outside/blackjax_chains.py", "blackjax", {"kernel": "hmc"}), ("examples/outside/blackjax_chains.py", "blackjax", {"kernel": "nuts"}),
    ("examples/outside/normflows_realnvp.py", "normflows", {}), ("examples/outside/wrong/langevin.py", "numpy", {}), ("examples/outside/wrong/few_steps.py", "numpy", {}),
]


def life(command, options, tmp_path):
    session = Session("", command=command)
    said = session.ask("initialize", protocol=1, latticebench="0", threads=1, options=options, precision="float32",
                       device={"kind": "cpu", "name": "x", "count": 1})["result"]
    assert session.ask("supports", action=ACTION)["result"] == {"ok": True}
    told = session.ask("prepare", action=ACTION, budget={"seconds": 60, "steps": 3}, seed="7", dir=str(tmp_path))
    assert "result" in told, told
    answer = session.ask("draw", count=32, seed="8", dir=str(tmp_path))
    assert "result" in answer, answer
    arrays, axes = answer["result"]["arrays"], answer["result"]["axes"]
    fields = np.load(tmp_path / arrays["fields"])
    lead = 2 if said["structure"] == "chains" else 1
    chains = fields.shape[1] if lead == 2 else 1
    assert fields.shape[lead:] == (4, 4) and fields.shape[0] == -(-32 // chains)
    assert axes[:lead] == ["draw", "chain"][:lead] and np.isfinite(fields).all()
    if lead == 1:
        assert np.load(tmp_path / arrays["logq"]).shape == (32,) and fields.shape == (32, 4, 4)
    session.end()


@pytest.mark.parametrize("program, library, options", PROGRAMS, ids=lambda v: str(v))
def test_python(program, library, options, tmp_path):
    found = subprocess.run([sys.executable, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec('{library}') is None)"])
    if found.returncode != 0:
        pytest.skip(f"{library} is not installed")
    life([sys.executable, os.path.join(ROOT, program)], options, tmp_path)


def test_cpp(tmp_path):
    compiler = shutil.which("c++") or shutil.which("g++")
    if compiler is None:
        pytest.skip("there is no C++ compiler")
    program = str(tmp_path / "metropolis")
    subprocess.run([compiler, "-O1", "-std=c++17", os.path.join(ROOT, "examples/outside/metropolis.cpp"), "-o", program], check=True)
    life([program], {}, tmp_path)

"""A program that serves a sampler, asked as latticebench asks it."""

import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOMAIN = {"per": "site", "manifold": "line", "components": 1, "shape": [2, 3]}
ACTION = {
    "name": "phi4", "family": "scalar", "shape": [2, 3], "parameters": {"m2": 1, "lambda": 0.5}, "domain": DOMAIN,
    "convention": "S", "structure": {"kind": "scalarPolynomial", "kinetic": 1, "potential": [0, 0, 1, 0, 0.5]},
    "symmetries": [],
}
FLOW = """
import os, sys
import numpy as np, latticebench as lb
class Flow:
    def prepare(self, task):
        print("a stray print"); os.write(1, b"from C\\n")
        self.task = task; step = 0
        with task.stage("compile"): pass
        while task.going(step): step += 1; task.progress(step=np.int64(step), loss=np.float32("nan"))
        return {"steps": step, "parameters": 7}
    def draw(self, n, seed):
        z = np.random.default_rng(seed).standard_normal((n, *self.task.shape))
        return z.astype(">f4").T.copy().T, (-0.5 * z**2 - 0.5 * np.log(2 * np.pi)).sum((1, 2))
    def logq(self, x): return (-0.5 * x**2 - 0.5 * np.log(2 * np.pi)).sum((1, 2))
    def action(self, x): return self.task.action(x)
lb.serve(Flow())
"""


class Session:
    def __init__(self, text, command=None):
        command = command or [sys.executable, "-c", text]
        self.child = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": ROOT}, text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.told = []
        self.number = 0

    def ask(self, method, **params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            # A program that says nothing is ended; the line is then empty.
            patience = threading.Timer(300, self.child.kill)
            patience.start()
            line = self.child.stdout.readline()
            patience.cancel()
            assert line, f"no answer to {method}"
            message = json.loads(line)
            if message.get("id") == self.number:
                return message
            self.told.append(message)

    def send(self, message):
        self.child.stdin.write(json.dumps(message) + "\n")
        self.child.stdin.flush()

    def start(self):
        return self.ask("initialize", protocol=1, latticebench="0", threads=1, options={},
                        device={"kind": "cpu", "name": "x", "count": 1}, precision="float64")

    def end(self):
        assert self.ask("shutdown")["result"] == {}
        errors = self.child.communicate()[1]
        assert self.child.returncode == 0
        return errors


def test_a_life(tmp_path):
    session = Session(FLOW)
    said = session.start()["result"]
    assert said["structure"] == "weighted" and said["process"] == session.child.pid and said["capabilities"]["logq"] is True and "numpy" in said["frameworks"]
    assert session.ask("supports", action=ACTION)["result"] == {"ok": True}
    circle = {**ACTION, "domain": {**DOMAIN, "manifold": "circle"}}
    assert session.ask("supports", action=circle)["result"]["ok"] is False
    prepared = session.ask("prepare", action=ACTION, budget={"seconds": None, "steps": 50}, seed="18446744073709551615",
                           dir=str(tmp_path))
    assert prepared["result"]["facts"] == {"steps": 50, "parameters": 7}
    stages = [m["params"].get("stage") for m in session.told if m["method"] == "progress"]
    assert stages[:2] == ["compile", "train"]
    assert any(m["params"].get("loss", 0) is None for m in session.told if m["method"] == "progress")
    drawn = {}
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        folder = tmp_path / name
        folder.mkdir()
        session.told.clear()
        answer = session.ask("draw", count=7, seed=seed, dir=str(folder))["result"]
        assert [m["method"] for m in session.told] == ["done"]
        assert answer["axes"] == ["draw", "x", "y"]
        assert sorted(os.listdir(folder)) == ["fields.npy", "logq.npy"]
        fields = np.load(folder / "fields.npy")
        assert fields.dtype == np.dtype("<f4") and fields.flags.c_contiguous and fields.shape == (7, 2, 3)
        drawn[name] = (fields, np.load(folder / "logq.npy"))
    assert (drawn["a"][0] == drawn["b"][0]).all() and not (drawn["a"][0] == drawn["c"][0]).any()
    answer = session.ask("logq", count=7, fields="fields.npy", dir=str(tmp_path / "a"))["result"]
    np.testing.assert_allclose(np.load(tmp_path / "a" / answer["arrays"]["logq"]), drawn["a"][1], atol=1e-4)
    assert session.ask("draw", count=0, seed="1", dir=str(tmp_path))["result"]
    assert np.load(tmp_path / "fields.npy").shape == (0, 2, 3)
    assert session.ask("dance")["error"]["code"] == "unsupported"
    for method, lacks in (("restore", "load"), ("checkpoint", "save")):
        error = session.ask(method, action=ACTION, files=["state"], dir=str(tmp_path))["error"]
        assert error["code"] == "unsupported" and f"Flow has no {lacks}, so it" in error["message"]
    errors = session.end()
    assert "a stray print" in errors and "from C" in errors and "Traceback" not in errors


def test_stop_ends_a_preparation(tmp_path):
    session = Session(FLOW)
    session.start()
    session.number += 1
    session.send({"id": session.number, "method": "prepare",
                  "params": {"action": ACTION, "budget": {"seconds": 600}, "seed": "1", "dir": str(tmp_path)}})
    session.send({"method": "stop"})
    while True:
        message = json.loads(session.child.stdout.readline())
        if message.get("id") == session.number:
            break
    assert "result" in message
    session.end()


@pytest.mark.parametrize("body, code, text", [
    ("raise MemoryError('no more')", "outOfMemory", "no more"),
    ("raise RuntimeError('RESOURCE_EXHAUSTED: 9 GB')", "outOfMemory", "9 GB"),
    ("raise lb.Unsupported('not this one')", "unsupported", "not this one"),
    ("return np.full((n, 2, 3), np.nan), np.zeros(n)", "diverged", "not finite"),
    ("return np.zeros((n, 3, 2)), np.zeros(n)", "invalid", "expected"),
    ("return np.zeros((n, 2, 3))", "invalid", "without log q"),
    ("return lb.chain(np.zeros((n, 1, 2, 3)))", "invalid", 'structure = "chains"'),
    ("1 / 0", "internal", "ZeroDivisionError"),
])
def test_failures_are_answers(tmp_path, body, code, text):
    session = Session(f"import numpy as np, latticebench as lb\nclass S:\n  def prepare(self, task): pass\n"
                      f"  def draw(self, n):\n    {body}\nlb.serve(S())")
    session.start()
    session.ask("prepare", action=ACTION, budget={"seconds": 1}, seed="1", dir=str(tmp_path))
    error = session.ask("draw", count=3, seed="1", dir=str(tmp_path))["error"]
    assert error["code"] == code and text in error["message"]
    session.end()


def test_chains_and_checkpoints(tmp_path):
    session = Session("""
import numpy as np, latticebench as lb
class C:
    structure = "chains"; checkpoint = "exact"
    def prepare(self, task): self.task = task; self.at = 0
    def draw(self, n):
        rows = -(-n // 4); self.at += rows
        return lb.chain(np.full((rows, 4, 2, 3), self.at), np.ones((rows, 4), bool))
    def save(self, path): np.save(path, self.at)
    def load(self, path): self.at = int(np.load(path))
lb.serve(C())
""")
    assert session.start()["result"]["capabilities"]["checkpoint"] == "exact"
    session.ask("prepare", action=ACTION, budget={"seconds": 1}, seed="1", dir=str(tmp_path))
    answer = session.ask("draw", count=10, seed="1", dir=str(tmp_path))["result"]
    assert answer["axes"] == ["draw", "chain", "x", "y"]
    assert np.load(tmp_path / "fields.npy").shape == (3, 4, 2, 3)
    assert np.load(tmp_path / "accepted.npy").dtype == np.uint8
    folder = tmp_path / "state"
    folder.mkdir()
    files = session.ask("checkpoint", dir=str(folder))["result"]["files"]
    assert files == ["checkpoint.npy"]
    session.ask("draw", count=10, seed="1", dir=str(tmp_path))
    assert session.ask("restore", action=ACTION, files=files, dir=str(folder))["result"] == {}
    session.ask("draw", count=4, seed="1", dir=str(tmp_path))
    assert np.load(tmp_path / "fields.npy").flat[0] == 4
    lost = session.ask("restore", action=ACTION, files=["nowhere"], dir=str(folder))["error"]
    assert lost["code"] == "invalid" and "nowhere" in lost["message"]
    session.end()


def test_a_lost_host_ends_a_stubborn_sampler():
    """Behind ssh no signal tells that the cell has ended: the end of standard input does."""
    session = Session("""
import time, latticebench as lb
from latticebench.serving import _Server
_Server.patience = 0.5
class Stubborn:
    def prepare(self, task): time.sleep(600)
    def draw(self, n): pass
lb.serve(Stubborn())
""")
    session.start()
    session.send({"id": 9, "method": "prepare", "params": {"action": ACTION, "budget": {"seconds": 1}, "seed": "1", "dir": "."}})
    session.child.stdin.close()
    assert session.child.wait(60) == 1

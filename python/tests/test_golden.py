"""Actions and flows give the numbers of latticebench itself: golden.json is checked by its own tests too."""

import json
import os

import numpy as np
import pytest

import latticebench as lb
from latticebench.actions import from_description

GOLDEN = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.json"), encoding="utf-8"))


def backends():
    yield "numpy", lambda x: np.asarray(x)
    for name in ("torch", "jax"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        if name == "torch":
            yield name, lambda x: module.tensor(x, dtype=module.float64)
        else:
            module.config.update("jax_enable_x64", True)
            yield name, lambda x: __import__("jax.numpy").numpy.asarray(x)


@pytest.mark.parametrize("case", GOLDEN["actions"], ids=lambda case: case["action"]["name"])
def test_actions(case):
    action = from_description(case["action"])
    fields = np.array(case["fields"]).reshape(-1, *case["action"]["domain"]["shape"])
    for name, make in backends():
        np.testing.assert_allclose(np.asarray(action(make(fields))), case["values"], rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("shape", [(3, 4), (2, 2), (5,), (1, 3), (2, 3, 4)])
def test_gradient_against_differences(shape):
    action = lb.actions.phi4(-1.5, 0.7, shape)
    x = np.random.default_rng(1).standard_normal((2, *shape))
    gradient, h = action.gradient(x), 1e-5
    for index in np.ndindex(x.shape):
        d = np.zeros_like(x)
        d[index] = h
        slope = (action(x + d) - action(x - d))[index[0]] / (2 * h)
        assert abs(slope - gradient[index]) < 1e-7


@pytest.mark.parametrize("case", GOLDEN["flows"], ids=lambda case: case["label"])
def test_flows(case, tmp_path):
    (tmp_path / "model.json").write_text(json.dumps(case["about"]))
    np.savez(tmp_path / "model.npz", **{k: np.array(v["data"], "<f4").reshape(v["shape"]) for k, v in case["arrays"].items()})
    flow = lb.load_flow(tmp_path)
    # latticebench computes flows in float32.
    theirs = np.array(case["fields"]).reshape(-1, *flow.shape)
    np.testing.assert_allclose(flow.logq(theirs), case["logq"], atol=3e-4)
    latent = np.array(case["latent"]).reshape(-1, *flow.shape)
    fields, logq = flow.forward(latent)
    np.testing.assert_allclose(flow.logq(fields), logq, atol=1e-9)
    # log q against a numerical Jacobian of one draw.
    z, h, v = latent[:1], 1e-6, flow.volume
    steps = (np.eye(v) * h).reshape(v, *flow.shape)
    jacobian = (flow.forward(z + steps)[0] - flow.forward(z - steps)[0]).reshape(v, v) / (2 * h)
    base = -0.5 * (z**2).sum() - 0.5 * v * np.log(2 * np.pi)
    assert abs(base - np.linalg.slogdet(jacobian)[1] - logq[0]) < 1e-5


def test_what_is_no_flow_of_ours_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no model.json.*gauge-continuous"):
        lb.load_flow(tmp_path)
    (tmp_path / "model.json").write_text('{"format": 2, "kind": "coupling"}')
    with pytest.raises(ValueError, match="this package reads"):
        lb.load_flow(tmp_path)

"""Flows that latticebench trained (realnvp, neural-spline, equivariant-cnf, that of flow-hmc), in NumPy."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, Mapping

import numpy as np

from .actions import ScalarPolynomial

Pair = tuple[np.ndarray, np.ndarray]
_LEAST = 1e-3  # of the bins and slopes of splines


def load_flow(folder: str | Path) -> Flow:
    """The flow in `model.json` and `model.npz` of a cell's folder, cells/<key>/ of a run."""
    if not Path(folder, "model.json").exists():
        raise FileNotFoundError(
            f"{folder}: no model.json; completed cells of realnvp, neural-spline, equivariant-cnf and flow-hmc have one, "
            "while gauge-continuous transports group elements, for which this package has no flow")
    about = json.loads(Path(folder, "model.json").read_text("utf-8"))
    kinds = {(1, "coupling"): CouplingFlow, (1, "equivariant-cnf"): ContinuousFlow}
    given = (about.get("format"), about.get("kind"))
    if given not in kinds:
        raise ValueError(f"{folder}: the format and kind of this model are {given}; this package reads {list(kinds)}")
    with np.load(Path(folder, "model.npz")) as arrays:
        return kinds[given](about, {name: arrays[name].astype(np.float64) for name in arrays.files})


class Flow:
    """phi = T(x), x a free field or independent normals; log q is normalised. Fields are [n, *shape], float64."""

    def __init__(self, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
        self.about, self.config, self.arrays = about, about["config"], arrays
        self.shape: tuple[int, ...] = tuple(about["shape"])
        self.volume, self._axes = int(np.prod(self.shape)), tuple(range(1, 1 + len(self.shape)))
        local = about.get("structure")  # of S that it was trained for
        self.action = local and ScalarPolynomial(self.shape, local["kinetic"], local["potential"])
        self._width = np.ones(self.shape)  # 1 / variance of each Fourier mode of x
        prior = self.config.get("prior", {"kind": "freeField", "trainable": True, **self.config})
        if prior["kind"] != "normal":
            trained = arrays.get("prior/logMass2", arrays.get("logMass2"))
            mass2 = np.exp(trained[0]) if prior["trainable"] else prior["mass2"]
            k2 = sum(4 * np.sin(np.pi * k / extent) ** 2 for k, extent in zip(np.indices(self.shape), self.shape))
            self._width = 2 * (mass2 + prior["kinetic"] * k2)

    def sample(self, n: int, seed: int | np.random.Generator | None = None) -> Pair:
        """n draws and log q of each."""
        return self.forward(np.random.default_rng(seed).standard_normal((n, *self.shape)))

    def forward(self, latent: np.ndarray) -> Pair:
        """From independent standard normals [n, *shape], one for each site, to fields and log q."""
        fields, growth = self._push(self._convolve(latent, self._width**-0.5), True)
        return fields, self._normal(latent) - growth

    def logq(self, fields: np.ndarray) -> np.ndarray:
        """Normalised log density of fields [n, *shape]."""
        x, growth = self._push(np.asarray(fields, dtype=np.float64), False)
        return self._normal(self._convolve(x, self._width**0.5)) - growth

    def _push(self, x: np.ndarray, forward: bool) -> Pair:
        """From the prior to the fields, or back, with log |det| of the way forward."""
        raise NotImplementedError

    def _convolve(self, x: np.ndarray, spectrum: np.ndarray) -> np.ndarray:
        return np.fft.ifftn(np.fft.fftn(x, axes=self._axes) * spectrum, axes=self._axes).real

    def _normal(self, z: np.ndarray) -> np.ndarray:
        """Log density of the prior where the normals are z."""
        return 0.5 * (np.log(self._width / (2 * np.pi)).sum() - (z**2).sum(self._axes))


class CouplingFlow(Flow):
    """Checkerboard couplings, affine or splines, with nets that are convolutional or dense."""

    def _push(self, x: np.ndarray, forward: bool) -> Pair:
        colour, kind = np.indices(self.shape).sum(0) % 2, self.config["transform"]
        scale = float(self.arrays["logScale"][0]) if self.config["rescale"] else 0.0
        x, growth = x if forward else x * np.exp(-scale), np.full(len(x), self.volume * scale)
        if not forward:
            x, slope = self._bend(x, forward)
            growth = growth + slope
        for layer in range(self.config["layers"])[:: 1 if forward else -1]:
            active = colour == layer % 2
            net = self._net(layer, active, np.where(active, 0.0, x))
            if kind["kind"] == "affine":
                slope, t = np.moveaxis(np.tanh(net), -1, 0)
                values = x * np.exp(slope) + t if forward else (x - t) * np.exp(-slope)
            else:
                values, slope = _spline(x, net, kind, forward)
            x, growth = np.where(active, values, x), growth + (slope * active).sum(self._axes)
        if forward:
            x, slope = self._bend(x, forward)
            growth = growth + slope
        return (x * np.exp(scale) if forward else x), growth

    def _bend(self, x: np.ndarray, forward: bool) -> Pair:
        """The pointwise map y^2 = phi^2 + c phi^4 from y to phi, or back, with log |det| of the way forward."""
        if not self.config.get("pointwise"):
            return x, np.zeros(len(x))
        square = np.exp(float(self.arrays["pointwise/logCoefficient"][0])) * x**2
        r = np.sqrt(1 + 4 * square) if forward else 1 + 2 * square
        h = (1 + r) / 2
        values = x / np.sqrt(h) if forward else x * np.sqrt(h)
        return values, (0.5 * np.log(h) - np.log(r)).sum(self._axes)

    def _net(self, layer: int, active: np.ndarray, frozen: np.ndarray) -> np.ndarray:
        last, dense = len(self.config["hidden"]), self.config["conditioner"] == "dense"
        x = frozen[:, ~active] if dense else frozen[..., None]
        for i in range(last + 1):
            if not dense:
                reach = (self.config["kernel"] - 1) // 2
                taps = itertools.product(range(reach, -reach - 1, -1), repeat=len(self.shape))
                x = np.concatenate([np.roll(x, tap, self._axes) for tap in taps], -1)
            weight = self.arrays[f"{layer}/{i}/weight"]
            x = x @ weight.reshape(-1, weight.shape[-1])
            if i == 0 and self.config["transform"].get("odd"):
                x = np.abs(x)
            else:
                x = x + self.arrays[f"{layer}/{i}/bias"]
                x = np.maximum(x, 0.01 * x) if i < last else x
        if not dense:
            return x
        net = np.zeros((*frozen.shape, x.shape[1] // active.sum()))
        net[:, active] = x.reshape(len(x), active.sum(), -1)
        return net


def _spline(values: np.ndarray, net: np.ndarray, kind: Mapping[str, Any], forward: bool) -> Pair:
    """Monotone rational-quadratic splines, arXiv:1906.04032, the identity beyond the bound: values, log slopes."""
    bins, bound, odd = kind["bins"], kind["bound"], kind["odd"]
    low = 0.0 if odd else -bound
    powers = (np.exp(a - a.max(-1, keepdims=True)) for a in (net[..., :bins], net[..., bins:2 * bins]))
    widths, heights = ((bound - low) * (_LEAST + (1 - bins * _LEAST) * e / e.sum(-1, keepdims=True)) for e in powers)
    left_x, left_y = (low + np.cumsum(size, -1) - size for size in (widths, heights))
    ends = [(0, 0)] * (net.ndim - 1) + [(0 if odd else 1, 1)]  # slope 1 at the bound
    slopes = _LEAST + np.logaddexp(0, np.pad(net[..., 2 * bins:], ends) + np.log(np.expm1(1 - _LEAST)))
    inside, sign = np.abs(values) < bound, np.where(values < 0, -1.0, 1.0) if odd else 1.0
    value = np.where(inside, values * sign, 0.0)
    bin = ((value[..., None] >= (left_x if forward else left_y)).sum(-1) - 1).clip(0, bins - 1)[..., None]
    parts = (left_x, left_y, widths, heights, slopes[..., :-1], slopes[..., 1:])
    x0, y0, width, height, d0, d1 = (np.take_along_axis(part, bin, -1)[..., 0] for part in parts)
    s = height / width
    bend = d0 + d1 - 2 * s
    if forward:
        theta = (value - x0) / width
    else:
        e = value - y0
        a, b = height * (s - d0) + e * bend, height * d0 - e * bend
        theta = 2 * s * e / (b + np.sqrt(np.maximum(b * b + 4 * a * s * e, 0)))
    u = theta * (1 - theta)
    den = s + bend * u
    slope = (s / den) ** 2 * (d1 * theta**2 + 2 * s * u + d0 * (1 - theta) ** 2)
    image = y0 + height * (s * theta**2 + d0 * u) / den if forward else x0 + theta * width
    return np.where(inside, sign * image, values), np.where(inside, np.log(slope), 0.0)


class ContinuousFlow(Flow):
    """The equivariant continuous flow of arXiv:2207.00283, by `config["steps"]` steps of RK4 with its divergence."""

    def _push(self, x: np.ndarray, forward: bool) -> Pair:
        if forward:
            return self._integrate(x, 1)
        guess = x  # the inverse of the discrete map itself: run backward, and corrected until it fits
        for _ in range(100):
            start, _ = self._integrate(guess, -1)
            image, growth = self._integrate(start, 1)
            guess = guess + x - image
            if np.abs(x - image).max(initial=0) < 1e-12:
                return start, growth
        raise FloatingPointError("the flow cannot be inverted here: its integrator has too few steps")

    def _integrate(self, x: np.ndarray, sign: int) -> Pair:
        """From t = 0 to 1, or back, with the integral of the divergence over the way."""
        h, kernel, growth = sign / self.config["steps"], self._kernel(), np.zeros(len(x))
        for step in range(self.config["steps"]):
            t, stage, slope = (sign < 0) + h * step, x, np.zeros_like(x)
            for at, weight, onward in ((0, 1, 0.5), (0.5, 2, 0.5), (0.5, 2, 1), (1, 1, 0)):
                velocity, divergence = self._velocity(stage, t + at * h, kernel)
                slope, growth = slope + weight * velocity, growth + h / 6 * weight * divergence
                stage = x + h * onward * velocity
            x = x + h / 6 * slope
        return x, growth

    def _kernel(self) -> np.ndarray:
        """W^f_z in the basis of time, [*shape, F, 2M + 1]: constant on orbits of displacements z."""
        place = np.indices(self.shape).reshape(len(self.shape), -1).T
        folded = np.minimum(place, np.array(self.shape) - place)
        for extent in set(self.shape):
            axes = [mu for mu, other in enumerate(self.shape) if other == extent]
            folded[:, axes] = -np.sort(-folded[:, axes], 1)
        orbit = np.unique(folded, axis=0, return_inverse=True)[1].ravel()
        times = self.arrays["timeBonds"]
        modes = self.arrays["kernel"] @ times / times.shape[1]
        return modes[orbit].reshape(*self.shape, *modes.shape[1:])

    def _velocity(self, x: np.ndarray, t: float, kernel: np.ndarray) -> Pair:
        """v_x = sum_y sum_f W^f_{x-y}(t) g_f(phi_y), and sum_x dv_x / dphi_x."""
        angle = 2 * np.pi * t * np.arange(1, self.config["timeModes"] + 1)
        weights = kernel @ np.concatenate([np.sin(angle), np.cos(angle), [1.0]])
        waves, bonds = self.arrays["frequencies"], self.arrays["bonds"] / self.config["frequencies"]
        turns = x[..., None] * waves
        g = np.concatenate([np.sin(turns), x[..., None]], -1) @ bonds.T
        slope = np.concatenate([waves * np.cos(turns), np.ones_like(x)[..., None]], -1) @ bonds.T
        velocity = self._convolve(g, np.fft.fftn(weights, axes=[axis - 1 for axis in self._axes])).sum(-1)
        return velocity, (slope @ weights.reshape(-1, len(bonds))[0]).sum(self._axes)

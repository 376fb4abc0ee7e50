"""Flows that latticebench trained (realnvp, neural-spline, equivariant-cnf), in NumPy: draws and log densities."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple, Union

import numpy as np

from .actions import ScalarPolynomial

_LEAST = 1e-3
_SHIFT = float(np.log(np.expm1(1 - _LEAST)))
Arrays = Mapping[str, np.ndarray]
Pair = Tuple[np.ndarray, np.ndarray]


def load_flow(folder: Union[str, Path]) -> Flow:
    """The flow in `model.json` and `model.npz` of a cell's folder, cells/<key>/ of a run."""
    about = json.loads(Path(folder, "model.json").read_text("utf-8"))
    with np.load(Path(folder, "model.npz")) as arrays:
        return flow_of(about, {name: arrays[name].astype(np.float64) for name in arrays.files})


def flow_of(about: Mapping[str, Any], arrays: Arrays) -> Flow:
    """The flow that `model.json` describes."""
    kind = {"coupling": CouplingFlow, "equivariant-cnf": ContinuousFlow}.get(about.get("kind", ""))
    if about.get("format") != 1 or kind is None:
        raise ValueError(f"a model of format {about.get('format')}, kind {about.get('kind')!r}; this package reads "
                         "format 1, kinds 'coupling' and 'equivariant-cnf'")
    return kind(about, arrays)


class Flow:
    """phi = T(z), z standard normal; log q is normalised. Fields are [n, *shape], float64."""

    #: Real waves of the prior: (cos + sin)(k x), and z in space; or cosines and sines in turn, and z their amplitudes.
    hartley = False

    def __init__(self, about: Mapping[str, Any], arrays: Arrays) -> None:
        self.about, self.config, self.arrays = dict(about), dict(about["config"]), dict(arrays)
        self.shape: Tuple[int, ...] = tuple(about["shape"])
        self.volume = int(np.prod(self.shape))
        self._waves = [_waves(extent, self.hartley) for extent in self.shape]
        prior: Dict[str, Any] = self.config.get("prior") or {"kind": "freeField", "trainable": True, **self.config}
        self._width: Optional[np.ndarray] = None  # of each wave: 1 / variance
        if prior["kind"] != "normal":
            given = [a for name, a in self.arrays.items() if name.split("/")[-1] == "logMass2"]
            momenta: Any = sum(np.meshgrid(*(k2 for _, k2 in self._waves), indexing="ij"))
            self._width = 2 * ((np.exp(given[0][0]) if prior["trainable"] else prior["mass2"]) + prior["kinetic"] * momenta)

    @property
    def action(self) -> Optional[ScalarPolynomial]:
        """S that it was trained for."""
        local = self.about.get("structure")
        return None if local is None else ScalarPolynomial(self.shape, local["kinetic"], local["potential"])

    def sample(self, n: int, seed: Union[int, np.random.Generator, None] = None) -> Pair:
        """n draws and log q of each."""
        return self.forward(np.random.default_rng(seed).standard_normal((n, *self.shape)))

    def forward(self, latent: np.ndarray) -> Pair:
        """From latent normals [n, *shape] to fields and log q."""
        z = np.asarray(latent, dtype=np.float64)
        x = z
        if self._width is not None:
            x = self._transform((self._transform(z, True) if self.hartley else z) / np.sqrt(self._width), False)
        fields, growth = self._push(x, True)
        return fields, self._normal(z) - growth

    def logq(self, fields: np.ndarray) -> np.ndarray:
        """Normalised log density of fields [n, *shape]."""
        x, growth = self._push(np.asarray(fields, dtype=np.float64), False)
        if self._width is not None:
            x = self._transform(x, True) * np.sqrt(self._width)
            x = self._transform(x, False) if self.hartley else x
        return self._normal(x) - growth

    def _push(self, x: np.ndarray, forward: bool) -> Pair:
        """From the prior to the fields, or back, with log |det| of the way forward."""
        raise NotImplementedError

    def _normal(self, z: np.ndarray) -> np.ndarray:
        """Log density of the prior where the normals are z."""
        widths = 0.0 if self._width is None else 0.5 * np.log(self._width).sum()
        return -0.5 * (z**2).reshape(len(z), -1).sum(1) - 0.5 * self.volume * np.log(2 * np.pi) + widths

    def _transform(self, x: np.ndarray, to_waves: bool) -> np.ndarray:
        for axis, (basis, _) in enumerate(self._waves, start=1):
            x = np.moveaxis(np.tensordot(x, basis.T if to_waves else basis, axes=(axis, 0)), -1, axis)
        return x


def _waves(extent: int, hartley: bool) -> Pair:
    """Orthonormal real waves on a ring, [mode, x], and their 4 sin^2(k/2)."""
    mode, x = np.arange(extent)[:, None], np.arange(extent)
    k = mode if hartley else -(-mode // 2)
    cos, sin = np.cos(2 * np.pi * k * x / extent), np.sin(2 * np.pi * k * x / extent)
    single = np.where((mode == 0) | (2 * k == extent), 1, np.sqrt(2))
    waves = cos + sin if hartley else single * np.where((mode % 2 == 1) | (mode == 0), cos, sin)
    return waves / np.sqrt(extent), 4 * np.sin(np.pi * k[:, 0] / extent) ** 2


class CouplingFlow(Flow):
    """Checkerboard couplings, affine or splines, with nets that are convolutional or dense."""

    def _push(self, x: np.ndarray, forward: bool) -> Pair:
        colour, scale = sum(np.indices(self.shape)) % 2, float(self.arrays["logScale"][0]) if self.config["rescale"] else 0.0
        x, growth = x if forward else x * np.exp(-scale), np.full(len(x), self.volume * scale)
        for layer in range(self.config["layers"])[:: 1 if forward else -1]:
            active = colour == layer % 2
            net, kind = self._net(layer, active, np.where(active, 0.0, x)), self.config["transform"]
            if kind["kind"] == "affine":
                slope, t = np.tanh(net[..., 0]), np.tanh(net[..., 1])
                values = x * np.exp(slope) + t if forward else (x - t) * np.exp(-slope)
            else:
                values, slope = _spline(x, net, kind, forward)
            x, growth = np.where(active, values, x), growth + (slope * active).reshape(len(x), -1).sum(1)
        return (x * np.exp(scale) if forward else x), growth

    def _net(self, layer: int, active: np.ndarray, frozen: np.ndarray) -> np.ndarray:
        kind, dimension, last = self.config["transform"], len(self.shape), len(self.config["hidden"])
        dense = self.config["conditioner"] == "dense"
        x = frozen[:, ~active] if dense else frozen[..., None]
        for i in range(last + 1):
            weight = self.arrays[f"{layer}/{i}/weight"]
            if not dense:
                reach, axes = (self.config["kernel"] - 1) // 2, tuple(range(1, dimension + 1))
                taps = itertools.product(range(-reach, reach + 1), repeat=dimension)
                x = np.concatenate([np.roll(x, [-step for step in tap], axes) for tap in taps], -1)
            x = x @ weight.reshape(-1, weight.shape[-1])
            if i == 0 and kind.get("odd"):
                x = np.abs(x)
            else:
                x = x + self.arrays[f"{layer}/{i}/bias"]
                x = np.maximum(x, 0.01 * x) if i < last else x
        if dense:
            outputs = 2 if kind["kind"] == "affine" else 3 * kind["bins"] - (0 if kind["odd"] else 1)
            net = np.zeros((*frozen.shape, outputs))
            net[:, active] = x.reshape(len(frozen), -1, outputs)
            return net
        return x


def _spline(values: np.ndarray, net: np.ndarray, kind: Mapping[str, Any], forward: bool) -> Pair:
    """Monotone rational-quadratic splines, arXiv:1906.04032, the identity beyond the bound: values, log slopes."""
    bins, bound, odd = kind["bins"], kind["bound"], kind["odd"]
    low = 0.0 if odd else -bound
    powers = [np.exp(net[..., a:a + bins] - net[..., a:a + bins].max(-1, keepdims=True)) for a in (0, bins)]
    widths, heights = ((bound - low) * (e / e.sum(-1, keepdims=True) * (1 - bins * _LEAST) + _LEAST) for e in powers)
    ends = [(0, 0)] * (net.ndim - 1) + [(0 if odd else 1, 1)]
    slopes = np.logaddexp(0, np.pad(net[..., 2 * bins:], ends) + _SHIFT) + _LEAST
    left_x, left_y = (low + np.cumsum(size, -1) - size for size in (widths, heights))
    inside, sign = np.abs(values) < bound, np.where(values < 0, -1.0, 1.0) if odd else 1.0
    value = np.where(inside, values * sign, 0.0)
    index = ((value[..., None] >= (left_x if forward else left_y)).sum(-1) - 1).clip(0, bins - 1)[..., None]
    parts = (left_x, left_y, widths, heights, slopes[..., :-1], slopes[..., 1:])
    x0, y0, width, height, d0, d1 = (np.take_along_axis(a, index, -1)[..., 0] for a in parts)
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

    hartley = True

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
        angle, axes = 2 * np.pi * t * np.arange(1, self.config["timeModes"] + 1), tuple(range(1, x.ndim))
        weights = kernel @ np.concatenate([np.sin(angle), np.cos(angle), [1.0]])
        waves, bonds = self.arrays["frequencies"], self.arrays["bonds"] / self.config["frequencies"]
        turns = x[..., None] * waves
        g = np.concatenate([np.sin(turns), x[..., None]], -1) @ bonds.T
        slope = np.concatenate([waves * np.cos(turns), np.ones_like(x)[..., None]], -1) @ (bonds.T @ weights.reshape(-1, len(bonds))[0])
        spectrum = np.fft.fftn(weights, axes=tuple(a - 1 for a in axes))
        velocity = np.fft.ifftn((np.fft.fftn(g, axes=axes) * spectrum).sum(-1), axes=axes).real
        return velocity, slope.reshape(len(x), -1).sum(1)

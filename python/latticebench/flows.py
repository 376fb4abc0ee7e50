"""Coupling flows that latticebench trained (realnvp, neural-spline), in NumPy: draws and log densities."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

import numpy as np

from .actions import ScalarPolynomial

_LEAST = 1e-3
_SHIFT = float(np.log(np.expm1(1 - _LEAST)))


def load_flow(folder: Union[str, Path]) -> "Flow":
    """The flow in `model.json` and `model.npz` of a cell's folder, cells/<key>/ of a run."""
    place = Path(folder)
    about = json.loads((place / "model.json").read_text("utf-8"))
    if about.get("format") != 1 or about.get("kind") != "coupling":
        raise ValueError(f"{place}: a model of format {about.get('format')}, kind {about.get('kind')!r}; "
                         "this package reads format 1, kind 'coupling'")
    with np.load(place / "model.npz") as arrays:
        return Flow(about, {name: arrays[name].astype(np.float64) for name in arrays.files})


class Flow:
    """phi = T(z), z standard normal; log q is normalised. Fields are [n, *shape], float64."""

    def __init__(self, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
        self.shape: Tuple[int, ...] = tuple(about["shape"])
        self.config: Dict[str, Any] = dict(about["config"])
        self.arrays = dict(arrays)
        self.volume = int(np.prod(self.shape))
        self.about = dict(about)
        colour = sum(np.indices(self.shape)) % 2
        self._active = [(colour == layer % 2).astype(float) for layer in range(2)]
        self._scale = float(self.arrays["logScale"][0]) if self.config["rescale"] else 0.0
        self._bases = [_fourier(extent) for extent in self.shape]
        self._width = self._prior_width()

    @property
    def action(self) -> Optional[ScalarPolynomial]:
        """S that it was trained for."""
        local = self.about.get("structure")
        return None if local is None else ScalarPolynomial(self.shape, local["kinetic"], local["potential"])

    def sample(self, n: int, seed: Union[int, np.random.Generator, None] = None) -> Tuple[np.ndarray, np.ndarray]:
        """n draws and log q of each."""
        return self.forward(np.random.default_rng(seed).standard_normal((n, *self.shape)))

    def forward(self, latent: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """From latent normals [n, *shape] to fields and log q."""
        logq = _normal(latent)
        fields = np.asarray(latent, dtype=np.float64)
        if self._width is not None:
            fields = self._transform(fields / np.sqrt(self._width), False)
            logq = logq + 0.5 * np.log(self._width).sum()
        for layer in range(self.config["layers"]):
            fields, slope = self._couple(layer, fields, True)
            logq = logq - slope
        return fields * np.exp(self._scale), logq - self.volume * self._scale

    def logq(self, fields: np.ndarray) -> np.ndarray:
        """Normalised log density of fields [n, *shape]."""
        x = np.asarray(fields, dtype=np.float64) * np.exp(-self._scale)
        logq = np.full(len(x), -self.volume * self._scale)
        for layer in reversed(range(self.config["layers"])):
            x, slope = self._couple(layer, x, False)
            logq = logq - slope
        if self._width is not None:
            x = self._transform(x, True) * np.sqrt(self._width)
            logq = logq + 0.5 * np.log(self._width).sum()
        return logq + _normal(x)

    def _prior_width(self) -> Optional[np.ndarray]:
        prior = self.config["prior"]
        if prior["kind"] == "normal":
            return None
        mass2 = float(np.exp(self.arrays["prior/logMass2"][0])) if prior["trainable"] else prior["mass2"]
        momenta: Any = 0.0
        for axis, extent in enumerate(self.shape):
            k = np.ceil(np.arange(extent) / 2)
            wave = 4 * np.sin(np.pi * k / extent) ** 2
            momenta = momenta + wave.reshape([-1 if a == axis else 1 for a in range(len(self.shape))])
        return np.broadcast_to(2 * (mass2 + prior["kinetic"] * momenta), self.shape)

    def _transform(self, x: np.ndarray, to_modes: bool) -> np.ndarray:
        for axis, basis in enumerate(self._bases, start=1):
            x = np.moveaxis(np.tensordot(x, basis.T if to_modes else basis, axes=(axis, 0)), -1, axis)
        return x

    def _couple(self, layer: int, fields: np.ndarray, forward: bool) -> Tuple[np.ndarray, np.ndarray]:
        active = self._active[layer % 2]
        frozen = fields * (1 - active)
        net = self._net(layer, frozen)
        kind = self.config["transform"]
        if kind["kind"] == "affine":
            s, t = np.tanh(net[..., 0]), np.tanh(net[..., 1])
            values, slope = (fields * np.exp(s) + t if forward else (fields - t) * np.exp(-s)), s
        else:
            values, slope = _spline(fields, net, kind, forward)
        return frozen + values * active, (slope * active).reshape(len(fields), -1).sum(1)

    def _net(self, layer: int, frozen: np.ndarray) -> np.ndarray:
        kind, dimension = self.config["transform"], len(self.shape)
        dense = self.config["conditioner"] == "dense"
        outputs = 2 if kind["kind"] == "affine" else 3 * kind["bins"] - (0 if kind["odd"] else 1)
        sites = np.flatnonzero(self._active[layer % 2].ravel())
        others = np.flatnonzero(self._active[(layer + 1) % 2].ravel())
        x = frozen.reshape(len(frozen), -1)[:, others] if dense else frozen[..., None]
        last = len(self.config["hidden"])
        for i in range(last + 1):
            weight = self.arrays[f"{layer}/{i}/weight"]
            if not dense:
                reach = (self.config["kernel"] - 1) // 2
                taps = itertools.product(range(-reach, reach + 1), repeat=dimension)
                axes = tuple(range(1, dimension + 1))
                x = np.concatenate([np.roll(x, [-step for step in tap], axes) for tap in taps], -1)
            x = x @ weight.reshape(-1, weight.shape[-1])
            if i == 0 and kind.get("odd"):
                x = np.abs(x)
                continue
            x = x + self.arrays[f"{layer}/{i}/bias"]
            if i < last:
                x = np.maximum(x, 0.01 * x)
        if not dense:
            return x
        net = np.zeros((len(frozen), self.volume, outputs))
        net[:, sites] = x.reshape(len(frozen), -1, outputs)
        return net.reshape(len(frozen), *self.shape, outputs)


def _normal(z: np.ndarray) -> np.ndarray:
    flat = z.reshape(len(z), -1)
    return -0.5 * (flat**2).sum(1) - 0.5 * flat.shape[1] * np.log(2 * np.pi)


def _fourier(extent: int) -> np.ndarray:
    """Orthonormal functions on a ring, [mode, x]: the constant, cosines and sines in turn, the alternating sign."""
    x, rows = np.arange(extent), []
    for mode in range(extent):
        k = -(-mode // 2)
        angle = 2 * np.pi * k * x / extent
        norm = np.sqrt((1 if mode == 0 or 2 * k == extent else 2) / extent)
        rows.append(norm * (np.cos(angle) if mode % 2 == 1 or mode == 0 else np.sin(angle)))
    return np.array(rows)


def _spline(values: np.ndarray, net: np.ndarray, kind: Mapping[str, Any], forward: bool) -> Tuple[np.ndarray, np.ndarray]:
    """Monotone rational-quadratic splines, arXiv:1906.04032, the identity beyond the bound."""
    bins, bound, odd = kind["bins"], kind["bound"], kind["odd"]
    low = 0.0 if odd else -bound
    widths, heights = (_shares(net[..., a:a + bins], bound - low) for a in (0, bins))
    end = np.zeros(net.shape[:-1] + (1,))
    parts: List[np.ndarray] = [net[..., 2 * bins:], end] if odd else [end, net[..., 2 * bins:], end]
    slopes = np.logaddexp(0, np.concatenate(parts, -1) + _SHIFT) + _LEAST
    left_x = low + np.cumsum(widths, -1) - widths
    left_y = low + np.cumsum(heights, -1) - heights
    inside = np.abs(values) < bound
    sign = np.where(values < 0, -1.0, 1.0) if odd else 1.0
    value = np.where(inside, values * sign, 0.0)
    edges = left_x if forward else left_y
    index = np.clip((value[..., None] >= edges).sum(-1) - 1, 0, bins - 1)[..., None]
    at = lambda a: np.take_along_axis(a, index, -1)[..., 0]  # noqa: E731
    x0, y0, width, height = at(left_x), at(left_y), at(widths), at(heights)
    d0, d1 = at(slopes[..., :-1]), at(slopes[..., 1:])
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


def _shares(logits: np.ndarray, size: float) -> np.ndarray:
    e = np.exp(logits - logits.max(-1, keepdims=True))
    bins = logits.shape[-1]
    return size * (e / e.sum(-1, keepdims=True) * (1 - bins * _LEAST) + _LEAST)

"""Actions S of NumPy, JAX and torch arrays: [..., *shape] -> [...]. The density is exp(-S)/Z.

Only roll, cos, products and sums are used, so every library can differentiate them. The values are those of
latticebench's own actions (tests/golden.json).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence, Union

import numpy


def _library(x: Any) -> Any:
    """The module with the functions for this array."""
    name = type(x).__module__.split(".")[0]
    return sys.modules["jax.numpy" if name in ("jax", "jaxlib") else name] if name in ("torch", "jax", "jaxlib") else numpy


def _roll(x: Any, axis: int, step: int = -1) -> Any:
    """x at the neighbour in the positive direction, with periodic boundaries; in the other one for step = 1."""
    return _library(x).roll(x, step, axis)


def _total(x: Any, axes: int) -> Any:
    """Sum over the last axes."""
    return x.sum(tuple(range(-axes, 0)))


def _horner(coefficients: Sequence[float], x: Any) -> Any:
    value = 0 * x
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


@dataclass(frozen=True)
class ScalarPolynomial:
    """S = sum_x [ kinetic sum_mu (phi(x+mu) - phi(x))^2 + sum_k potential[k] phi(x)^k ]."""

    shape: Sequence[int]
    kinetic: float
    potential: Sequence[float]

    def __call__(self, fields: Any) -> Any:
        density = _horner(self.potential, fields)
        for axis in range(-len(self.shape), 0):
            density = density + self.kinetic * (_roll(fields, axis) - fields) ** 2
        return _total(density, len(self.shape))

    def gradient(self, fields: Any) -> Any:
        """dS/dphi(x), of the shape of the fields."""
        out = _horner([k * c for k, c in enumerate(self.potential)][1:], fields)
        for axis in range(-len(self.shape), 0):
            out = out + 2 * self.kinetic * (2 * fields - _roll(fields, axis) - _roll(fields, axis, 1))
        return out


@dataclass(frozen=True)
class Spins:
    """S = -beta sum_{x,mu} s(x).s(x+mu): unit vectors [..., *shape, n], or angles [..., *shape]."""

    shape: Sequence[int]
    beta: float
    components: int = 1

    def __call__(self, fields: Any) -> Any:
        total, inner = 0, 0 if self.components == 1 else 1
        for axis in range(-len(self.shape), 0):
            other = _roll(fields, axis - inner)
            term = (fields * other).sum(-1) if inner else _library(fields).cos(fields - other)
            total = total + _total(term, len(self.shape))
        return -self.beta * total


@dataclass(frozen=True)
class WilsonU1:
    """S = -beta sum_{x, mu<nu} cos(plaquette): angles [..., direction, *shape]."""

    shape: Sequence[int]
    beta: float

    def __call__(self, fields: Any) -> Any:
        dimension, total = len(self.shape), 0
        link = [fields[(Ellipsis, mu) + (slice(None),) * dimension] for mu in range(dimension)]
        for mu in range(dimension):
            for nu in range(mu + 1, dimension):
                angle = link[mu] + _roll(link[nu], mu - dimension) - _roll(link[mu], nu - dimension) - link[nu]
                total = total + _total(_library(angle).cos(angle), dimension)
        return -self.beta * total


Action = Union[ScalarPolynomial, Spins, WilsonU1]


def phi4(m2: float, lam: float, shape: Sequence[int]) -> ScalarPolynomial:
    """S = sum_x [ sum_mu (phi(x+mu) - phi(x))^2 + m2 phi^2 + lambda phi^4 ]."""
    return ScalarPolynomial(shape, 1, [0, 0, m2, 0, lam])


def free_field(m2: float, shape: Sequence[int]) -> ScalarPolynomial:
    """S = sum_x [ sum_mu (phi(x+mu) - phi(x))^2 + m2 phi^2 ]."""
    return ScalarPolynomial(shape, 1, [0, 0, m2])


def from_description(action: Mapping[str, Any]) -> Optional[Action]:
    """The action that a message of the protocol describes; None where it has no form that is known here."""
    structure, domain = action.get("structure") or {}, action.get("domain") or {}
    kind, shape = structure.get("kind"), action["shape"]
    if kind == "scalarPolynomial":
        return ScalarPolynomial(shape, structure["kinetic"], structure["potential"])
    if kind == "spin":
        return Spins(shape, structure["beta"], 1 if domain.get("manifold") == "circle" else int(domain["components"]))
    return WilsonU1(shape, structure["beta"]) if kind == "wilson" and structure.get("group") == "U1" else None

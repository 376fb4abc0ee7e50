"""Actions S of NumPy, JAX and torch arrays, [..., *shape] -> [...], as latticebench has them; every library can
differentiate them. The density is exp(-S)/Z."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass
from typing import Any, Mapping, Sequence


def _library(x: Any) -> Any:
    """The module with the functions for this array."""
    name = type(x).__module__.split(".")[0]
    return sys.modules[{"torch": "torch", "jax": "jax.numpy", "jaxlib": "jax.numpy"}.get(name, "numpy")]


def _next(x: Any, axis: int, step: int = -1) -> Any:
    """x at the neighbour in the positive direction, with periodic boundaries; in the other one for step = 1."""
    return _library(x).roll(x, step, axis)


def _total(x: Any, axes: int) -> Any:
    """Sum over the last axes."""
    return x.sum(tuple(range(-axes, 0)))


def _polynomial(coefficients: Sequence[float], x: Any) -> Any:
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
        density = _polynomial(self.potential, fields)
        for axis in range(-len(self.shape), 0):
            density = density + self.kinetic * (_next(fields, axis) - fields) ** 2
        return _total(density, len(self.shape))

    def gradient(self, fields: Any) -> Any:
        """dS/dphi(x), of the shape of the fields."""
        out = _polynomial([k * c for k, c in enumerate(self.potential)][1:], fields)
        for axis in range(-len(self.shape), 0):
            out = out + 2 * self.kinetic * (2 * fields - _next(fields, axis) - _next(fields, axis, 1))
        return out


@dataclass(frozen=True)
class Spins:
    """S = -beta sum_{x,mu} s(x).s(x+mu): unit vectors [..., *shape, n], or angles [..., *shape]."""

    shape: Sequence[int]
    beta: float
    components: int = 1

    def __call__(self, fields: Any) -> Any:
        library, axes = _library(fields), 1 + len(self.shape)
        s = fields if self.components > 1 else library.stack((library.cos(fields), library.sin(fields)), -1)
        return -self.beta * sum(_total(s * _next(s, axis), axes) for axis in range(-axes, -1))


@dataclass(frozen=True)
class WilsonU1:
    """S = -beta sum_{x, mu<nu} cos(plaquette): angles [..., direction, *shape]."""

    shape: Sequence[int]
    beta: float

    def __call__(self, fields: Any) -> Any:
        n, cos = len(self.shape), _library(fields).cos
        link = [fields[(..., mu) + (slice(None),) * n] for mu in range(n)]
        angles = (link[mu] + _next(link[nu], mu - n) - _next(link[mu], nu - n) - link[nu]
                  for mu, nu in itertools.combinations(range(n), 2))
        return -self.beta * sum(_total(cos(angle), n) for angle in angles)


def phi4(m2: float, lam: float, shape: Sequence[int]) -> ScalarPolynomial:
    """S = sum_x [ sum_mu (phi(x+mu) - phi(x))^2 + m2 phi^2 + lambda phi^4 ]."""
    return ScalarPolynomial(shape, 1, [0, 0, m2, 0, lam])


def free_field(m2: float, shape: Sequence[int]) -> ScalarPolynomial:
    """S = sum_x [ sum_mu (phi(x+mu) - phi(x))^2 + m2 phi^2 ]."""
    return ScalarPolynomial(shape, 1, [0, 0, m2])


def from_description(action: Mapping[str, Any]) -> ScalarPolynomial | Spins | WilsonU1 | None:
    """The action that a message of the protocol describes; None where it has no form that is known here."""
    structure, domain, shape = action.get("structure") or {}, action.get("domain") or {}, action["shape"]
    kind = structure.get("kind")
    if kind == "scalarPolynomial":
        return ScalarPolynomial(shape, structure["kinetic"], structure["potential"])
    if kind == "spin":
        return Spins(shape, structure["beta"], 1 if domain.get("manifold") == "circle" else int(domain["components"]))
    return WilsonU1(shape, structure["beta"]) if kind == "wilson" and structure.get("group") == "U1" else None

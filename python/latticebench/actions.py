"""Actions S of NumPy, JAX and torch arrays: [..., *shape] -> [...]. The density is exp(-S)/Z.

Only roll, products and sums are used, so every library can differentiate them. The values are those of
latticebench's own actions (tests/golden.json).
"""

from __future__ import annotations

import sys
from typing import Any, Mapping, Sequence


def _roll(x: Any, axis: int) -> Any:
    """x at the neighbour in the positive direction, with periodic boundaries."""
    module = type(x).__module__.split(".")[0]
    if module == "torch":
        return x.roll(-1, axis)
    if module in ("jax", "jaxlib"):
        return sys.modules["jax.numpy"].roll(x, -1, axis)
    import numpy

    return numpy.roll(x, -1, axis)


def _cos(x: Any) -> Any:
    module = type(x).__module__.split(".")[0]
    if module == "torch":
        return x.cos()
    if module in ("jax", "jaxlib"):
        return sys.modules["jax.numpy"].cos(x)
    import numpy

    return numpy.cos(x)


def _total(x: Any, axes: int) -> Any:
    """Sum over the last axes."""
    return x.sum(tuple(range(-axes, 0)))


class ScalarPolynomial:
    """S = sum_x [ kinetic sum_mu (phi(x+mu) - phi(x))^2 + sum_k potential[k] phi(x)^k ]."""

    def __init__(self, shape: Sequence[int], kinetic: float, potential: Sequence[float]) -> None:
        self.shape = tuple(shape)
        self.kinetic = float(kinetic)
        self.potential = [float(c) for c in potential]

    def __call__(self, fields: Any) -> Any:
        dimension = len(self.shape)
        density = _horner(self.potential, fields)
        for axis in range(-dimension, 0):
            density = density + self.kinetic * (_roll(fields, axis) - fields) ** 2
        return _total(density, dimension)

    def gradient(self, fields: Any) -> Any:
        """dS/dphi(x), of the shape of the fields."""
        dimension = len(self.shape)
        out = _horner([k * c for k, c in enumerate(self.potential)][1:], fields)
        for axis in range(-dimension, 0):
            forward = _roll(fields, axis) - fields
            back = forward
            for _ in range(self.shape[axis] - 1):
                back = _roll(back, axis)
            out = out + 2 * self.kinetic * (back - forward)
        return out


def _horner(coefficients: Sequence[float], x: Any) -> Any:
    value = 0 * x
    for coefficient in reversed(list(coefficients)):
        value = value * x + coefficient
    return value


class Spins:
    """S = -beta sum_{x,mu} s(x).s(x+mu): unit vectors [..., *shape, n], or angles [..., *shape]."""

    def __init__(self, shape: Sequence[int], beta: float, components: int = 1) -> None:
        self.shape = tuple(shape)
        self.beta = float(beta)
        self.components = components

    def __call__(self, fields: Any) -> Any:
        dimension = len(self.shape)
        total: Any = 0
        inner = 0 if self.components == 1 else 1
        for axis in range(-dimension, 0):
            other = _roll(fields, axis - inner)
            term = (fields * other).sum(-1) if inner else _cos(fields - other)
            total = total + _total(term, dimension)
        return -self.beta * total


class WilsonU1:
    """S = -beta sum_{x, mu<nu} cos(plaquette): angles [..., direction, *shape]."""

    def __init__(self, shape: Sequence[int], beta: float) -> None:
        self.shape = tuple(shape)
        self.beta = float(beta)

    def __call__(self, fields: Any) -> Any:
        dimension = len(self.shape)
        link = [fields[(Ellipsis, mu) + (slice(None),) * dimension] for mu in range(dimension)]
        total: Any = 0
        for mu in range(dimension):
            for nu in range(mu + 1, dimension):
                angle = link[mu] + _roll(link[nu], mu - dimension) - _roll(link[mu], nu - dimension) - link[nu]
                total = total + _total(_cos(angle), dimension)
        return -self.beta * total


def phi4(m2: float, lam: float, shape: Sequence[int]) -> ScalarPolynomial:
    """S = sum_x [ sum_mu (phi(x+mu) - phi(x))^2 + m2 phi^2 + lambda phi^4 ]."""
    return ScalarPolynomial(shape, 1, [0, 0, m2, 0, lam])


def free_field(m2: float, shape: Sequence[int]) -> ScalarPolynomial:
    """S = sum_x [ sum_mu (phi(x+mu) - phi(x))^2 + m2 phi^2 ]."""
    return ScalarPolynomial(shape, 1, [0, 0, m2])


def from_description(action: Mapping[str, Any]) -> Any:
    """The action that a message of the protocol describes; None where it has no form that is known here."""
    structure = action.get("structure") or {}
    domain = action.get("domain") or {}
    shape = action["shape"]
    kind = structure.get("kind")
    if kind == "scalarPolynomial":
        return ScalarPolynomial(shape, structure["kinetic"], structure["potential"])
    if kind == "spin":
        circle = domain.get("manifold") == "circle"
        return Spins(shape, structure["beta"], 1 if circle else int(domain["components"]))
    if kind == "wilson" and structure.get("group") == "U1":
        return WilsonU1(shape, structure["beta"])
    return None

"""What a sampler is given, and what it gives back."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, Callable, Iterator, Mapping, NamedTuple

import numpy as np

from .actions import from_description


class Unsupported(Exception):
    """Raised by a sampler that does not treat an action: one sentence."""


class Invalid(Exception):
    """Raised by a sampler whose options are wrong: one sentence."""


class Chain(NamedTuple):
    """Fields of chains, [draw, chain, ...]: equal weights, correlated in order; and which moves were accepted, if known."""

    fields: Any
    accepted: Any = None


chain = Chain


class Task:
    """One action to sample, the budget, a seed, and a way to report."""

    interval = 0.25  # seconds between reports of progress

    def __init__(self, request: Mapping[str, Any], options: Mapping[str, Any] = {}, threads: int = 1,
                 send: Callable[[str, dict[str, Any]], None] = lambda method, params: None,
                 stop: Callable[[], bool] = lambda: False) -> None:
        self.description: dict[str, Any] = request["action"]
        self.name, self.shape = self.description["name"], tuple(self.description["shape"])
        self.parameters, self.domain = self.description["parameters"], self.description.get("domain") or {}
        #: Shape of one configuration: that of the lattice where there is one number per site.
        self.field_shape: tuple[int, ...] = tuple(self.domain.get("shape", self.shape))
        #: S of NumPy, JAX and torch arrays [..., *field_shape]; None where the formula is not known here.
        self.action: Any = from_description(self.description)
        self.options, self.threads, self._send, self._stop = options, threads, send, stop
        budget = request.get("budget") or {}
        self.seconds, self.steps = budget.get("seconds"), budget.get("steps")
        self.seed: str = request.get("seed", "0")  # 64 random bits as a decimal string
        self.seed32 = int(self.seed) % 2**32
        self._begin, self._last, self._stage = time.monotonic(), float("-inf"), ""

    @property
    def rng(self) -> np.random.Generator:
        """A new generator of NumPy from the seed."""
        return np.random.default_rng(int(self.seed))

    @property
    def device(self) -> str:
        """For torch: "cuda" where there is one."""
        return "cuda" if "torch" in sys.modules and sys.modules["torch"].cuda.is_available() else "cpu"

    @property
    def stopped(self) -> bool:
        """Whether the host wants `prepare` to end."""
        return self._stop()

    def left(self) -> float:
        """Seconds of the budget that are left; 0 once the host says stop, infinite without a limit."""
        limit = float("inf") if self.seconds is None else self.seconds
        return 0.0 if self.stopped else max(0.0, limit - (time.monotonic() - self._begin))

    def going(self, step: int) -> bool:
        """Whether step number `step`, from 0, is within the budget of steps and seconds."""
        return (self.steps is None or step < self.steps) and self.left() > 0

    def progress(self, **numbers: Any) -> None:
        """Reports numbers such as step, loss, ess. Arrays are converted, hence waited for, only when it is time to send."""
        now = time.monotonic()
        if now - self._last >= self.interval:
            self._last, values = now, {name: float(host(value)) for name, value in numbers.items()}
            told = {name: value if np.isfinite(value) else None for name, value in values.items()}
            self._send("progress", {**({"stage": self._stage} if self._stage else {}), "seconds": now - self._begin, **told})

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time inside belongs to `name`: compile, train, tune or thermalise."""
        before, self._stage = self._stage, name
        self._send("progress", {"stage": name})
        yield
        self._stage = before
        if before or name == "compile":
            self._send("progress", {"stage": before or "train"})


def host(value: Any) -> np.ndarray:
    """An array in the memory of the processor: for JAX and torch this waits until it is there."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()
    array = np.asarray(value)
    narrow = array.dtype.kind == "V" or array.dtype.name in ("float16", "bfloat16")
    return array.astype(np.float32) if narrow else array

"""What a sampler is given, and what it gives back."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, Callable, Dict, Iterator, Mapping, NamedTuple, Optional, Tuple

import numpy as np

from .actions import from_description


class Unsupported(Exception):
    """Raised by a sampler that does not treat an action or an option: one sentence."""


class Chain(NamedTuple):
    """Fields of chains, [draw, chain, ...], and perhaps which moves were accepted, [draw, chain]."""

    fields: Any
    accepted: Any = None


def chain(fields: Any, accepted: Any = None) -> Chain:
    """Marks fields [draw, chain, ...] as those of chains: equal weights, correlated in order."""
    return Chain(fields, accepted)


class Task:
    """One action to sample, the budget, a seed, and a way to report."""

    #: Seconds between reports of progress.
    interval = 0.25

    def __init__(
        self, description: Mapping[str, Any], options: Mapping[str, Any], *, seed: str = "0",
        budget: Optional[Mapping[str, Any]] = None, threads: int = 1,
        send: Callable[[str, Dict[str, Any]], None] = lambda method, params: None, stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.description = dict(description)
        self.domain: Dict[str, Any] = description.get("domain") or {}
        self.name: str = description["name"]
        self.shape: Tuple[int, ...] = tuple(description["shape"])
        #: Shape of one configuration: that of the lattice where there is one number per site.
        self.field_shape: Tuple[int, ...] = tuple(self.domain.get("shape", self.shape))
        self.parameters: Dict[str, float] = dict(description["parameters"])
        #: S of NumPy, JAX and torch arrays [..., *field_shape]; None where the formula is not known here.
        self.action: Any = from_description(description)
        self.options: Dict[str, Any] = dict(options)
        #: 64 random bits as a decimal string, and 32 of them.
        self.seed, self.seed32 = seed, int(seed) % 2**32
        self.seconds: Optional[float] = (budget or {}).get("seconds")
        self.steps: Optional[int] = (budget or {}).get("steps")
        self.threads, self._send, self._stop = threads, send, stop
        self._begin, self._last = time.monotonic(), float("-inf")
        self._stage: Optional[str] = None

    @property
    def rng(self) -> np.random.Generator:
        """A new generator of NumPy from the seed."""
        return np.random.default_rng(int(self.seed))

    @property
    def device(self) -> str:
        """For torch: "cuda" where there is one."""
        torch = sys.modules.get("torch")
        return "cuda" if torch is not None and torch.cuda.is_available() else "cpu"

    @property
    def axes(self) -> Tuple[str, ...]:
        """Names of the axes of one configuration."""
        n = len(self.shape)
        link = ("mu",) if self.domain.get("per") == "link" else ()
        rest = ("component",) if len(self.field_shape) > n + len(link) else ()
        return (*link, *(("x", "y", "z", "t")[:n] if n <= 4 else (f"x{i}" for i in range(n))), *rest)

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
        """Reports numbers such as step, loss, ess. Arrays are only converted, hence waited for, when it is time to send."""
        now = time.monotonic()
        if now - self._last >= self.interval:
            self._last, stage = now, {} if self._stage is None else {"stage": self._stage}
            self._send("progress", {**stage, "seconds": round(now - self._begin, 3), **{k: finite(v) for k, v in numbers.items()}})

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time inside belongs to `name`: compile, train, tune or thermalise."""
        before, self._stage = self._stage, name
        self._send("progress", {"stage": name})
        try:
            yield
        finally:
            self._stage = before
            after = before or ("train" if name == "compile" else None)
            if after is not None:
                self._send("progress", {"stage": after})


def finite(value: Any) -> Optional[float]:
    """A number of any library for JSON; None where it is not finite."""
    number = float(host(value))
    return number if np.isfinite(number) else None


def host(value: Any) -> np.ndarray:
    """An array in the memory of the processor: for JAX and torch this waits until it is there."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = (value.float() if str(value.dtype) in ("torch.bfloat16", "torch.float16") else value).numpy()
    array = np.asarray(value)
    narrow = array.dtype.kind == "V" or array.dtype.name in ("float16", "bfloat16")
    return array.astype(np.float32) if narrow else array

"""The child's side of the protocol (docs/outside-samplers.md): lines of JSON on standard input and output."""

from __future__ import annotations

import inspect
import json
import os
import queue
import sys
import threading
import traceback
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from .task import Chain, Task, Unsupported, host

PROTOCOL = 1
_LIBRARIES = ("numpy", "jax", "torch", "blackjax", "flax", "equinox", "optax", "normflows", "bijx", "flowjax", "numpyro")
Json = Dict[str, Any]


class _Failure(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def serve(sampler: Any, *, structure: Optional[str] = None, name: Optional[str] = None, version: str = "", reference: str = "") -> None:
    """Answers latticebench until it says shutdown.

    `sampler` has prepare(task) and draw(n); optional are logq(fields), action(fields), save(path), load(path,
    task), supports(task). `structure` is "weighted" (draw gives fields and their normalised log density) or
    "chains" (draw gives lb.chain(fields)); it may also be an attribute of the sampler. From here on standard
    output belongs to the protocol: what the process prints goes to standard error, also from C code.
    """
    structure = structure or getattr(sampler, "structure", "weighted")
    if structure not in ("weighted", "chains"):
        raise ValueError(f'structure is {structure!r}; expected "weighted" or "chains"')
    sys.stdout.flush()
    private = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    about = {"name": name or type(sampler).__name__, "version": version, "reference": reference}
    _Server(sampler, structure, {k: v for k, v in about.items() if v}, private).run()


class _Server:
    def __init__(self, sampler: Any, structure: str, about: Json, out: Any) -> None:
        self.sampler, self.structure, self.about, self.out = sampler, structure, about, out
        self.options: Json = {}
        self.threads, self.current = 1, None
        self.task: Optional[Task] = None
        self.stop, self.lock = threading.Event(), threading.Lock()
        self.lines: "queue.Queue[Optional[Json]]" = queue.Queue()

    def run(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()
        for message in iter(self.lines.get, None):
            self.current = message["id"]
            self._write({"id": self.current, **self._answer(message.get("method"), message.get("params") or {})})
            if message.get("method") == "shutdown":
                return

    def _read(self) -> None:
        for line in sys.stdin:
            try:
                message = json.loads(line)
            except ValueError:
                print(f"not a message: {line[:200]!r}", file=sys.stderr)
                continue
            if message.get("method") == "stop":
                self.stop.set()
            elif "id" in message:
                self.lines.put(message)
        self.stop.set()
        self.lines.put(None)

    def _write(self, message: Json) -> None:
        with self.lock:
            self.out.write(json.dumps({"jsonrpc": "2.0", **message}, allow_nan=False, default=_plain) + "\n")
            self.out.flush()

    def _done(self) -> None:
        """Everything is in the memory of the processor."""
        self._write({"method": "done", "params": {"id": self.current}})

    def _answer(self, method: Any, params: Json) -> Json:
        try:
            work: Optional[Callable[[Json], Json]] = getattr(self, f"on_{method}", None)
            if work is None:
                raise _Failure("unsupported", f"the method {method} is not known")
            return {"result": work(params)}
        except BaseException as error:  # noqa: BLE001 - every failure is an answer
            named = isinstance(error, (_Failure, Unsupported))
            if not named:
                traceback.print_exc()
            text = str(error).strip().split("\n")[0][:500]
            sentence = text if named and text else f"{type(error).__name__}: {text}".rstrip(": ")
            return {"error": {"code": _code(error), "message": sentence}}

    def _has(self, *names: str) -> bool:
        return all(callable(getattr(self.sampler, name, None)) for name in names)

    def _need(self, name: str, why: str) -> Callable[..., Any]:
        if not self._has(name):
            raise _Failure("unsupported", f"{self.about['name']} has no {name}, {why}")
        return getattr(self.sampler, name)

    def _tasked(self, params: Json) -> Task:
        return Task(params["action"], self.options, seed=params.get("seed", "0"), budget=params.get("budget"), threads=self.threads,
                    send=lambda method, values: self._write({"method": method, "params": values}), stop=self.stop.is_set)

    def _of_fields(self, params: Json, name: str, why: str) -> np.ndarray:
        fields = np.load(os.path.join(params["dir"], params["fields"]))
        values = host(self._need(name, why)(fields)).astype(np.float64)
        if values.shape != (len(fields),):
            raise _Failure("invalid", f"{name} gives {values.shape} numbers for {len(fields)} configurations")
        return values

    # The methods of the protocol.

    def on_initialize(self, params: Json) -> Json:
        if params.get("protocol") != PROTOCOL:
            raise _Failure("unsupported", f"protocol {params.get('protocol')}; this package speaks {PROTOCOL}")
        self.options, self.threads = params.get("options") or {}, int(params.get("threads", 1))
        keeps = getattr(self.sampler, "checkpoint", "statistical") if self._has("save", "load") else "none"
        can = {"logq": self._has("logq"), "logDensity": self._has("action"), "checkpoint": keeps}
        device = _device()
        return {"protocol": PROTOCOL, **self.about, "structure": self.structure, "threads": self.threads, "capabilities": can,
                "frameworks": _versions(), **({} if device is None else {"device": device})}

    def on_supports(self, params: Json) -> Json:
        task, reason = self._tasked(params), None
        if self._has("supports"):
            try:
                verdict = self.sampler.supports(task)
                reason = f"{self.about['name']} does not treat {task.name} on {task.shape}" if verdict is False else verdict
            except Unsupported as error:
                reason = str(error)
        elif [task.domain.get(k) for k in ("per", "manifold", "components")] != ["site", "line", 1]:
            reason = f"{self.about['name']} treats one real number per site"
        return {"ok": False, "reason": reason} if isinstance(reason, str) else {"ok": True}

    def on_check(self, params: Json) -> Json:
        if self.task is None:
            self.sampler.task = self._tasked(params)
        arrays = {"action": self._of_fields(params, "action", "its own S of given fields")}
        if self.task is not None and self._has("logq"):
            arrays["logq"] = self._of_fields(params, "logq", "log q of given fields")
        return {"arrays": _save(params["dir"], arrays)}

    def on_prepare(self, params: Json) -> Json:
        self.task = self._tasked(params)
        try:
            told = self.sampler.prepare(self.task)
        finally:
            self.stop.clear()  # not before: a stop may have come while the request waited
        self._done()
        facts = dict(told) if isinstance(told, dict) else {}
        evaluations = {k: facts.pop(k) for k in ("evaluations",) if k in facts}
        return {"facts": facts, **evaluations}

    def on_warmup(self, params: Json) -> Json:
        self._drawn(int(params["count"]), "0")
        self._done()
        return {}

    def on_draw(self, params: Json) -> Json:
        arrays, more = self._drawn(int(params["count"]), params["seed"])
        self._done()
        return {"arrays": _save(params["dir"], arrays), **more}

    def on_logq(self, params: Json) -> Json:
        return {"arrays": _save(params["dir"], {"logq": self._of_fields(params, "logq", "log q of given fields")})}

    def on_checkpoint(self, params: Json) -> Json:
        before = set(os.listdir(params["dir"]))
        self._need("save", "so it leaves no checkpoint")(os.path.join(params["dir"], "checkpoint"))
        return {"files": sorted(set(os.listdir(params["dir"])) - before)}

    def on_restore(self, params: Json) -> Json:
        files, load = params["files"], self._need("load", "so it cannot take up a checkpoint")
        paths = [os.path.join(params["dir"], name) for name in files]
        for path in paths:
            if not os.path.exists(path):
                raise _Failure("invalid", f"there is no file {path}")
        self.task = self._tasked(params)
        _call(load, paths[files.index("checkpoint") if "checkpoint" in files else 0], self.task)
        return {}

    def on_shutdown(self, params: Json) -> Json:
        return {}

    def _drawn(self, count: int, seed: str) -> Tuple[Dict[str, np.ndarray], Json]:
        task, chains = self.task, self.structure == "chains"
        if task is None:
            raise _Failure("invalid", "draw before prepare")
        given = _call(self.sampler.draw, max(count, 1), int(seed))
        if isinstance(given, Chain) and not chains:
            raise _Failure("invalid", 'draw gives chains; say structure = "chains" in the class, or serve(..., structure="chains")')
        if isinstance(given, Chain):
            given = given._asdict()
        elif not isinstance(given, dict):
            given = dict(zip(("fields", "logq"), given if isinstance(given, tuple) else (given,)))
        out = {k: host(given[k]) for k in ("fields", "logq", "logw", "action", "accepted") if given.get(k) is not None}
        if not chains and "logq" not in out and "logw" not in out:
            raise _Failure("invalid", 'draw gives fields without log q; expected (fields, logq), or lb.chain(fields) and structure = "chains"')
        lead, shape = (2, "axes") if chains else (1, "axis"), out["fields"].shape
        if shape[lead[0]:] != task.field_shape:
            raise _Failure("invalid", f"fields of shape {shape}; expected {lead[0]} leading {lead[1]} and {task.field_shape}")
        rows = -(-count // (shape[1] if chains else 1))
        for key, values in out.items():
            if not np.isfinite(values).all():
                raise _Failure("diverged", f"{key} of a draw are not finite")
            out[key] = values[:rows].astype(np.uint8) if key == "accepted" else values[:rows]
        axes: List[str] = ["draw", "chain", *task.axes] if chains else ["draw", *task.axes]
        return out, {"axes": axes, **{k: v for k, v in given.items() if k in ("evaluations", "normalised")}}


def _call(function: Callable[..., Any], first: Any, second: Any) -> Any:
    """Calls with the second argument where the function takes one."""
    try:
        inspect.signature(function).bind(first, second)
    except TypeError:
        return function(first)
    return function(first, second)


def _save(folder: str, arrays: Dict[str, np.ndarray]) -> Dict[str, str]:
    """Writes each as name.npy, complete at any moment: little-endian, C order."""
    for name, array in arrays.items():
        if array.dtype.kind != "u":
            array = array.astype("<f4" if array.dtype.kind == "f" and array.dtype.itemsize == 4 else "<f8", copy=False)
        path = os.path.join(folder, f"{name}.npy")
        with open(f"{path}.tmp", "wb") as file:
            np.save(file, np.ascontiguousarray(array))
        os.replace(f"{path}.tmp", path)
    return {name: f"{name}.npy" for name in arrays}


def _plain(value: Any) -> Any:
    """NumPy scalars and small arrays in JSON."""
    return host(value).tolist()


def _versions() -> Dict[str, str]:
    found = {name: str(getattr(sys.modules[name], "__version__", "")) for name in _LIBRARIES if name in sys.modules}
    return {"python": sys.version.split()[0], **{k: v for k, v in found.items() if v}}


def _device() -> Optional[Json]:
    torch, jax = sys.modules.get("torch"), sys.modules.get("jax")
    if torch is not None and torch.cuda.is_available():
        return {"kind": "gpu", "name": torch.cuda.get_device_name(0), "count": 1}
    if jax is not None and jax.default_backend() != "cpu":
        return {"kind": "gpu", "name": jax.devices()[0].device_kind, "count": 1}
    return None


def _code(error: BaseException) -> str:
    if isinstance(error, _Failure):
        return error.code
    kinds = ((Unsupported, "unsupported"), (MemoryError, "outOfMemory"), (FloatingPointError, "diverged"), (KeyboardInterrupt, "interrupted"))
    short = "RESOURCE_EXHAUSTED" in str(error) or type(error).__name__ == "OutOfMemoryError"
    return "outOfMemory" if short else next((code for kind, code in kinds if isinstance(error, kind)), "internal")

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

from .task import Chain, Task, Unsupported, host, names_of

PROTOCOL = 1
_LIBRARIES = ("numpy", "jax", "torch", "blackjax", "flax", "equinox", "optax", "normflows", "bijx", "flowjax", "numpyro")


class _Failure(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def serve(
    sampler: Any, *, structure: Optional[str] = None, name: Optional[str] = None,
    version: str = "", reference: str = "",
) -> None:
    """Answers latticebench until it says shutdown.

    `sampler` has prepare(task) and draw(n); optional are logq(fields), action(fields), save(path), load(path,
    task), supports(task). `structure` is "weighted" (draw gives fields and their normalised log density) or
    "chains" (draw gives lb.chain(fields)); it may also be an attribute of the sampler. From here on standard
    output belongs to the protocol: what the process prints goes to standard error, also from C code.
    """
    sys.stdout.flush()
    private = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    _Server(sampler, structure or getattr(sampler, "structure", "weighted"), name or type(sampler).__name__,
            version, reference, private).run()


class _Server:
    def __init__(self, sampler: Any, structure: str, name: str, version: str, reference: str, out: Any) -> None:
        if structure not in ("weighted", "chains"):
            raise ValueError(f'structure is {structure!r}; expected "weighted" or "chains"')
        self.sampler, self.structure, self.name = sampler, structure, name
        self.version, self.reference, self.out = version, reference, out
        self.options: Dict[str, Any] = {}
        self.threads = 1
        self.task: Optional[Task] = None
        self.stop = threading.Event()
        self.lines: "queue.Queue[Optional[Dict[str, Any]]]" = queue.Queue()
        self.lock = threading.Lock()

    def run(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()
        while True:
            message = self.lines.get()
            if message is None:
                return
            answer = self._answer(message)
            self._write({"jsonrpc": "2.0", "id": message["id"], **answer})
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

    def _write(self, message: Dict[str, Any]) -> None:
        with self.lock:
            self.out.write(json.dumps(message, allow_nan=False, default=_plain) + "\n")
            self.out.flush()

    def _notify(self, method: str, params: Dict[str, Any]) -> None:
        self._write({"jsonrpc": "2.0", "method": method, "params": params})

    def _answer(self, message: Dict[str, Any]) -> Dict[str, Any]:
        method, params = message.get("method"), message.get("params") or {}
        work: Optional[Callable[..., Any]] = getattr(self, f"on_{method}", None)
        try:
            if work is None:
                raise _Failure("unsupported", f"the method {method} is not known")
            return {"result": work(params, lambda: self._notify("done", {"id": message["id"]}))}
        except BaseException as error:  # noqa: BLE001 - every failure is an answer
            if not isinstance(error, (_Failure, Unsupported)):
                traceback.print_exc()
            return {"error": {"code": _code(error), "message": _sentence(error)}}

    # The methods of the protocol.

    def on_initialize(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        if params.get("protocol") != PROTOCOL:
            raise _Failure("unsupported", f"protocol {params.get('protocol')}; this package speaks {PROTOCOL}")
        self.options = params.get("options") or {}
        self.threads = int(params.get("threads", 1))
        has = lambda method: callable(getattr(self.sampler, method, None))  # noqa: E731
        saves = has("save") and has("load")
        out: Dict[str, Any] = {
            "protocol": PROTOCOL, "name": self.name, "structure": self.structure, "threads": self.threads,
            "capabilities": {
                "logq": has("logq"), "logDensity": has("action"),
                "checkpoint": getattr(self.sampler, "checkpoint", "statistical") if saves else "none",
            },
            "frameworks": _versions(),
        }
        out.update({k: v for k, v in (("version", self.version), ("reference", self.reference), ("device", _device())) if v})
        return out

    def on_supports(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        task = self._task(params)
        if callable(getattr(self.sampler, "supports", None)):
            try:
                verdict = self.sampler.supports(task)
            except Unsupported as error:
                verdict = str(error)
            if verdict is False:
                verdict = f"{self.name} does not treat {task.name} on {task.shape}"
            return {"ok": False, "reason": verdict} if isinstance(verdict, str) else {"ok": True}
        domain = params["action"].get("domain", {})
        if (domain.get("per"), domain.get("manifold"), domain.get("components")) != ("site", "line", 1):
            return {"ok": False, "reason": f"{self.name} treats one real number per site"}
        return {"ok": True}

    def on_check(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        if self.task is None:
            self.sampler.task = self._task(params)
        fields = np.load(os.path.join(params["dir"], params["fields"]))
        arrays = {"action": _save(params["dir"], "action", _vector(self.sampler.action(fields), len(fields)))}
        if self.task is not None and callable(getattr(self.sampler, "logq", None)):
            arrays["logq"] = _save(params["dir"], "logq", _vector(self.sampler.logq(fields), len(fields)))
        return {"arrays": arrays}

    def on_prepare(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        self.task = self._task(params)
        try:
            told = self.sampler.prepare(self.task)
        finally:
            self.stop.clear()  # not before: a stop may have come while the request waited
        done()
        facts = told if isinstance(told, dict) else {}
        evaluations = facts.pop("evaluations", None)
        return {"facts": facts, **({} if evaluations is None else {"evaluations": evaluations})}

    def on_warmup(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        self._drawn(int(params["count"]), "0")
        done()
        return {}

    def on_draw(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        arrays, axes, more = self._drawn(int(params["count"]), params["seed"])
        done()  # everything is in the memory of the processor
        return {"arrays": {k: _save(params["dir"], k, v) for k, v in arrays.items()}, "axes": axes, **more}

    def on_logq(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        fields = np.load(os.path.join(params["dir"], params["fields"]))
        values = _vector(self.sampler.logq(fields), len(fields))
        done()
        return {"arrays": {"logq": _save(params["dir"], "logq", values)}}

    def on_checkpoint(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        before = set(os.listdir(params["dir"]))
        self.sampler.save(os.path.join(params["dir"], "checkpoint"))
        return {"files": sorted(set(os.listdir(params["dir"])) - before)}

    def on_restore(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        self.task = self._task(params)
        files: List[str] = params["files"]
        path = os.path.join(params["dir"], "checkpoint" if "checkpoint" in files else files[0])
        _call(self.sampler.load, path, self.task)
        return {}

    def on_shutdown(self, params: Dict[str, Any], done: Callable[[], None]) -> Dict[str, Any]:
        return {}

    def _task(self, params: Dict[str, Any]) -> Task:
        return Task(params["action"], self.options, seed=params.get("seed", "0"), budget=params.get("budget"),
                    threads=self.threads, send=self._notify, stop=self.stop.is_set)

    def _drawn(self, count: int, seed: str) -> Tuple[Dict[str, np.ndarray], List[str], Dict[str, Any]]:
        task = self.task
        if task is None:
            raise _Failure("invalid", "draw before prepare")
        names = names_of(task.description.get("domain", {}), task.field_shape, len(task.shape))
        chains = self.structure == "chains"
        given = _call(self.sampler.draw, max(count, 1), int(seed))
        more: Dict[str, Any] = {}
        if isinstance(given, Chain) and chains:
            arrays = {"fields": given.fields, "accepted": given.accepted}
        elif isinstance(given, Chain):
            raise _Failure("invalid", 'draw gives chains; say structure = "chains" in the class, or serve(..., structure="chains")')
        elif isinstance(given, dict):
            more = {k: v for k, v in given.items() if k in ("evaluations", "normalised")}
            arrays = {k: given.get(k) for k in ("fields", "logq", "logw", "action", "accepted")}
        elif isinstance(given, tuple):
            arrays = dict(zip(("fields", "logq"), given))
        else:
            arrays = {"fields": given}
        out = {k: host(v) for k, v in arrays.items() if v is not None}
        if not chains and "logq" not in out and "logw" not in out:
            raise _Failure("invalid", 'draw gives fields without log q; expected (fields, logq), or lb.chain(fields) and structure = "chains"')
        lead = 2 if chains else 1
        if out["fields"].shape[lead:] != task.field_shape:
            raise _Failure("invalid", f"fields of shape {out['fields'].shape}; expected {lead} leading {'axes' if chains else 'axis'} and {task.field_shape}")
        per = out["fields"].shape[1] if chains else 1
        rows = -(-count // per)
        out = {k: v[:rows] for k, v in out.items()}
        for key, values in out.items():
            if not np.isfinite(values).all():
                raise _Failure("diverged", f"{key} of a draw are not finite")
        if "accepted" in out:
            out["accepted"] = out["accepted"].astype(np.uint8)
        return out, ["draw", *(["chain"] if chains else []), *names], more


def _call(function: Callable[..., Any], first: Any, second: Any) -> Any:
    """Calls with the second argument where the function takes one."""
    try:
        inspect.signature(function).bind(first, second)
        both = True
    except TypeError:
        both = False
    return function(first, second) if both else function(first)


def _vector(values: Any, count: int) -> np.ndarray:
    array = host(values).astype(np.float64)
    if array.shape != (count,):
        raise _Failure("invalid", f"{array.shape} numbers for {count} configurations")
    return array


def _save(folder: str, name: str, array: np.ndarray) -> str:
    """Writes name.npy, complete at any moment: little-endian, C order."""
    if array.dtype.kind != "u":
        array = array.astype("<f4" if array.dtype.kind == "f" and array.dtype.itemsize == 4 else "<f8")
    path = os.path.join(folder, f"{name}.npy")
    with open(f"{path}.tmp", "wb") as file:
        np.save(file, np.ascontiguousarray(array))
    os.replace(f"{path}.tmp", path)
    return f"{name}.npy"


def _plain(value: Any) -> Any:
    """NumPy scalars and small arrays in JSON."""
    array = np.asarray(value)
    return array.item() if array.ndim == 0 else array.tolist()


def _versions() -> Dict[str, str]:
    found = {name: getattr(sys.modules[name], "__version__", "") for name in _LIBRARIES if name in sys.modules}
    return {"python": sys.version.split()[0], **{k: str(v) for k, v in found.items() if v}}


def _device() -> Optional[Dict[str, Any]]:
    torch, jax = sys.modules.get("torch"), sys.modules.get("jax")
    if torch is not None and torch.cuda.is_available():
        return {"kind": "gpu", "name": torch.cuda.get_device_name(0), "count": 1}
    if jax is not None and jax.default_backend() != "cpu":
        return {"kind": "gpu", "name": jax.devices()[0].device_kind, "count": 1}
    return None


def _code(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, _Failure):
        return error.code
    if isinstance(error, Unsupported):
        return "unsupported"
    if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in text or type(error).__name__ == "OutOfMemoryError":
        return "outOfMemory"
    if isinstance(error, FloatingPointError):
        return "diverged"
    return "interrupted" if isinstance(error, KeyboardInterrupt) else "internal"


def _sentence(error: BaseException) -> str:
    text = str(error).strip().split("\n")[0][:500]
    named = isinstance(error, (_Failure, Unsupported))
    return text if named and text else f"{type(error).__name__}: {text}".rstrip(": ")

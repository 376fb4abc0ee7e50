"""The child's side of the protocol (docs/outside-samplers.md): lines of JSON on standard input and output."""

from __future__ import annotations

import inspect
import json
import os
import queue
import sys
import threading
import time
import traceback
from typing import Any, Callable

import numpy as np

from .task import Chain, Invalid, Task, Unsupported, host

Json = dict[str, Any]
_LIBRARIES = ("numpy", "jax", "torch", "blackjax", "flax", "equinox", "optax", "normflows", "bijx", "flowjax", "numpyro")
_CODES = {Unsupported: "unsupported", Invalid: "invalid", FloatingPointError: "diverged",
          MemoryError: "outOfMemory", KeyboardInterrupt: "interrupted"}


def serve(sampler: Any, *, structure: str = "", name: str = "", version: str = "", reference: str = "") -> None:
    """Answers latticebench until it says shutdown. What the process prints, also from C code, goes to standard error.

    `sampler` has prepare(task) and draw(n); optional are logq, action, save, load, supports (docs/python.md).
    `structure`, which may be its attribute, is "weighted" (draw gives fields and log q) or "chains" (lb.chain(fields)).
    """
    structure = structure or getattr(sampler, "structure", "weighted")
    if structure not in ("weighted", "chains"):
        raise ValueError(f'structure is {structure!r}; expected "weighted" or "chains"')
    sys.stdout.flush()
    private = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    about = {"name": name or type(sampler).__name__, "structure": structure, "version": version, "reference": reference}
    _Server(sampler, {key: text for key, text in about.items() if text}, private).run()


class _Server:
    """One method `on_...` for each of the protocol."""

    patience = 30  # seconds in which work may end once standard input has

    def __init__(self, sampler: Any, about: Json, out: Any) -> None:
        self.sampler, self.about, self.out = sampler, about, out
        self.can = {name for name in dir(sampler) if callable(getattr(sampler, name, None))}
        self.options, self.threads, self.current = {}, 1, None
        self.task: Task | None = None
        self.stop, self.lock, self.requests = threading.Event(), threading.Lock(), queue.SimpleQueue()

    def run(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()
        for request in iter(self.requests.get, None):
            self.current, method = request["id"], request.get("method")
            self._write(id=self.current, **self._answer(method, request.get("params") or {}))
            if method == "shutdown":
                return

    def _read(self) -> None:
        try:
            for message in map(json.loads, sys.stdin):
                if message.get("method") == "stop":
                    self.stop.set()
                elif "id" in message:
                    self.requests.put(message)
        finally:  # the host is gone, and behind ssh no signal tells
            self.stop.set()
            self.requests.put(None)
            time.sleep(self.patience)
            os._exit(1)

    def _write(self, **message: Any) -> None:
        text = json.dumps({"jsonrpc": "2.0", **message}, allow_nan=False, default=lambda value: host(value).tolist())
        with self.lock:
            print(text, file=self.out, flush=True)

    def _answer(self, method: Any, params: Json) -> Json:
        try:
            work = getattr(self, f"on_{method}", None)
            if work is None:
                raise Unsupported(f"the method {method} is not known")
            return {"result": work(params)}
        except BaseException as error:  # noqa: BLE001 - every failure is an answer
            kind, text = type(error).__name__, str(error).strip().split("\n")[0][:500]
            code = next((code for known, code in _CODES.items() if isinstance(error, known)), "internal")
            if kind == "OutOfMemoryError" or "RESOURCE_EXHAUSTED" in text:  # of torch, of JAX
                code = "outOfMemory"
            if code not in ("unsupported", "invalid"):
                traceback.print_exc()
                text = f"{kind}: {text}".rstrip(": ")
            return {"error": {"code": code, "message": text or kind}}

    def _need(self, name: str, why: str) -> Callable[..., Any]:
        if name not in self.can:
            raise Unsupported(f"{self.about['name']} has no {name}, {why}")
        return getattr(self.sampler, name)

    def _tasked(self, params: Json) -> Task:
        send = lambda method, values: self._write(method=method, params=values)
        return Task(params, self.options, self.threads, send, self.stop.is_set)

    def on_initialize(self, params: Json) -> Json:
        if params.get("protocol") != 1:
            raise Unsupported(f"protocol {params.get('protocol')}; this package speaks 1")
        self.options, self.threads = params.get("options") or {}, int(params.get("threads", 1))
        keeps = getattr(self.sampler, "checkpoint", "statistical") if {"save", "load"} <= self.can else "none"
        can = {"logq": "logq" in self.can, "logDensity": "action" in self.can, "checkpoint": keeps}
        versions = {name: getattr(sys.modules.get(name), "__version__", None) for name in _LIBRARIES}
        frameworks = {"python": sys.version.split()[0], **{name: str(text) for name, text in versions.items() if text}}
        return {"protocol": 1, **self.about, **_device(), "process": os.getpid(), "threads": self.threads,
                "capabilities": can, "frameworks": frameworks}

    def on_supports(self, params: Json) -> Json:
        task, name, verdict = self._tasked(params), self.about["name"], True
        try:
            if "supports" in self.can:
                verdict = self.sampler.supports(task)
            elif [task.domain.get(key) for key in ("per", "manifold", "components")] != ["site", "line", 1]:
                verdict = f"{name} treats one real number per site"
        except Unsupported as error:
            verdict = str(error)
        reason = f"{name} does not treat {task.name} on {task.shape}" if verdict is False else verdict
        return {"ok": False, "reason": reason} if isinstance(reason, str) else {"ok": True}

    def on_check(self, params: Json) -> Json:
        if self.task is None:
            self.sampler.task = self._tasked(params)
        return self._of_fields(params, "action", *["logq"][:self.task is not None and "logq" in self.can])

    def on_logq(self, params: Json) -> Json:
        return self._of_fields(params, "logq")

    def _of_fields(self, params: Json, *names: str) -> Json:
        fields = np.load(os.path.join(params["dir"], params["fields"]))
        functions = {name: self._need(name, "which gives a number for each of given fields") for name in names}
        arrays = {name: host(function(fields)).astype(np.float64) for name, function in functions.items()}
        for name, values in arrays.items():
            if values.shape != (len(fields),):
                raise Invalid(f"{name} gives {values.shape} numbers for {len(fields)} configurations")
        return _save(params, arrays)

    def on_prepare(self, params: Json) -> Json:
        self.task = self._tasked(params)
        try:
            told = self.sampler.prepare(self.task)
        finally:
            self.stop.clear()  # not before: a stop may have come while the request waited
        self._write(method="done", params={"id": self.current})
        facts = dict(told) if isinstance(told, dict) else {}
        return {**{key: facts.pop(key) for key in ("evaluations",) if key in facts}, "facts": facts}

    def on_warmup(self, params: Json) -> Json:
        self._drawn({"seed": "0", **params})
        return {}

    def on_draw(self, params: Json) -> Json:
        arrays, more = self._drawn(params)
        return {**_save(params, arrays), **more}

    def _drawn(self, params: Json) -> tuple[dict[str, np.ndarray], Json]:
        """Arrays of a draw, in the memory of the processor, and what else its answer says."""
        task, count, lead = self.task, int(params["count"]), ["draw", "chain"][:1 + (self.about["structure"] == "chains")]
        if task is None:
            raise Invalid("draw before prepare")
        given = _call(self.sampler.draw, max(count, 1), int(params["seed"]))
        if isinstance(given, Chain):
            given = given._asdict()
        elif not isinstance(given, dict):
            given = dict(zip(("fields", "logq"), given if isinstance(given, tuple) else (given,)))
        names = ("fields", "logq", "logw", "action", "accepted")
        out = {name: host(given[name]) for name in names if given.get(name) is not None}
        shape = out["fields"].shape
        if len(lead) == 1 and "logq" not in out and "logw" not in out:
            raise Invalid("draw gives fields without log q; "
                          'expected (fields, logq), or lb.chain(fields) and structure = "chains"')
        if shape[len(lead):] != task.field_shape:
            raise Invalid(f"fields of shape {shape}; expected the axes {', '.join(lead)} before {task.field_shape}")
        for name, values in out.items():
            if not np.isfinite(values).all():
                raise FloatingPointError(f"{name} of a draw are not finite")
            out[name] = values[:-(-count // (shape[1] if len(lead) == 2 else 1))]
        self._write(method="done", params={"id": self.current})
        own = [*["mu"][:task.domain.get("per") == "link"], *"xyztuvw"[:len(task.shape)], "component"]
        more = {key: given[key] for key in ("evaluations", "normalised") if key in given}
        return out, {"axes": [*lead, *own[:len(task.field_shape)]], **more}

    def on_checkpoint(self, params: Json) -> Json:
        before = set(os.listdir(params["dir"]))
        self._need("save", "so it leaves no checkpoint")(os.path.join(params["dir"], "checkpoint"))
        return {"files": sorted(set(os.listdir(params["dir"])) - before)}

    def on_restore(self, params: Json) -> Json:
        load = self._need("load", "so it cannot take up a checkpoint")
        paths = [os.path.join(params["dir"], name) for name in params["files"]]
        for path in paths:
            if not os.path.exists(path):
                raise Invalid(f"there is no file {path}")
        self.task = self._tasked(params)
        _call(load, min(paths, key=lambda path: os.path.basename(path) != "checkpoint"), self.task)
        return {}

    def on_shutdown(self, params: Json) -> Json:
        return {}


def _call(function: Callable[..., Any], *given: Any) -> Any:
    """With as many arguments as it takes."""
    return function(*given[:len(inspect.signature(function).parameters)])


def _save(params: Json, arrays: dict[str, np.ndarray]) -> Json:
    """Writes each as name.npy, complete at any moment: little-endian, C order."""
    for name, array in arrays.items():
        kind = "u1" if name == "accepted" else "<f4" if array.dtype.str[1:] == "f4" else "<f8"
        path = os.path.join(params["dir"], f"{name}.npy")
        with open(f"{path}.tmp", "wb") as file:
            np.save(file, np.ascontiguousarray(array, dtype=kind))
        os.replace(f"{path}.tmp", path)
    return {"arrays": {name: f"{name}.npy" for name in arrays}}


def _device() -> Json:
    """The accelerator of torch or JAX, if there is one."""
    torch, jax = sys.modules.get("torch"), sys.modules.get("jax")
    if torch is not None and torch.cuda.is_available():
        return {"device": {"kind": "gpu", "name": torch.cuda.get_device_name(0), "count": 1}}
    if jax is not None and jax.default_backend() != "cpu":
        return {"device": {"kind": "gpu", "name": jax.devices()[0].device_kind, "count": 1}}
    return {}

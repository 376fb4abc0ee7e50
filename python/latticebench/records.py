"""Results of runs, for notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def records(folder: str | Path) -> list[dict[str, Any]]:
    """The records of a run, or of all runs below a folder, as dictionaries (`latticebench schema record`)."""
    place = Path(folder)
    files = [place] if place.is_file() else sorted(place.rglob("records.jsonl"))
    if not files:
        raise FileNotFoundError(f"{place}: no records.jsonl here or below")
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def frame(folder: str | Path) -> Any:
    """A pandas table with one row for each cell, estimator and observable; units are in `.attrs["units"]`."""
    import pandas

    rows: list[dict[str, Any]] = []
    for record in records(folder):
        about = {"key": record["key"], "target": record["action"]["label"], "shape": tuple(record["action"]["shape"]),
                 "sampler": record["sampler"]["label"], "seed": record["seed"], "status": record["status"]}
        for kind, result in (record.get("estimators") or {}).items():
            price = (record.get("efficiency") or {}).get(kind, {}).get("essPerDeviceSecond", {}).get("value")
            about = {**about, "estimator": kind, "draws": result["draws"], "essPerDeviceSecond": price}
            rows += [{**about, "observable": name, "slowest": name == result.get("slowest"), "observableStatus": one["status"],
                      **{key: one.get(key) for key in ("value", "error", "tauInt", "tauIntError", "ess", "reason")}}
                     for name, one in result["observables"].items()]
        rows += [] if record.get("estimators") else [about]
    table = pandas.DataFrame(rows)
    table.attrs["units"] = {"tauInt": "stored measurements", "tauIntError": "stored measurements",
                            "ess": "configurations", "essPerDeviceSecond": "1/s"}
    return table

"""Results of runs, for notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Union


def records(folder: Union[str, Path]) -> List[Dict[str, Any]]:
    """The records of a run, or of all runs below a folder, as dictionaries (`latticebench schema record`)."""
    place = Path(folder)
    files = [place] if place.is_file() else sorted(place.rglob("records.jsonl"))
    if not files:
        raise FileNotFoundError(f"{place}: no records.jsonl here or below")
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def frame(folder: Union[str, Path]) -> Any:
    """A pandas table with one row for each cell, estimator and observable; units are in `.attrs["units"]`."""
    import pandas

    rows: List[Dict[str, Any]] = []
    for record in records(folder):
        about = {"key": record["key"], "target": record["action"]["label"], "shape": tuple(record["action"]["shape"]),
                 "sampler": record["sampler"]["label"], "seed": record["seed"], "status": record["status"]}
        estimators = record.get("estimators") or {}
        rows += [] if estimators else [about]
        for estimator, result in estimators.items():
            rate = (record.get("efficiency") or {}).get(estimator, {}).get("essPerDeviceSecond", {})
            rows += [{
                **about, "estimator": estimator, "draws": result["draws"], "observable": name,
                **{k: observable.get(k) for k in ("value", "error", "tauInt", "tauIntError", "ess", "reason")},
                "observableStatus": observable["status"], "slowest": name == result.get("slowest"),
                "essPerDeviceSecond": rate.get("value"),
            } for name, observable in result["observables"].items()]
    table = pandas.DataFrame(rows)
    table.attrs["units"] = {"tauInt": "stored measurements", "tauIntError": "stored measurements",
                            "ess": "configurations", "essPerDeviceSecond": "1/s"}
    return table

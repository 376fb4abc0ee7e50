"""Records as notebooks read them."""

import json

import pytest

import latticebench as lb

RECORD = {
    "key": "0" * 16, "status": "completed", "seed": 1, "action": {"label": "E1", "shape": [6, 6]}, "sampler": {"label": "hmc"},
    "estimators": {"chain": {"draws": 100, "slowest": "phi2",
                             "observables": {"phi2": {"status": "ok", "value": 0.2, "error": 0.01, "tauInt": 0.7}}}},
    "efficiency": {"chain": {"essPerDeviceSecond": {"value": 12.0, "low": 11, "high": 13}}},
}


def test_records_and_frame(tmp_path):
    (tmp_path / "run").mkdir()
    failed = {**RECORD, "status": "failed", "estimators": None}
    (tmp_path / "run" / "records.jsonl").write_text(json.dumps(RECORD) + "\n" + json.dumps(failed) + "\n")
    assert [r["status"] for r in lb.records(tmp_path)] == ["completed", "failed"]
    with pytest.raises(FileNotFoundError, match="no records.jsonl"):
        lb.records(tmp_path / "nowhere")
    pytest.importorskip("pandas")
    table = lb.frame(tmp_path)
    assert list(table["observable"])[0] == "phi2" and table.loc[0, "essPerDeviceSecond"] == 12.0
    assert table.attrs["units"]["tauInt"] == "stored measurements"

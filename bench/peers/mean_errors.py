"""tauInt, error and k-hat of series and weights that a file holds, by pyerrors and ArviZ.

Argument: JSON with "file", the path of a JSON file {"series": {name: [values]}, "weights": {name: [log weights]}}.
Prints one JSON object a line. tau = 1/2 + sum rho everywhere: ArviZ's tau is N / (2 ESS of the mean).
"""
import json
import sys
import warnings

warnings.filterwarnings("ignore")
import arviz
import numpy as np
import pyerrors

with open(json.loads(sys.argv[1])["file"]) as file:
    given = json.load(file)

print(json.dumps({"note": f"pyerrors {pyerrors.__version__}, ArviZ {arviz.__version__}"}))
for name, values in given["series"].items():
    x = np.array(values, dtype=float)
    found = {"name": name}
    try:
        mean = pyerrors.Obs([x], ["chain"])
        mean.gamma_method()
        found["pyerrors"] = [mean.e_tauint["chain"], mean.dvalue]
    except Exception as error:  # its own refusals are a result
        found["refusal"] = str(error)
    chain = x[None, :]
    found["arviz"] = [len(x) / (2 * float(arviz.ess(chain, method="mean"))), float(arviz.mcse(chain))]
    print(json.dumps({k: v for k, v in found.items() if not isinstance(v, list) or np.isfinite(v).all()}))
for name, values in given["weights"].items():
    _, k = arviz.psislw(np.array(values, dtype=float))
    print(json.dumps({"name": name, "k": float(k) if np.isfinite(k) else None}))

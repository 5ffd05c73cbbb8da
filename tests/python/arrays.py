"""Arrays: an unmodified Dask reads what Rust wrote; type, shape and bytes are compared with an array that numpy makes here.

usage: arrays.py DIR

DIR holds, for each case, NAME.tcp (the message {"x": array} as on a socket), NAME.json (dtype and shape) and NAME.raw (its
elements in C order). One JSON object per case is printed: what is wrong, how numpy prints the array, and for each way
of writing it back, which goes to NAME.WAY.back in the form of serialize_bytes, the error if there was one.
"""
import glob
import json
import logging
import os
import sys

logging.disable(logging.CRITICAL)
import numpy as np
from distributed.protocol.core import loads

from roundtrip_check import audit, split_tcp
from ways import WAYS, attempt


def dtype(described):
    if type(described) is list:
        base, shape = described
        return np.dtype((dtype(base), tuple(shape)))
    if type(described) is dict:
        return np.dtype(dict(described, formats=[dtype(format) for format in described["formats"]]))
    return np.dtype(described)


def problems(value, described, raw):
    expected = np.ndarray(described["shape"], dtype(described["dtype"]), raw)
    if type(value) is not np.ndarray:
        return [f"is a {type(value)}"]
    found = []
    if value.dtype != expected.dtype or value.dtype.str != expected.dtype.str:
        found.append(f"has dtype {value.dtype}, expected {expected.dtype}")
    if value.shape != expected.shape:
        found.append(f"has shape {value.shape}, expected {expected.shape}")
    if value.tobytes() != raw:
        found.append("has other bytes")
    if value.dtype.names is None and value.tolist() != expected.tolist() and not np.isnan(value).any():
        found.append("has other values")
    return found


def check(stem):
    with open(stem + ".tcp", "rb") as file:
        tcp = file.read()
    with open(stem + ".raw", "rb") as file:
        raw = file.read()
    with open(stem + ".json") as file:
        described = json.load(file)
    pickles, warnings = audit(split_tcp(tcp))
    value, error = attempt(lambda: loads(split_tcp(tcp))["x"])
    if error is not None:
        return {"problems": [error]}
    # Dates without a unit are the only ones that numpy can't print.
    out = {"problems": problems(value, described, raw), "shown": attempt(str, value)[0], "back": {}}
    out["problems"] += [f"{what}" for what in [*pickles, *warnings]]
    for way, write in WAYS.items():
        data, out["back"][way] = attempt(write, value)
        if data is not None:
            with open(f"{stem}.{way}.back", "wb") as file:
                file.write(data)
    return out


for path in sorted(glob.glob(os.path.join(glob.escape(sys.argv[1]), "*.tcp"))):
    print(json.dumps(check(path[: -len(".tcp")])), flush=True)

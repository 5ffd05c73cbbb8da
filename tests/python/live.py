"""The oracle of the live tests: an unmodified Dask reads what Rust wrote, says what it saw, and writes it back.

usage: live.py DIR

DIR holds, for each case, NAME.tcp (the message {"x": value} as on a socket) and NAME.bytes (what deserialize_bytes
takes). One JSON object per case is printed, as soon as the case is done: what each reader saw, the pickles in the
message, and for each way of writing the value back, which goes to NAME.WAY.back in the form of serialize_bytes, the
error if there was one. Only numpy and Dask are imported here, and acme.py, which stands for a user's own classes.
"""
import glob
import json
import logging
import os
import sys

logging.disable(logging.CRITICAL)
import numpy as np
from distributed.protocol.core import dumps, loads
from distributed.protocol.serialize import deserialize_bytes

import acme  # noqa: F401
from roundtrip_check import audit, split_tcp
from ways import WAYS, attempt


def describe(value):
    """The exact type, and the content, as JSON. Numbers are text, because JSON's are too small."""
    kind = type(value)
    if value is None:
        return {"py": "None"}
    if kind is bool:
        return {"py": "bool", "value": value}
    if kind in (int, float):
        return {"py": kind.__name__, "value": repr(value)}
    if kind is complex:
        return {"py": "complex", "value": [repr(value.real), repr(value.imag)]}
    if kind is str:
        return {"py": "str", "value": value}
    if kind in (bytes, bytearray):
        return {"py": kind.__name__, "value": value.hex()}
    if kind in (list, tuple, set, frozenset):
        return {"py": kind.__name__, "value": [describe(item) for item in value]}
    if kind is dict:
        return {"py": "dict", "value": [[describe(key), describe(item)] for key, item in value.items()]}
    if kind is np.ndarray and value.dtype.kind in "biufcU":
        return array("ndarray", value, value.reshape(-1).tolist())
    if kind is np.ndarray and value.dtype.kind in "Mm":
        return array("ndarray", value, [str(item) for item in value.reshape(-1)])
    if kind is np.ma.MaskedArray:
        items = value.data.reshape(-1).tolist()
        hidden = np.ma.getmaskarray(value).reshape(-1).tolist()
        out = array("MaskedArray", value, [None if hide else item for item, hide in zip(items, hidden)])
        out["value"]["fill"] = describe(value.fill_value.item())
        return out
    name = f"{kind.__module__}.{kind.__qualname__}"
    if kind.__module__ == "acme":
        return {"py": "object", "value": [name, describe(vars(value))]}
    if kind.__module__.startswith("scipy.sparse."):
        return {"py": "object", "value": [name, describe(value.toarray())]}
    return {"py": "other", "value": f"{name}: {value!r:.200}"}


def array(kind, value, items):
    items = [describe(item) for item in items]
    return {"py": kind, "value": {"dtype": value.dtype.str, "shape": list(value.shape), "items": items}}


READERS = {
    # A worker or a client.
    "message": lambda frames, _: loads(frames)["x"],
    # A scheduler keeps the value shut and passes it on; then a worker reads it.
    "forwarded": lambda frames, _: loads(list(map(bytes, dumps(loads(frames, deserialize=False)))))["x"],
    # Spilling, and whoever stores values.
    "bytes": lambda _, raw: deserialize_bytes(raw),
}


def check(stem):
    with open(stem + ".tcp", "rb") as file:
        tcp = file.read()
    with open(stem + ".bytes", "rb") as file:
        raw = file.read()
    out = {"name": os.path.basename(stem), "seen": {}, "errors": {}, "back": {}}
    (out["pickles"], out["warnings"]), value = audit(split_tcp(tcp)), None
    for reader, read in READERS.items():
        value, error = attempt(read, split_tcp(tcp), raw)
        if error is None:
            out["seen"][reader] = describe(value)
        else:
            out["errors"][reader] = error
    if out["errors"]:
        return out
    for way, write in WAYS.items():
        data, error = attempt(write, value)
        out["back"][way] = error
        if error is None:
            with open(f"{stem}.{way}.back", "wb") as file:
                file.write(data)
    return out


for path in sorted(glob.glob(os.path.join(glob.escape(sys.argv[1]), "*.tcp"))):
    print(json.dumps(check(path[: -len(".tcp")])), flush=True)

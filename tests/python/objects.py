"""Trait objects from Rust: what can be done with them here, and runs of them that are made here.

usage: objects.py DIR

DIR holds ops.tcp (the message {"x": run of objects} as on a socket) and update.tcp (a message with objects in it). What
a scheduler passes on goes to update.forwarded, and the message as it is written here again to update.again. Runs made
here go to made.NAME.WAY, single objects to one.NAME.WAY. One JSON object is printed: what was seen.
"""
import json
import os
import sys

import numpy as np
import pandas as pd
from distributed.protocol.core import dumps, loads
from distributed.protocol.serialize import Serialized, to_serialize
from distributed.protocol.utils import pack_frames_prelude

import acme
from roundtrip_check import split_tcp
from ways import WAYS, attempt

dir = sys.argv[1]


def read(name):
    with open(os.path.join(dir, name), "rb") as file:
        return split_tcp(file.read())


def rows(values):
    """The values of one type: columns where it has them, and a list or an array elsewhere."""
    return pd.DataFrame(values).to_dict("records") if isinstance(values, dict) else list(values)


def objects(run):
    """The objects in their order, each with its type."""
    of_type = {name: iter(rows(run[name])) for name in run["types"]}
    names = [run["types"][tag] for tag in run["tags"]]
    return [(name, next(of_type[name])) for name in names]


APPLY = {
    "live.ops.Scale": lambda op, x: op["factor"] * x,
    "live.ops.Shift": lambda op, x: op + x,
    "live.ops.Negate": lambda op, x: -x,
    "live.ops.Round": lambda op, x: np.ceil(x) if op == "Up" else np.floor(x),
    "live.ops.Gain": lambda op, x: op["offset"] + op["slope"] * x,
}

run = loads(read("ops.tcp"))["x"]
seen = {
    "names": [name for name, _ in objects(run)],
    "results": [float(APPLY[name](op, 1.25)) for name, op in objects(run)],
    "counts": {run["types"][tag]: int(count) for tag, count in zip(*np.unique(run["tags"], return_counts=True))},
    "mean": float(pd.DataFrame(run["live.ops.Scale"])["factor"].mean()),
}

# As a scheduler sees it: the plain fields, and the objects shut.
update = read("update.tcp")
shut = loads(update, deserialize=False)
seen["scheduler"] = {name: "shut" if isinstance(value, Serialized) else value for name, value in shut.items()}
update = loads(update)
seen["update"] = [update["op"], update["work"], len(objects(update["ops"]))]


def packed(frames):
    """A stream as the TCP comm writes it."""
    frames = [bytes(frame) for frame in frames]
    data = b"".join([pack_frames_prelude(frames), *frames])
    return len(data).to_bytes(8, "little") + data


again = dict(update, ops=to_serialize(update["ops"]))
for name, message in {"forwarded": shut, "again": again}.items():
    with open(os.path.join(dir, f"update.{name}"), "wb") as file:
        file.write(packed(dumps(message)))

# From here on, runs that Python makes itself. The tags come first, so that Dask takes the dict apart.
gain = acme.Gain()
gain.offset, gain.slope = 0.5, 2.0
made = {
    "columns": {
        "tags": np.array([1, 0, 1]),
        "types": ["live.ops.Shift", "live.ops.Scale"],
        "live.ops.Scale": {"factor": np.array([2, 3])},
        "live.ops.Shift": np.array([0.5], "f4"),
    },
    "rows": {
        "types": ("live.ops.Shift", "live.ops.Scale"),
        "tags": [1, 0, 1],
        "live.ops.Shift": [0.5],
        "live.ops.Scale": [{"factor": 2.0}, {"factor": 3.0}],
    },
    "classes": [gain, gain],
    "mixed": {"tags": np.array([0, 1, 0], ">i8"), "types": ["acme.Gain", "live.ops.Negate"], "acme.Gain": [gain, gain], "live.ops.Negate": [{}]},
}
for name, value in made.items():
    for way, write in WAYS.items():
        data, error = attempt(write, value)
        seen[f"{name}.{way}"] = error
        if error is None:
            with open(os.path.join(dir, f"made.{name}.{way}"), "wb") as file:
                file.write(data)
print(json.dumps(seen))

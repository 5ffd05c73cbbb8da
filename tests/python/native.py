"""Values in Python's own types, as a user of Dask would send them to Rust.

usage: native.py DIR

Each goes to DIR/NAME.WAY for each way in which Dask can write it. One JSON object is printed: for each name and way the
error, or null where the file was written.
"""
import json
import os
import sys
from collections import OrderedDict

import numpy as np

from acme import Sensor
from ways import WAYS, attempt

numbers = np.arange(12.0)
read_only = np.arange(3.0)
read_only.flags.writeable = False


def sensor():
    made = Sensor()
    made.tags, made.samples, made.more = {"a", "b"}, np.arange(3, dtype="f4"), "unknown to Rust"
    made.name, made.place = "s", {"y": 2, "x": 1.0}
    return made


CASES = {
    "human": {
        "track": np.array([1.5, 2.5]),
        "age": 3,
        "unknown": {"a": [1, (2, None)]},
        "position": {"y": 2.0, "x": 1.0},
        "photo": bytearray(b"png"),
        "name": "Alice",
    },
    "human_plain": {
        "name": "Alice",
        "age": 3,
        "position": {"x": 1, "y": 2},
        "photo": b"png",
        "track": [1.5, 2.5],
    },
    "humans": [{"name": name, "age": 3, "position": {"x": 1.0, "y": 2.0}, "photo": b"", "track": ()} for name in "ab"],
    "sensor": sensor(),
    "color": "dark-blue",
    "shape_unit": {"variant": "Nowhere"},
    "shape_path": {"points": [1.5], "color": "Red", "variant": "Path"},
    "ordered": OrderedDict(a=1, b=2),
    "frozenset": frozenset([1, 2]),
    "set_of_tuples": {(1, "a"), (2, "b")},
    "floats_from_list": [0.5, 1, 2.5],
    "floats_from_tuple": (0.5, 1, 2.5),
    "floats_from_f4": np.array([0.5, 1, 2.5], "f4"),
    "floats_from_i2": np.array([0, 1, 2], "i2"),
    "floats_big_endian": np.array([0, 1, 2], ">f8"),
    "floats_strided": np.arange(0.0, 6.0, 2.0)[::-1][::-1],
    "floats_every_other": numbers[:6:2],
    "floats_read_only": read_only,
    "floats_broadcast": np.broadcast_to(np.float64(1.5), (3,)),
    "floats_empty": np.empty(0),
    "matrix": numbers.reshape(4, 3),
    "matrix_fortran": np.asfortranarray(numbers.reshape(4, 3)),
    "matrix_transposed": numbers.reshape(3, 4).T,
    "masked": np.ma.masked_array([1, 2, 3], [False, True, False], dtype="i4"),
    "masked_nothing": np.ma.masked_array([1, 2], dtype="i4"),
    "optional_list": [1, None, 3],
    "characters": np.array(["a", "ß"]),
    "memoryview": memoryview(b"abc"),
    "wide": 2**127,
    "wide_list": [2**127, 0],
}

done = {}
for name, value in CASES.items():
    done[name] = {}
    for way, write in WAYS.items():
        data, done[name][way] = attempt(write, value)
        if data is not None:
            with open(os.path.join(sys.argv[1], f"{name}.{way}"), "wb") as file:
                file.write(data)
print(json.dumps(done))

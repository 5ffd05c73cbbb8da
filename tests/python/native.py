"""Values in Python's own types, as a user of Dask would send them to Rust.

usage: native.py DIR

Each goes to DIR/NAME.WAY for each way in which Dask can write it. One JSON object is printed: for each name and way the
error, or null where the file was written.
"""
import datetime as dt
import json
import os
import sys
import uuid
from collections import OrderedDict

import numpy as np
import pandas as pd
import scipy.sparse as sp

from acme import Sensor
from ways import WAYS, attempt

numbers = np.arange(12.0)
read_only = np.arange(3.0)
read_only.flags.writeable = False


ID = uuid.UUID("67e55044-10b1-426f-9247-bb680e5fe000")
DENSE = np.array([[0, 0, 5], [7, 0, 9]])


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
    "moment": dt.datetime(2024, 2, 29, 13, 30, 0, 5, dt.timezone(dt.timedelta(hours=1))),
    "moment_naive": dt.datetime(2024, 2, 29, 12, 30),
    "moments_list": [dt.datetime(2024, 2, 29, 12, 30, tzinfo=dt.timezone.utc), None],
    "moments_series": pd.Series(pd.to_datetime(["2024-02-29T12:30", None])).to_numpy(),
    "moments_of_zone": pd.Series(pd.to_datetime(["2024-02-29T12:30"], utc=True)).to_numpy("M8[ns]"),
    "moments_big_endian": np.array(["2024-02-29T12:30"], ">M8[m]"),
    "moment_of_numpy": np.datetime64("2024-02-29T12:30", "ms"),
    "moment_without_axes": np.array("2024-02-29T12:30", "M8[s]"),
    "date": dt.date(2024, 2, 29),
    "date_of_numpy": np.datetime64("2024-02-29"),
    "dates_of_months": np.array(["2024-02", "2024-03"], "M8[M]"),
    "duration": dt.timedelta(days=-1, microseconds=7),
    "duration_of_numpy": np.timedelta64(-5, "ms"),
    "durations": np.array([-5, 7], "m8[ms]"),
    "fields": {"at": dt.datetime(2024, 2, 29, 12, 30, tzinfo=dt.timezone.utc), "on": dt.date(2024, 2, 29)},
    "uuid": ID,
    "uuid_bytes": ID.bytes,
    "uuids": [ID, None],
    "uuids_text": np.array([str(ID)]),
    "uuids_raw": np.frombuffer(ID.bytes * 2, "V16"),
    "csr": sp.csr_matrix(DENSE),
    "csr_of_floats": sp.csr_matrix(DENSE.astype("f4")),
    "csc": sp.csc_matrix(DENSE),
    "coo": sp.coo_matrix(DENSE),
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

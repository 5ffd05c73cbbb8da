"""Runs of records, from Rust and back: what pandas sees in their columns.

usage: records.py DIR

DIR holds, for each case, NAME.tcp (the message {"x": value} as on a socket) and NAME.bytes. Each value is written back
in every way that it goes, to NAME.WAY.back. Then columns made here go to made.NAME.WAY. One JSON object is printed: what
was seen.
"""
import glob
import json
import os
import sys

import numpy as np
import pandas as pd
from distributed.protocol.core import loads
from distributed.protocol.serialize import deserialize_bytes

from roundtrip_check import split_tcp
from ways import WAYS, attempt

dir = sys.argv[1]
values = {}
for path in sorted(glob.glob(os.path.join(glob.escape(dir), "*.tcp"))):
    stem = path[: -len(".tcp")]
    with open(path, "rb") as file:
        value = loads(split_tcp(file.read()))["x"]
    with open(stem + ".bytes", "rb") as file:
        assert type(deserialize_bytes(file.read())) is type(value), stem
    values[os.path.basename(stem)] = value
    for way, write in WAYS.items():
        data, error = attempt(write, value)
        if error is None:
            with open(f"{stem}.{way}.back", "wb") as file:
                file.write(data)


def frame(value):
    return {
        "names": list(value),
        "dtypes": {name: str(dtype) for name, dtype in value.dtypes.items()},
        "missing": {name: int(value[name].isna().sum()) for name in value if value[name].isna().any()},
        "mean": value.groupby("side")["price"].mean().to_dict(),
        "first": [str(item) for item in value[["day", "at"]].iloc[0]] if len(value) else [],
    }


book, nested = values["book"], values["nested"]
seen = {
    "trades": frame(pd.DataFrame(values["trades"])),
    "empty": frame(pd.DataFrame(values["empty"])),
    "table": frame(values["table"].to_pandas()),
    "places": list(values["places"]),
    "book": [len(pd.DataFrame(table)) for table in (book["trades"], book["by_day"]["mon"], book["by_day"]["tue"])],
    "nested": [nested["offsets"].tolist(), nested["items"]["id"].tolist()],
}

# From here on, columns that Python makes itself. In the order of a dict, the first decides how Dask takes it apart.
size = np.ma.MaskedArray([7, 0, -7], [False, True, False])
arrays = {
    "id": np.arange(3),
    "price": np.arange(3) * 0.5,
    "size": size,
    "symbol": ["a", "ÄÖÜ", "ccc"],
    "note": ("x", None, ""),
    "side": ["Buy", "Sell", "Buy"],
    "open": np.array([False, False, True]),
    "unknown": np.zeros((3, 2)),
}
whole = dict(arrays, size=[7, 3, -7], note=["x", "", ""])
fields = [("id", ">u2"), ("price", "<f4"), ("size", "i1"), ("symbol", "<U4"), ("note", "U1"), ("side", "S4"), ("open", "?")]
rows = [
    {name: column[row] for name, column in dict(arrays, size=[7, None, -7]).items() if name != "unknown"} for row in range(3)
]
rows = [
    {name: item.item() if isinstance(item, np.generic) else item for name, item in row.items()} for row in rows
]
made = {
    "arrays": arrays,
    "big": dict(arrays, id=np.arange(3, dtype=">i2"), price=np.arange(3, dtype=">f4") / 2, size=size.astype(">i8")),
    "masked": dict(arrays, id=np.ma.MaskedArray([0, 1, 2]), price=np.ma.MaskedArray([0, 0.5, 1], [0, 0, 0])),
    "mixed": dict(arrays, size=[7, None, -7], price=(0, 0.5, 1.0), open=[False, False, True]),
    "fixed": dict(whole, symbol=np.array(whole["symbol"]), note=np.array(whole["note"]), side=np.array(whole["side"], "S")),
    "lists": {name: np.asarray(column).tolist() for name, column in whole.items()},
    "records": np.array([tuple(np.asarray(whole[name])[row] for name, _ in fields) for row in range(3)], fields),
    "objects": dict(arrays, symbol=np.array(whole["symbol"], object)),
    "rows": rows,
}
for name, value in made.items():
    for way, write in WAYS.items():
        data, error = attempt(write, value)
        if error is None:
            with open(os.path.join(dir, f"made.{name}.{way}"), "wb") as file:
                file.write(data)
print(json.dumps(seen))

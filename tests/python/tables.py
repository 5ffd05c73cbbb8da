"""Arrow's batches and tables, from Rust and back: what pyarrow and pandas see in them.

usage: tables.py DIR

DIR holds, for each case, NAME.tcp (the message {"x": value} as on a socket) and NAME.bytes. Each value is written back
in every way, to NAME.WAY.back. Then tables made here go to made.NAME.bytes. One JSON object is printed: what was seen.
"""
import glob
import json
import os
import sys
from decimal import Decimal

import pandas as pd
import pyarrow as pa
from distributed.protocol.core import loads
from distributed.protocol.serialize import deserialize_bytes, serialize, serialize_bytes

from roundtrip_check import split_tcp
from ways import WAYS

dir = sys.argv[1]


def save(name, data):
    with open(os.path.join(dir, name), "wb") as file:
        file.write(data)


def arrow(value):
    """The batches and tables in a value, checked in full."""
    if isinstance(value, (pa.RecordBatch, pa.Table)):
        value.validate(full=True)
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [found for item in inner for found in arrow(item)]


def describe(value):
    known = [name for name in value.schema.names if name in ("time", "price", "volume", "side", "venue", "open")]
    frame = value.select(known).to_pandas()
    return {
        "py": f"{type(value).__module__}.{type(value).__qualname__}",
        "rows": value.num_rows,
        "names": value.schema.names,
        "dtypes": {name: str(dtype) for name, dtype in frame.dtypes.items()},
        "missing": {name: int(frame[name].isna().sum()) for name in frame},
        "first": [None if pd.isna(item) else str(item) for item in frame.iloc[0]] if len(frame) else [],
    }


seen = {}
for path in sorted(glob.glob(os.path.join(glob.escape(dir), "*.tcp"))):
    stem = path[: -len(".tcp")]
    with open(path, "rb") as file:
        value = loads(split_tcp(file.read()))["x"]
    with open(stem + ".bytes", "rb") as file:
        same = deserialize_bytes(file.read())
    assert all(a.equals(b) for a, b in zip(arrow(value), arrow(same), strict=True)), stem
    seen[os.path.basename(stem)] = [describe(item) for item in arrow(value)]
    for way, write in WAYS.items():
        # A struct with tables in it is a dict, which Dask takes apart in messages alone.
        if way == "wrapped" or not isinstance(value, dict):
            save(f"{os.path.basename(stem)}.{way}.back", write(value))
trades = seen["trades"][0]
with open(os.path.join(dir, "trades.bytes"), "rb") as file:
    frame = deserialize_bytes(file.read()).to_pandas()
trades["mean"] = frame.groupby("side")["price"].mean().to_dict()

# Records, as a user of pandas has them.
with open(os.path.join(dir, "records.bytes"), "rb") as file:
    records = deserialize_bytes(file.read()).to_pandas()
seen["records"][0]["frame"] = {"dtypes": {name: str(dtype) for name, dtype in records.dtypes.items()}}
seen["records"][0]["frame"]["mean"] = records.groupby("side")["price"].mean().to_dict()
records["price"] = records["price"] * 2
save("made.records.bytes", serialize_bytes(pa.Table.from_pandas(records[records["side"] == "Buy"])))

# From here on, what Python makes itself.
frame = pd.DataFrame(
    {
        "time": pd.to_datetime(["2026-08-01T12:00:00.5", None, "2026-08-02"], format="ISO8601"),
        "price": [1.5, None, 2.5],
        "volume": pd.array([1, None, 3], dtype="Int64"),
        "side": pd.Categorical(["buy", "sell", None]),
        "venue": ["Zürich", None, ""],
        "open": [True, False, True],
    }
)
made = {
    "frame": pa.Table.from_pandas(frame, preserve_index=False),
    "batch": pa.RecordBatch.from_pandas(frame, preserve_index=False),
    "slice": pa.Table.from_pandas(pd.concat([frame, frame])).combine_chunks().to_batches()[0].slice(3, 3),
    "empty": pa.Table.from_pandas(frame, preserve_index=False).slice(0, 0),
    "chunked": pa.concat_tables([pa.Table.from_pandas(frame, preserve_index=False)] * 3),
    "nested": pa.table(
        {
            "list": pa.array([[1, None], None, []], pa.list_(pa.int32())),
            "map": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int64())),
            "record": pa.array([{"x": 1.5, "y": "a"}, None, {"x": None, "y": None}]),
            "decimal": pa.array([Decimal("1.50"), None, Decimal("-2.25")], pa.decimal128(10, 2)),
            "view": pa.array(["a", None, "longer than twelve bytes"], pa.string_view()),
            "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["a", "b"])),
        }
    ),
}
for name, value in made.items():
    save(f"made.{name}.bytes", serialize_bytes(value))
large = pa.table({"number": pa.array(range(10_000_000), pa.int64())})
save("made.large.bytes", serialize_bytes(large))

# What is not read: streams with other options than Dask's.
def written(table, **options):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for batch in table.to_batches():
            writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


save("lz4.stream", written(large.slice(0, 1000), compression="lz4"))
save("zstd.stream", written(large.slice(0, 1000), compression="zstd"))
chunks = pa.chunked_array([pa.array(words).dictionary_encode().slice(len(words) - 1) for words in (["a"], ["a", "b"])])
save("delta.stream", written(pa.table({"word": chunks}), emit_dictionary_deltas=True))
save("replaced.stream", written(pa.table({"word": chunks})))
print(json.dumps(seen))

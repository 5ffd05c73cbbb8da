"""What pandas makes of runs that Rust wrote.

usage: series.py DIR

Each file of DIR is a run in the form of serialize_bytes(). One JSON object is printed: for each the dtype of the
pandas.Series of it, which items are missing, and the first one as text.
"""
import json
import os
import sys

import pandas as pd
from distributed.protocol.serialize import deserialize_bytes


def describe(path):
    with open(path, "rb") as file:
        series = pd.Series(deserialize_bytes(file.read()))
    return {"dtype": str(series.dtype), "missing": series.isna().tolist(), "first": str(series[0])}


print(json.dumps({name: describe(os.path.join(sys.argv[1], name)) for name in os.listdir(sys.argv[1])}))

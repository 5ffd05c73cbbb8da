"""The Python on the page for people is run, and what it prints is what the page says.

usage: page.py DIR PAGE

DIR holds the values that the page speaks of, NAME.bytes each; PAGE is a file of Markdown. What the page makes for Rust is
written to DIR, made.NAME.bytes.
"""
import doctest
import glob
import os
import re
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
from distributed.protocol.serialize import deserialize_bytes

dir, page = sys.argv[1:]


def read(path):
    with open(path, "rb") as file:
        return file.read()


names = {"np": np, "pa": pa, "pd": pd}
for path in glob.glob(os.path.join(glob.escape(dir), "*.bytes")):
    name = os.path.basename(path)[: -len(".bytes")]
    names[name] = read(path) if name == "data" else deserialize_bytes(read(path))

with open(page, encoding="utf-8") as file:
    blocks = re.findall(r"^```python\n(.*?)^```", file.read(), re.DOTALL | re.MULTILINE)
lines = doctest.DocTestParser().get_doctest("\n".join(blocks), names, page, page, 0)
runner = doctest.DocTestRunner()
runner.run(lines, clear_globs=False)
for name in "answer", "bought", "table":
    with open(os.path.join(dir, f"made.{name}.bytes"), "wb") as file:
        file.write(lines.globs[name])
sys.exit(1 if runner.failures or not runner.tries else 0)

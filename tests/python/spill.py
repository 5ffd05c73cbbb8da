"""Spills values as a worker does that runs out of memory: a file for each, compressed as Dask compresses them.

usage: spill.py DIR
"""
import sys

import numpy as np
from distributed.spill import SpillBuffer

buffer = SpillBuffer(sys.argv[1], target=1 << 30)
buffer["zeros"] = np.zeros(100_000)
buffer["text"] = b"as often as not " * 10_000
buffer["mixed"] = [np.arange(3), "text", b"x" * 20_000]
buffer["noise"] = np.random.default_rng(1).random(5_000)
while buffer.fast:
    buffer.fast.evict()

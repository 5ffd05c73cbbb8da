"""A Dask cluster for one test: a scheduler, a worker and a client on loopback, in one process.

usage: cluster.py SECONDS DIR

Prints the addresses as one JSON object, {"scheduler", "worker"}, and then answers each line of standard input by a line:

    {"describe": KEY}           a task on the worker reads the key's value: {"value": description}, as dwdesc.py makes it
    {"make": {KEY: EXPRESSION}} tasks compute the values, and the worker keeps them: {"value": null}; with a further entry
                                "of": {NAME: KEY} the expressions use other keys' values by these names

or {"error": text}. The process ends when standard input does, and in any case after SECONDS. DIR is for Dask's own files.
"""
import asyncio
import json
import logging
import os
import sys
import threading

logging.disable(logging.CRITICAL)
import dask
from distributed import Client, Future, Scheduler, Worker

from dwdesc import describe

KEPT = []


def evaluate(expression, **values):
    import datetime, decimal  # noqa: E401, F401

    import numpy as np  # noqa: F401

    # Not every release of Dask is tested with pandas.
    if "pd." in expression:
        import pandas as pd  # noqa: F401
    return eval(expression, {**locals(), **values})


def future(client, key):
    """A value that the client did not make: it has to say that it wants it."""
    client._send_to_scheduler({"op": "client-desires-keys", "keys": [key], "client": client.id})
    return Future(key, client)


async def answer(client, command):
    if "describe" in command:
        return await client.submit(describe, future(client, command["describe"]), pure=False)
    values = {name: future(client, key) for name, key in command.get("of", {}).items()}
    # The scheduler forgets a value as soon as no client wants it any more.
    KEPT.extend(values.values())
    for key, expression in command["make"].items():
        KEPT.append(client.submit(evaluate, expression, key=key, **values))
        await KEPT[-1].result()


async def main():
    here = {"host": "127.0.0.1", "dashboard": False}
    async with Scheduler(port=0, dashboard_address=":0", **here) as scheduler:
        async with Worker(scheduler.address, nthreads=1, **here) as worker:
            async with Client(scheduler.address, asynchronous=True) as client:
                print(json.dumps({"scheduler": scheduler.address, "worker": worker.address}), flush=True)
                while line := await asyncio.to_thread(sys.stdin.readline):
                    try:
                        out = {"value": await answer(client, json.loads(line))}
                    except Exception as error:
                        out = {"error": f"{type(error).__name__}: {error}"[:500]}
                    print(json.dumps(out), flush=True)


if __name__ == "__main__":
    limit = threading.Timer(float(sys.argv[1]), os._exit, [3])
    limit.daemon = True
    limit.start()
    with dask.config.set({"temporary-directory": sys.argv[2]}):
        asyncio.run(main())

"""The ways in which Dask writes a value, all in the form of serialize_bytes(), which from_bytes() in Rust reads."""
import msgpack
from distributed.protocol.serialize import serialize, serialize_bytes, to_serialize
from distributed.protocol.utils import pack_frames_prelude


def packed(value, **options):
    """header and frames of serialize() laid out as serialize_bytes() does it."""
    header, frames = serialize(value, on_error="raise", **options)
    parts = [msgpack.dumps(dict(header, count=len(frames)), use_bin_type=True), *frames]
    return b"".join([pack_frames_prelude(parts), *parts])


WAYS = {
    "dask": lambda value: packed(value, serializers=["dask", "msgpack"]),
    # As a value in a message: a list, tuple, set or dict is always taken apart.
    "wrapped": lambda value: packed(to_serialize(value), serializers=["dask", "msgpack"]),
    # Dask's own choice: plain data comes as a pickle.
    "default": lambda value: serialize_bytes(value),
}


def attempt(action, *arguments):
    try:
        return action(*arguments), None
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"[:400]

"""The Python side of types that name a class of their own: what a user of Dask writes, and nothing more."""
from distributed.protocol import register_generic, register_serialization


class Person:
    """Written by hand on both sides: header and frames are a contract between the two pairs of functions."""

    def __init__(self, name, age):
        self.name, self.age = name, age


def write_person(person):
    return {"age": person.age}, [person.name.encode()]


def read_person(header, frames):
    return Person(bytes(frames[0]).decode(), header["age"])


register_serialization(Person, write_person, read_person)


class Sensor:
    """Its attributes are what Rust calls fields. That it is registered is all that Dask has to know."""


register_generic(Sensor)


class Gain:
    """One of several operations that Rust knows by a trait."""


register_generic(Gain)

//! Addresses: as text, which is what people and Python read.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use super::time::written_as;
use super::{from_whole, named, never_nil, whole};
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result, cut};
use crate::framed::{Framed, FromFrames};

macro_rules! address {
    ($($type:ident $name:literal)*) => {$(
        named!($name, [] $type);

        written_as!($type, |value| value.to_string());

        impl FromFrames for $type {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                let text = String::decode(input)?;
                text.parse().map_err(|_| {
                    Error::value(format!("`{}` is not a valid {}", cut(&text), stringify!($type)))
                })
            }
        }
    )*};
}

address! {
    IpAddr "std.IpAddr"
    Ipv4Addr "std.Ipv4Addr"
    Ipv6Addr "std.Ipv6Addr"
    SocketAddr "std.SocketAddr"
    SocketAddrV4 "std.SocketAddrV4"
    SocketAddrV6 "std.SocketAddrV6"
}

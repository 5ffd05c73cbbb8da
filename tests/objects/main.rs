//! Values whose type is only known at run time: trait objects in every place and combination, `dyn Any`, runs by type,
//! registries of one's own, and what the errors say.

mod any;
mod errors;
mod foreign;
mod kept;
mod markers;
mod names;
mod payloads;
mod places;
mod traits;

//! Values whose type is only known at run time: trait objects in every place and combination, `dyn Any`, runs by type,
//! registries, and what the errors say.

mod payloads;
mod places;

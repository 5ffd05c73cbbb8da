//! Which types may be read as which trait objects: one entry of a registry for each type and trait, with the function
//! that turns a box of the one into a box of the other. Made by `#[framed(dyn = Trait)]` and by
//! [`register!`](crate::register); plain data, so any crate may add one.

use std::any::{Any, TypeId};
use std::fmt;
use std::marker::PhantomData;

use crate::names::{Named, TypeInfo};

/// Leave to read a type as the objects of a trait: `dyn Trait`, and with `+ Send` and `+ Sync` as far as the type is.
/// Made by [`cast!`](crate::cast).
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    pub(super) targets: [Option<CastTo>; 4],
}

impl Cast {
    #[doc(hidden)]
    pub const fn new(targets: [Option<CastTo>; 4]) -> Self {
        Cast { targets }
    }
}

/// The way from one type to one kind of trait object.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct CastTo {
    concrete: fn() -> TypeId,
    type_name: fn() -> &'static str,
    info: Option<fn() -> &'static TypeInfo>,
    target: fn() -> TypeId,
    target_name: fn() -> &'static str,
    /// A [`CastFn`] of the target.
    cast: &'static (dyn Any + Send + Sync),
}

/// Turns a box of some type into one of a trait object, or gives it back if it holds another type.
#[doc(hidden)]
pub struct CastFn<D: ?Sized>(pub fn(Box<dyn Any>) -> Boxed<D>);

/// The box of a trait object, or the box that held another type.
type Boxed<D> = Result<Box<D>, Box<dyn Any>>;

impl<D: ?Sized> Clone for CastFn<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: ?Sized> Copy for CastFn<D> {}

impl<D: ?Sized> fmt::Debug for CastFn<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::any::type_name::<D>())
    }
}

impl CastTo {
    /// From `T` to `D`, of which `cast` must be the [`CastFn`].
    pub const fn new<T: Any, D: ?Sized + 'static>(
        info: Option<fn() -> &'static TypeInfo>,
        cast: &'static CastFn<D>,
    ) -> Self {
        CastTo {
            concrete: TypeId::of::<T>,
            type_name: std::any::type_name::<T>,
            info,
            target: TypeId::of::<D>,
            target_name: std::any::type_name::<D>,
            cast,
        }
    }

    pub(crate) fn concrete(&self) -> TypeId {
        (self.concrete)()
    }

    pub(super) fn type_name(&self) -> &'static str {
        (self.type_name)()
    }

    pub(super) fn target(&self) -> TypeId {
        (self.target)()
    }

    pub(super) fn target_name(&self) -> &'static str {
        (self.target_name)()
    }

    /// The path of the trait, without what else its objects may be.
    pub(super) fn trait_path(&self) -> &'static str {
        let name = self.target_name().trim_start_matches("dyn ");
        name.split_once(" + ").map_or(name, |(path, _)| path)
    }

    /// Whether the type calls itself so, whatever a registry says.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.info.is_some_and(|info| {
            let info = info();
            info.name() == name || info.aliases().contains(&name)
        })
    }

    pub(super) fn function<D: ?Sized + 'static>(&self) -> Option<CastFn<D>> {
        self.cast.downcast_ref().copied()
    }
}

impl fmt::Debug for CastTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as {}", self.type_name(), self.target_name())
    }
}

/// What the linker collects.
#[doc(hidden)]
#[derive(Debug)]
pub struct CastEntry(pub Cast);

inventory::collect!(CastEntry);

/// Stands in where a type is not `Send`, not `Sync`, or neither: see [`cast!`](crate::cast).
#[doc(hidden)]
pub trait NoCast {
    /// No cast to `dyn Trait + Send`.
    const SEND: Option<CastTo> = None;
    /// No cast to `dyn Trait + Sync`.
    const SYNC: Option<CastTo> = None;
    /// No cast to `dyn Trait + Send + Sync`.
    const SEND_SYNC: Option<CastTo> = None;
}

/// Finds out how a type calls itself, if it does: the inherent constant is there where [`Named`] is implemented.
#[doc(hidden)]
#[derive(Debug)]
pub struct NameProbe<T>(PhantomData<T>);

impl<T: Named> NameProbe<T> {
    /// The way to the name.
    pub const INFO: Option<fn() -> &'static TypeInfo> = Some(T::type_info);
}

/// See [`NameProbe`].
#[doc(hidden)]
pub trait Nameless {
    /// No name.
    const INFO: Option<fn() -> &'static TypeInfo> = None;
}

impl<T> Nameless for NameProbe<T> {}

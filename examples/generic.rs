//! A generic type: derived once, and registered for each instance that is to be found by name.

use frames_std::{Framed, Result, deserialize, deserialize_any, register, serialize, serialize_any};

#[derive(Framed, Debug, Clone, PartialEq)]
struct Grid<T> {
    width: usize,
    cells: Vec<T>,
}

register!(Grid<f32> as "acme.Grid<f32>");
register!(Grid<bool> as "acme.Grid<bool>");

fn main() -> Result<()> {
    let heights = Grid { width: 2, cells: vec![0.5f32, 1.0, 1.5, 2.0] };
    let mines = Grid { width: 2, cells: vec![true, false, false, true] };

    // Where the type is known, no registration is needed, for any `T`.
    let named = Grid { width: 1, cells: vec!["a".to_owned(), "b".to_owned()] };
    assert_eq!(deserialize::<Grid<String>>(&serialize(&named)?)?, named);

    // Where it is not, the name on the wire says which instance it is.
    for serialized in [serialize_any(&heights)?, serialize_any(&mines)?] {
        let value = deserialize_any(&serialized)?;
        if let Some(grid) = value.downcast_ref::<Grid<f32>>() {
            println!("heights: {:?}", grid.cells);
        } else if let Some(grid) = value.downcast_ref::<Grid<bool>>() {
            println!("mines: {:?}", grid.cells);
        }
    }
    Ok(())
}

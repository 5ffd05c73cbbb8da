//! The page on Python's side: what it says of Python is tried there, with the values that it shows.

use std::fs;
use std::path::Path;

use frames_std::arrow::Table;
use frames_std::{Framed, from_bytes, to_bytes};

use crate::common::{python, script};

#[derive(Framed, Debug, PartialEq)]
struct Run {
    name: String,
    samples: Vec<f64>,
    positions: Vec<[f32; 3]>,
    valid: Vec<Option<i32>>,
}

#[derive(Framed, Debug, PartialEq)]
struct Answer {
    name: String,
    samples: Vec<f64>,
}

#[derive(Framed, Debug, PartialEq)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Debug, PartialEq)]
struct Price {
    amount: f64,
    currency: String,
}

#[derive(Framed, Debug, PartialEq)]
struct Trade {
    symbol: String,
    side: Side,
    price: Price,
    size: Option<u32>,
}

#[derive(Framed, Debug, PartialEq)]
struct Order {
    symbol: String,
    fills: Vec<Fill>,
    state: State,
    route: Option<Route>,
}

#[derive(Framed, Debug, PartialEq)]
struct Fill {
    price: f64,
    size: u32,
}

#[derive(Framed, Debug, PartialEq)]
#[allow(dead_code, reason = "the page shows it")]
enum State {
    Open,
    Filled { at: u64 },
    Refused { reason: String },
}

#[derive(Framed, Debug, PartialEq)]
struct Route {
    venue: String,
    cost: f64,
}

#[derive(Framed, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[framed(pod)]
#[repr(C)]
struct Tick {
    at: u64,
    price: f64,
}

#[test]
fn the_page_is_true() {
    let run = Run {
        name: "run 7".into(),
        samples: vec![0.5, 1.5],
        positions: vec![[1.0, 2.0, 3.0]; 4],
        valid: vec![Some(1), None],
    };
    let trade = |symbol: &str, side, amount, size| {
        let price = Price { amount, currency: "EUR".into() };
        Trade { symbol: symbol.into(), side, price, size }
    };
    let trades = vec![
        trade("ABC", Side::Buy, 1.5, Some(2)),
        trade("FOO", Side::Sell, 4.0, None),
        trade("ABC", Side::Buy, 2.5, Some(3)),
    ];
    let fills = vec![Fill { price: 1.5, size: 2 }, Fill { price: 2.5, size: 3 }];
    let route = Route { venue: "X".into(), cost: 0.5 };
    let order = |symbol: &str, fills, state, route| Order { symbol: symbol.into(), fills, state, route };
    let orders = vec![
        order("ABC", fills, State::Filled { at: 7 }, Some(route)),
        order("FOO", vec![], State::Refused { reason: "closed".into() }, None),
    ];

    let dir = python::work_dir("page");
    let write = |name: &str, bytes: frames_std::Result<Vec<u8>>| {
        fs::write(dir.join(format!("{name}.bytes")), bytes.expect(name)).expect("the folder is ours");
    };
    write("data", to_bytes(&run));
    write("trades", to_bytes(&trades));
    write("ticks", to_bytes(&vec![Tick { at: 7, price: 1.5 }, Tick { at: 8, price: 2.5 }]));
    write("orders", to_bytes(&orders));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("frames-std/docs/python.md");
    script::run("page.py", &[dir.as_os_str(), page.as_os_str()]);

    let made = |name: &str| fs::read(dir.join(format!("made.{name}.bytes"))).expect("Python wrote it");
    let answer: Answer = from_bytes(made("answer")).expect("it reads back");
    assert_eq!(answer, Answer { name: "run 7".into(), samples: vec![1.0, 3.0] });
    assert_eq!(from_bytes::<Table<Trade>>(made("table")).expect("it reads back").0, trades);
    let bought: Vec<Trade> = from_bytes(made("bought")).expect("it reads back");
    assert!(bought.iter().eq(trades.iter().filter(|trade| trade.side == Side::Buy)));
}

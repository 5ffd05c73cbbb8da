//! Runs of records: columns against a header for each record, and against `clone`.
//!
//! `cargo bench -p frames-benches --bench records`

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use frames_std::{Framed, deserialize, serialize};

#[derive(Framed, Clone, PartialEq, Debug)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Clone, PartialEq, Debug)]
struct Trade {
    id: u64,
    price: f64,
    size: i32,
    symbol: String,
    venue: String,
    note: Option<String>,
    fee: Option<f64>,
    side: Side,
}

/// The same records with a header each.
#[derive(Framed, PartialEq, Debug)]
struct Elementwise {
    #[framed(objects)]
    trades: Vec<Object>,
}

#[derive(Framed, Clone, PartialEq, Debug)]
#[framed(python = "acme.Trade")]
struct Object {
    #[framed(flatten)]
    trade: Trade,
}

fn trades() -> Vec<Trade> {
    let trade = |id: u64| Trade {
        id,
        price: id as f64 * 0.25,
        size: (id % 1000) as i32 - 500,
        symbol: ["AAPL", "MSFT", "NVDA", "BRK.B"][id as usize % 4].into(),
        venue: ["XNAS", "XNYS", "BATS"][id as usize % 3].into(),
        note: (id % 10 == 0).then(|| format!("order {id} was split")),
        fee: (id % 3 != 0).then_some(id as f64 * 0.001),
        side: if id % 2 == 0 { Side::Buy } else { Side::Sell },
    };
    (0..100_000).map(trade).collect()
}

fn records(criterion: &mut Criterion) {
    let trades = trades();
    let objects =
        Elementwise { trades: trades.iter().map(|trade| Object { trade: trade.clone() }).collect() };
    let columns = serialize(&trades).expect("trades can be written").into_owned();
    let list = serialize(&objects).expect("objects can be written").into_owned();
    assert_eq!(deserialize::<Vec<Trade>>(&columns).expect("they read back"), trades);
    assert_eq!(deserialize::<Elementwise>(&list).expect("they read back"), objects);

    let mut group = criterion.benchmark_group("100,000 records");
    group.sample_size(20);
    group.bench_function("write columns", |bencher| {
        bencher.iter_with_large_drop(|| serialize(black_box(&trades)))
    });
    group.bench_function("write elements", |bencher| {
        bencher.iter_with_large_drop(|| serialize(black_box(&objects)))
    });
    group.bench_function("clone", |bencher| bencher.iter_with_large_drop(|| black_box(&trades).clone()));
    group.bench_function("read columns", |bencher| {
        bencher.iter_with_large_drop(|| deserialize::<Vec<Trade>>(black_box(&columns)));
    });
    group.bench_function("read elements", |bencher| {
        bencher.iter_batched(
            || (),
            |()| deserialize::<Elementwise>(black_box(&list)),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, records);
criterion_main!(benches);

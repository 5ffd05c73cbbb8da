//! Runs of records: columns against a header for each record, and against `clone`.
//!
//! `cargo bench -p frames-benches --bench records`

use std::hint::black_box;
use std::time::Instant;

use criterion::{BatchSize, Bencher, Criterion, criterion_group, criterion_main};
use frames_std::{Framed, Serialized, deserialize, serialize};

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

/// Measures what makes a value. It is dropped before the next is made, so that all find memory that was touched before.
fn make<T>(bencher: &mut Bencher<'_>, make: impl Fn() -> T) {
    bencher.iter_batched(|| (), |()| make(), BatchSize::PerIteration);
}

/// What reading costs in `clone`s, printed. They take turns, so that both meet what else the machine does.
fn ratio(trades: &Vec<Trade>, columns: &Serialized<'_>) {
    /// The second of two: it finds memory as one of its kind left it.
    fn second<T>(make: impl Fn() -> T) -> f64 {
        drop(black_box(make()));
        let start = Instant::now();
        let made = black_box(make());
        let took = start.elapsed();
        drop(made);
        took.as_secs_f64()
    }
    let read = || deserialize::<Vec<Trade>>(black_box(columns));
    let turn = |_| second(read) / second(|| black_box(trades).clone());
    let mut ratios: Vec<f64> = (0..100).map(turn).collect();
    ratios.sort_by(f64::total_cmp);
    let [low, median, high] = [25, 50, 75].map(|at| ratios[at]);
    println!(
        "read columns / clone, by turns: {median:.2} (half of 100 turns between {low:.2} and {high:.2})\n"
    );
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
    group.bench_function("clone", |bencher| make(bencher, || black_box(&trades).clone()));
    group.bench_function("read columns", |bencher| {
        make(bencher, || deserialize::<Vec<Trade>>(black_box(&columns)));
    });
    group.bench_function("read elements", |bencher| {
        make(bencher, || deserialize::<Elementwise>(black_box(&list)));
    });
    group.finish();
    ratio(&trades, &columns);
}

criterion_group!(benches, records);
criterion_main!(benches);

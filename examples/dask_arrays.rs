//! Rust values on a real Dask: Python computes with them as with its own, and Rust reads the results as its own types.
//! Each line is an expression that a task in Python evaluates, what came back from it, and what Rust says to it.
//!
//! `cargo run --release --example dask_arrays`
//!
//! It needs Python 3.11 or newer with venv and pip. Dask itself is installed under `target/`, once, and a scheduler and a
//! worker run on loopback as long as the example does.

// What the tests use to talk to a cluster: a client in a hundred lines.
#[allow(dead_code, reason = "each program uses a part of it")]
#[path = "../tests/common/client.rs"]
mod client;
#[allow(dead_code, reason = "each program uses a part of it")]
#[path = "../tests/common/cluster.rs"]
mod cluster;
#[allow(dead_code, reason = "each program uses a part of it")]
#[path = "../tests/common/peer.rs"]
mod peer;
#[allow(dead_code, reason = "each program uses a part of it")]
#[path = "../tests/common/python.rs"]
mod python;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use frames_std::arrow::Table;
use frames_std::arrow::arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use frames_std::{Framed, FromFrames};

use crate::cluster::Cluster;

#[derive(Framed, Debug, Clone, Copy, PartialEq)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Trade {
    id: u64,
    symbol: String,
    side: Side,
    price: f64,
    quantity: u32,
    fee: Option<f64>,
    settles: NaiveDate,
    at: DateTime<Utc>,
}

/// All kinds of values in one struct, which is a dict in Python.
#[derive(Framed, Debug, Clone, PartialEq)]
struct Portfolio {
    owner: String,
    returns: Vec<[f64; 3]>,
    trades: Vec<Trade>,
    quotes: RecordBatch,
}

/// What Python answers with a dict.
#[derive(Framed, Debug, PartialEq)]
struct Summary {
    owner: String,
    volatility: Vec<f64>,
    quantity: BTreeMap<String, u64>,
    best: f64,
}

fn main() -> ExitCode {
    if let Err(problem) = python::CURRENT.interpreter() {
        eprintln!("{problem}");
        return ExitCode::FAILURE;
    }
    let mut dask = Dask { cluster: Cluster::start(&python::CURRENT, "dask_arrays"), agreed: true };
    let portfolio =
        Portfolio { owner: "Ada".to_owned(), returns: returns(), trades: trades(1000), quotes: quotes() };
    array(&mut dask, &portfolio.returns);
    records(&mut dask, &portfolio.trades);
    table(&mut dask, &portfolio.trades);
    batch(&mut dask, &portfolio.quotes);
    everything(&mut dask, portfolio);
    if dask.agreed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Fixed arrays of numbers are the axes of a numpy array.
fn array(dask: &mut Dask, returns: &Vec<[f64; 3]>) {
    let x = dask.put("returns: Vec<[f64; 3]>", returns);
    dask.compare(&x, "x.shape", (returns.len(), 3));
    dask.compare(&x, "x.mean(axis=0)", means(returns));
    dask.compare(&x, "x[:2]", returns[..2].to_vec());
    dask.compare(
        &x,
        "x[::-300].T[0]",
        returns.iter().rev().step_by(300).map(|row| row[0]).collect::<Vec<_>>(),
    );
}

/// Records are columns in Python, of which pandas makes a `DataFrame`.
fn records(dask: &mut Dask, trades: &Vec<Trade>) {
    let x = dask.put("trades: Vec<Trade>", trades);
    dask.compare(&x, "pd.DataFrame(x).groupby('symbol').price.mean().to_dict()", mean_prices(trades));

    let missing = trades.iter().filter(|trade| trade.fee.is_none()).count();
    dask.compare(&x, "int(pd.DataFrame(x).fee.isna().sum())", missing);
    let last: Vec<_> = trades.iter().map(|trade| trade.settles).max().into_iter().collect();
    dask.compare(&x, "pd.DataFrame(x).settles.to_numpy().max(keepdims=True)", last);
    dask.compare(&x, "str(pd.DataFrame(x)['at'].dtype)", "datetime64[ns]".to_owned());
    dask.compare(&x, "x", trades.clone());
}

/// The same records as a table of Arrow's, which pandas takes as it is.
fn table(dask: &mut Dask, trades: &[Trade]) {
    let x = dask.put("trades: Table<Trade>", Table(trades.to_vec()));
    dask.compare(&x, "x.to_pandas().groupby('symbol').price.mean().to_dict()", mean_prices(trades));
    dask.compare(&x, "str(x.schema.field('settles').type)", "date32[day]".to_owned());
    let bought = trades.iter().filter(|trade| trade.side == Side::Buy).cloned().collect();
    dask.compare(
        &x,
        "type(x).from_pandas(x.to_pandas().query('side == \"Buy\"'), preserve_index=False)",
        Table(bought),
    );
}

/// A batch of columns that were Arrow's in Rust already.
fn batch(dask: &mut Dask, quotes: &RecordBatch) {
    let x = dask.put("quotes: RecordBatch", quotes);
    dask.compare(&x, "x.schema.names", vec!["symbol".to_owned(), "bid".to_owned()]);
    dask.compare(&x, "float(x.to_pandas().bid.max())", best(quotes));
    dask.compare(&x, "x.slice(1)", quotes.slice(1, quotes.num_rows() - 1));
}

/// A struct of all of them, and a dict of results that is read as another struct.
fn everything(dask: &mut Dask, portfolio: Portfolio) {
    let x = dask.put("portfolio: Portfolio", &portfolio);
    let mut quantity = BTreeMap::<_, u64>::new();
    for trade in &portfolio.trades {
        *quantity.entry(trade.symbol.clone()).or_default() += u64::from(trade.quantity);
    }
    let volatility = deviations(&portfolio.returns);
    let best = best(&portfolio.quotes);
    let summary = Summary { owner: portfolio.owner.clone(), volatility, quantity, best };
    dask.compare(
        &x,
        "{'owner': x['owner'], 'volatility': x['returns'].std(axis=0), \
         'quantity': pd.DataFrame(x['trades']).groupby('symbol').quantity.sum().to_dict(), \
         'best': float(x['quotes'].to_pandas().bid.max())}",
        summary,
    );
    dask.compare(&x, "x", portfolio);
}

/// A cluster, and whether both sides agreed on everything so far.
struct Dask {
    cluster: Cluster,
    agreed: bool,
}

impl Dask {
    /// Puts a value on the worker; returns its key.
    fn put<T: Framed>(&mut self, what: &str, value: T) -> String {
        println!("\n{what}");
        client::put(&self.cluster, what, value);
        what.to_owned()
    }

    /// Has Python evaluate an expression on the value of a key, reads the result, and prints it beside what Rust found.
    fn compare<T: FromFrames + PartialEq + Debug>(&mut self, x: &str, expression: &str, rust: T) {
        let key = format!("{expression} of {x}");
        self.cluster.compute(&key, expression, &[("x", x)]);
        let python = client::read::<T>(&self.cluster, &key, client::PICKLE_FREE);
        let agree = python.as_ref().is_ok_and(|python| *python == rust);
        self.agreed &= agree;
        let python = python.map_or_else(|error| error.to_string(), |python| short(&python));
        println!(
            "  {expression}\n    Python {python}\n    Rust   {}{}",
            short(&rust),
            if agree { "" } else { "   <- differs" }
        );
    }
}

/// On one line, and no longer than that.
fn short(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    match text.char_indices().nth(110) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Of three funds on 1024 days. All are multiples of 1/1024, so that sums are exact, whoever adds them up, in any order.
fn returns() -> Vec<[f64; 3]> {
    let step = |day: u64, fund: u64| (day * day * (fund + 7) % 128) as f64 / 1024.0;
    (0..1024).map(|day| std::array::from_fn(|fund| step(day, fund as u64) - 0.0625)).collect()
}

fn trades(count: u32) -> Vec<Trade> {
    let noon = DateTime::from_timestamp(1_709_208_000, 0).unwrap_or_default();
    let trade = |id: u32| {
        let at = noon + TimeDelta::milliseconds(1500 * i64::from(id));
        Trade {
            id: id.into(),
            symbol: ["ACME", "FOO", "GRÜN"][(id / 5 % 3) as usize].to_owned(),
            side: if id % 5 < 3 { Side::Buy } else { Side::Sell },
            price: 100.0 + f64::from(id * 37 % 64) / 8.0,
            quantity: id % 10 + 1,
            fee: (id % 4 > 0).then_some(0.5),
            settles: at.date_naive() + Days::new(u64::from(id % 3)),
            at,
        }
    };
    (0..count).map(trade).collect()
}

/// Two columns, with a price that is missing.
fn quotes() -> RecordBatch {
    let symbols: ArrayRef = Arc::new(StringArray::from(vec!["ACME", "FOO", "GRÜN"]));
    let bids: ArrayRef = Arc::new(Float64Array::from(vec![Some(101.25), None, Some(99.5)]));
    RecordBatch::try_from_iter([("symbol", symbols), ("bid", bids)]).expect("columns of one length")
}

fn best(quotes: &RecordBatch) -> f64 {
    let bids = quotes.column_by_name("bid").and_then(|bids| bids.as_any().downcast_ref::<Float64Array>());
    bids.into_iter().flatten().flatten().fold(f64::NEG_INFINITY, f64::max)
}

fn mean_prices(trades: &[Trade]) -> BTreeMap<String, f64> {
    let mut prices = BTreeMap::<_, Vec<f64>>::new();
    trades.iter().for_each(|trade| prices.entry(trade.symbol.clone()).or_default().push(trade.price));
    let mean = |prices: Vec<f64>| prices.iter().sum::<f64>() / prices.len() as f64;
    prices.into_iter().map(|(symbol, prices)| (symbol, mean(prices))).collect()
}

fn means(rows: &[[f64; 3]]) -> Vec<f64> {
    (0..3).map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64).collect()
}

fn deviations(rows: &[[f64; 3]]) -> Vec<f64> {
    let squares = |at: usize, mean: f64| rows.iter().map(move |row| (row[at] - mean).powi(2));
    let variance = |(at, mean)| squares(at, mean).sum::<f64>() / rows.len() as f64;
    means(rows).into_iter().enumerate().map(|at_mean| variance(at_mean).sqrt()).collect()
}

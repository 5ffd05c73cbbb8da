//! A Dask cluster for one test or example, on loopback: the process that runs it, and what Python is asked to do there.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value as Json, json};

use crate::python::{Environment, work_dir};

/// The longest that a cluster lives, whatever happens to the test.
const SECONDS: u32 = 120;

/// A running cluster; it ends with this value.
pub(crate) struct Cluster {
    process: Child,
    /// Closed when the cluster shall end.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// `127.0.0.1:8786`
    pub(crate) scheduler: String,
    pub(crate) worker: String,
}

impl Cluster {
    /// Starts a scheduler and a worker.
    pub(crate) fn start(environment: &Environment, name: &str) -> Cluster {
        let mut process = environment
            .command("cluster.py")
            .arg(SECONDS.to_string())
            .arg(work_dir(name))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("can't start the virtual environment's Python: {error}"));
        let orders = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().expect("it is piped"));
        let (scheduler, worker) = (String::new(), String::new());
        let mut cluster = Cluster { process, orders, answers, scheduler, worker };
        let addresses = cluster.answer();
        let address = |role: &str| addresses[role].as_str().expect("an address").replace("tcp://", "");
        (cluster.scheduler, cluster.worker) = (address("scheduler"), address("worker"));
        cluster
    }

    /// What a task on the worker sees in a key's value.
    pub(crate) fn describe(&mut self, key: &str) -> Json {
        self.ask(&json!({"describe": key}))
    }

    /// Has tasks compute values and the worker keep them.
    pub(crate) fn make(&mut self, values: &[(&str, &str)]) {
        let values: Json =
            values.iter().map(|(key, expression)| ((*key).to_owned(), json!(expression))).collect();
        self.ask(&json!({"make": values}));
    }

    /// Has a task compute a value of others, which the expression calls by the names beside their keys.
    pub(crate) fn compute(&mut self, key: &str, expression: &str, of: &[(&str, &str)]) {
        let of: Json = of.iter().map(|(name, key)| ((*name).to_owned(), json!(key))).collect();
        self.ask(&json!({"make": {key: expression}, "of": of}));
    }

    fn ask(&mut self, order: &Json) -> Json {
        let orders = self.orders.as_mut().expect("the cluster was not ended");
        writeln!(orders, "{order}").expect("the cluster listens");
        let answer = self.answer();
        assert!(answer["error"].is_null(), "{order}: {}", answer["error"]);
        answer["value"].clone()
    }

    fn answer(&mut self) -> Json {
        let mut line = String::new();
        let len = self.answers.read_line(&mut line).expect("the cluster answers");
        assert!(len > 0, "the cluster ended, or did not start within {SECONDS} seconds");
        serde_json::from_str(&line).expect("it prints JSON")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.orders.take());
        // It ends by itself at the latest when its time is over.
        let _ = self.process.wait();
    }
}

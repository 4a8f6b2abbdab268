//! Reads an order from stdin, keeps its connections busy for its time, and prints one line of JSON: how many requests
//! were answered and how fast. It shares the machine's cores with what it measures, so it does little: one thread, hyper's
//! plain HTTP/1 connections, requests prepared beforehand.

mod connection;
mod order;
mod report;

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::task::LocalSet;

use crate::connection::Connection;
use crate::order::{Order, Prepared};
use crate::report::Report;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let order: Order = serde_json::from_reader(std::io::stdin().lock()).context("the order on stdin")?;
    let report = LocalSet::new().run_until(keep_busy(order)).await?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

async fn keep_busy(order: Order) -> Result<Report> {
    let prepared = Rc::new(Prepared::new(&order)?);
    let serial = Rc::new(Cell::new(0));
    let began = now();
    let end = began + Duration::from_millis(order.milliseconds);
    let tasks: Vec<_> = (0..order.connections)
        .map(|_| tokio::task::spawn_local(one_connection(prepared.clone(), serial.clone(), end)))
        .collect();
    let mut report = Report::default();
    for task in tasks {
        report.add(task.await??);
    }
    report.finish(now().duration_since(began));
    Ok(report)
}

/// Request after request until the time is over.
async fn one_connection(prepared: Rc<Prepared>, serial: Rc<Cell<usize>>, end: Instant) -> Result<Report> {
    let mut report = Report::default();
    let mut connection = Connection::open(&prepared.address).await?;
    loop {
        let number = serial.get();
        serial.set(number + 1);
        let request = prepared.request(number)?;
        let began = now();
        if began >= end {
            return Ok(report);
        }
        if let Ok(status) = connection.send(request).await {
            report.answered(now().duration_since(began), status == prepared.status);
        } else {
            report.broken();
            connection = Connection::open(&prepared.address).await?;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a program of this machine, with its clock")]
fn now() -> Instant {
    Instant::now()
}

//! Places that requests hold for a while, where there are only so many.
//!
//! Nobody waits for another request's future: whoever finds no place asks again a moment later. A place is a lease: the
//! runtime may drop a request without telling, and then its place is free again when the lease runs out.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a place is held at most, in milliseconds: longer than the driver waits for the database.
pub(crate) const LEASE_MS: i64 = 15_000;
/// How long a request waits before it asks again, in milliseconds.
const PAUSE_MS: u32 = 10;
/// How often it asks: five seconds in all.
const MOST_TRIES: u32 = 500;

#[derive(Debug)]
struct Lease<H> {
    number: u64,
    holder: H,
    until_ms: i64,
}

#[derive(Debug)]
struct Held<H> {
    leases: Vec<Lease<H>>,
    last_number: u64,
}

/// The places of an isolate, by who holds them.
#[derive(Debug)]
pub(crate) struct Leases<H>(Mutex<Held<H>>);

impl<H> Default for Leases<H> {
    fn default() -> Self {
        Self(Mutex::new(Held { leases: Vec::new(), last_number: 0 }))
    }
}

/// A place that is held. It is given back when it is dropped.
#[derive(Debug)]
pub struct Place<'a, H> {
    leases: &'a Leases<H>,
    number: u64,
}

impl<H> Drop for Place<'_, H> {
    fn drop(&mut self) {
        self.leases.lock().leases.retain(|lease| lease.number != self.number);
    }
}

impl<H: Clone> Leases<H> {
    /// A place, as soon as one is free, by what is held already; nothing if none is for a while.
    pub(crate) async fn enter(
        &self,
        holder: H,
        is_free: impl Fn(&[&H]) -> bool,
        now_ms: impl Fn() -> i64,
        pause: impl AsyncFn(u32),
    ) -> Option<Place<'_, H>> {
        for _ in 0..MOST_TRIES {
            if let Some(place) = self.take(holder.clone(), &is_free, now_ms()) {
                return Some(place);
            }
            pause(PAUSE_MS).await;
        }
        None
    }

    /// A place, if one is free now.
    pub(crate) fn take(
        &self,
        holder: H,
        is_free: impl Fn(&[&H]) -> bool,
        now_ms: i64,
    ) -> Option<Place<'_, H>> {
        let mut held = self.lock();
        held.leases.retain(|lease| lease.until_ms > now_ms);
        let holders: Vec<&H> = held.leases.iter().map(|lease| &lease.holder).collect();
        if !is_free(&holders) {
            return None;
        }
        held.last_number += 1;
        let number = held.last_number;
        held.leases.push(Lease { number, holder, until_ms: now_ms + LEASE_MS });
        Some(Place { leases: self, number })
    }
}

impl<H> Leases<H> {
    fn lock(&self) -> MutexGuard<'_, Held<H>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many places are held, or were when somebody last took one.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().leases.len()
    }
}

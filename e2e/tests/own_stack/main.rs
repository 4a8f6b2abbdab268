//! What needs a stack of its own: here Workers are killed, and databases go away.
//!
//! `cfg(test)` holds throughout; it is written down for the lints that let tests panic.

#[cfg(test)]
mod chaos;
#[cfg(test)]
mod events;
#[cfg(test)]
mod outage;

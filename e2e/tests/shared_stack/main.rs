//! What holds on the stack that the suite runs on, and on Workers that a test starts beside it: no test breaks it,
//! and each makes tenants of its own.
//!
//! `cfg(test)` holds throughout; it is written down for the lints that let tests panic.

#[cfg(test)]
mod authority;
#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod caching;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod events;
#[cfg(test)]
mod first_light;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod leak;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod map;
#[cfg(test)]
mod media;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod previews;
#[cfg(test)]
mod races;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod revocation;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod stale;
#[cfg(test)]
mod tour;
#[cfg(test)]
mod walls;
#[cfg(test)]
mod webhooks;

#[cfg(test)]
fn stack() -> local_stack::StackFile {
    local_stack::StackFile::load().expect("these tests run under `cargo xtask test`")
}

//! The identity service against a real PostgreSQL, called as the gateway calls it.
//!
//! `cfg(test)` holds throughout; it is written down for the lints that let tests panic.

#[cfg(test)]
mod access;
#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod deliveries;
#[cfg(test)]
mod events;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mail_budgets;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod refreshes;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod system;
#[cfg(test)]
mod team;
#[cfg(test)]
mod tenant;
#[cfg(test)]
mod walls;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod world;

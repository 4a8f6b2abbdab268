//! What an attacker sends: forged tokens, spoofed headers, crooked paths, requests within requests.
//! Each table has a row that passes, so that a gateway which refuses everyone fails as well.
//!
//! `cfg(test)` holds throughout; it is written down for the lints that let tests panic.

#[cfg(test)]
mod forger;
#[cfg(test)]
mod framing;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod tokens;

#[cfg(test)]
fn stack() -> local_stack::StackFile {
    local_stack::StackFile::load().expect("these tests run under `cargo xtask test`")
}

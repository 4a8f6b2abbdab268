//! Rules without I/O: which ID tokens count, how refresh tokens succeed one another.

pub mod google;
pub mod google_keys;
pub mod refresh_token;

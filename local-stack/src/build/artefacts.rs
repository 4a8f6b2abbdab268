//! The files of a built Worker.

/// What is uploaded: the module that starts the other.
pub const ARTEFACTS: [&str; 2] = ["index.js", "index_bg.wasm"];

//! Shows a growing log file on the terminal.

use std::path::PathBuf;
use std::time::Duration;

use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Copies what is appended to the file to stdout, until the command ends.
pub(super) fn in_background(path: PathBuf) {
    tokio::spawn(async move {
        let Ok(mut file) = File::open(&path).await else { return };
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            if file.read_to_end(&mut buffer).await.is_err()
                || tokio::io::stdout().write_all(&buffer).await.is_err()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    });
}

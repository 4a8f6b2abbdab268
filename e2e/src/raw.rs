//! Requests written byte by byte: a client library would put straight what a test wants crooked.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a server may be silent before it is taken to have said everything.
const SILENCE: Duration = Duration::from_secs(3);

/// What a server sent back on one connection.
#[derive(Debug, Clone)]
pub struct RawAnswer {
    /// The statuses of all responses, in order; empty if the connection was closed without one.
    pub statuses: Vec<u16>,
    /// Everything, heads and bodies.
    pub text: String,
    /// Whether the server closed the connection.
    pub closed: bool,
}

/// Opens a connection, sends the bytes, and reads until the server closes or is silent.
pub async fn exchange(base_url: &str, bytes: &[u8]) -> Result<RawAnswer> {
    let address = base_url.strip_prefix("http://").context("no http URL")?;
    let mut stream = TcpStream::connect(address).await?;
    // A server may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut received = Vec::new();
    let mut buffer = vec![0; 16 * 1024];
    let closed = loop {
        match timeout(SILENCE, stream.read(&mut buffer)).await {
            Err(_) => break false,
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(length)) => received.extend_from_slice(buffer.get(..length).unwrap_or_default()),
        }
    };
    let text = String::from_utf8_lossy(&received).into_owned();
    let statuses = text
        .match_indices("HTTP/1.1 ")
        .filter_map(|(at, line)| text.get(at + line.len()..)?.get(..3)?.parse().ok())
        .collect();
    Ok(RawAnswer { statuses, text, closed })
}

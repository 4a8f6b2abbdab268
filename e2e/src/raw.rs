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
    send(base_url, bytes, |_| false).await
}

/// The same for bytes that are one request: reads no further than to the end of its response.
pub async fn ask(base_url: &str, bytes: &[u8]) -> Result<RawAnswer> {
    send(base_url, bytes, is_whole).await
}

async fn send(base_url: &str, bytes: &[u8], is_enough: impl Fn(&str) -> bool) -> Result<RawAnswer> {
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
        if is_enough(&String::from_utf8_lossy(&received)) {
            break false;
        }
    };
    let text = String::from_utf8_lossy(&received).into_owned();
    let statuses = text
        .match_indices("HTTP/1.1 ")
        .filter_map(|(at, line)| text.get(at + line.len()..)?.get(..3)?.parse().ok())
        .collect();
    Ok(RawAnswer { statuses, text, closed })
}

/// Whether a response has come to the end that its head announces (RFC 9112 §6.3).
fn is_whole(response: &str) -> bool {
    let Some((head, body)) = response.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    match length {
        Some(length) => body.len() >= length,
        None => body.ends_with("0\r\n\r\n"),
    }
}

//! Requests written byte by byte: a client library would put straight what a test wants crooked.

use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::answer::Answer;
use crate::contract;

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
    check_first(bytes, &text);
    let statuses = text
        .match_indices("HTTP/1.1 ")
        .filter_map(|(at, line)| text.get(at + line.len()..)?.get(..3)?.parse().ok())
        .collect();
    Ok(RawAnswer { statuses, text, closed })
}

/// Holds the answer to the first request against the document, where both can be read in one way only: many a test
/// makes sure that they cannot.
fn check_first(request: &[u8], received: &str) {
    let request = String::from_utf8_lossy(request);
    if let (Some((method, path)), Some(answer)) = (asked(&request), first_answer(received)) {
        // Without a request's id the answer is the HTTP server's, which no Worker has seen.
        if answer.headers.contains_key("x-request-id") {
            contract::check(&method, &path, None, &answer);
        }
    }
}

/// What a request asks for, its path as the runtime reads it.
fn asked(request: &str) -> Option<(Method, String)> {
    let (line, _) = request.split_once("\r\n")?;
    let [method, target, "HTTP/1.1"] = *line.split(' ').collect::<Vec<_>>() else { return None };
    // A fragment is no part of a target (RFC 9112 §3.2): each reader makes of it what it likes.
    let target = Some(target).filter(|target| target.starts_with('/') && !target.contains('#'))?;
    let url = Url::parse(&format!("http://gateway{target}")).ok()?;
    Some((Method::from_bytes(method.as_bytes()).ok()?, url.path().to_owned()))
}

/// The first of the answers, if it is whole.
fn first_answer(received: &str) -> Option<Answer> {
    let (head, rest) = received.split_once("\r\n\r\n")?;
    let (line, fields) = head.split_once("\r\n")?;
    let status = line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in fields.split("\r\n").filter_map(|field| field.split_once(':')) {
        headers.append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value.trim()).ok()?);
    }
    let body = match headers.get("content-length") {
        Some(length) => rest.get(..length.to_str().ok()?.parse().ok()?)?.to_owned(),
        None if headers.contains_key("transfer-encoding") => unchunked(rest)?,
        None => String::new(),
    };
    Some(Answer::new(status, headers, body))
}

/// A body without its chunks' sizes (RFC 9112 §7.1).
fn unchunked(mut rest: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n")?;
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.push_str(after.get(..size)?);
        rest = after.get(size..)?.strip_prefix("\r\n")?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_was_framed() {
        let head = "HTTP/1.1 404 Not Found\r\nX-Request-Id: r1\r\n";
        let next = "HTTP/1.1 200 OK\r\n\r\n";
        for framed in [
            "Content-Length: 13\r\n\r\n{\"error\":\"x\"}".to_owned(),
            "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"er\r\n9\r\nror\":\"x\"}\r\n0\r\n\r\n".to_owned(),
        ] {
            let answer = first_answer(&format!("{head}{framed}{next}")).unwrap();
            assert_eq!((answer.error(), answer.header("x-request-id")), ((404, "x"), "r1"), "{framed}");
        }
        for cut in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"] {
            assert!(first_answer(cut).is_none(), "{cut}");
        }
    }

    #[test]
    fn a_request_is_read_only_if_there_is_one_way_to() {
        let path = |request: &str| asked(request).map(|(method, path)| format!("{method} {path}"));
        assert_eq!(path("GET /a/../b?c HTTP/1.1\r\nHost: x\r\n").as_deref(), Some("GET /b"));
        assert_eq!(path("GET //a/b HTTP/1.1\r\n").as_deref(), Some("GET //a/b"), "no host");
        for crooked in
            ["GET /a  HTTP/1.1\r\n", "GET http://x/a HTTP/1.1\r\n", "GET /a HTTP/1.0\r\n", "GET /a"]
        {
            assert_eq!(path(crooked), None, "{crooked}");
        }
    }
}

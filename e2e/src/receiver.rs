//! Somebody's website that receives webhooks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How long a webhook may take to arrive: a retry may wait for the minute's sweep.
const PATIENCE: Duration = Duration::from_secs(90);

/// A request that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// The path that was asked for.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// A running receiver; it ends with the test's runtime.
#[derive(Debug)]
pub struct Receiver {
    /// Its address.
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    received: Vec<Received>,
    answers: VecDeque<Answer>,
    is_silent: bool,
}

#[derive(Debug)]
enum Answer {
    Head(String),
    Silence,
    Endless,
}

impl Receiver {
    /// Starts one. It answers as it is told, then 200.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                // A caller that breaks off has sent nothing.
                tokio::spawn(async move { drop(answer(stream, &state).await) });
            }
        });
        Ok(Self { url, state })
    }

    /// The next request is not answered, and the connection stays open.
    pub fn will_be_silent(&self) {
        self.push(Answer::Silence);
    }

    /// No request is answered any more.
    pub fn falls_silent(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_silent = true;
    }

    /// The next answer is a 200 whose body has no end.
    pub fn will_answer_without_end(&self) {
        self.push(Answer::Endless);
    }

    fn push(&self, answer: Answer) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).answers.push_back(answer);
    }

    /// The next answer: status and reason, and further header lines.
    pub fn will_answer(&self, status: &str, headers: &str) {
        let answer = format!("HTTP/1.1 {status}\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n");
        self.push(Answer::Head(answer));
    }

    /// Everything that came.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).received.clone()
    }

    /// Waits until so many requests came.
    pub async fn wait_for(&self, count: usize) -> Result<Vec<Received>> {
        let started = tokio::time::Instant::now();
        while started.elapsed() < PATIENCE {
            let received = self.received();
            if received.len() >= count {
                return Ok(received);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("{} of {count} webhooks came", self.received().len())
    }
}

async fn answer(stream: TcpStream, state: &Mutex<State>) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let path = line.split(' ').nth(1).context("no request line")?.to_owned();
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.append(HeaderName::try_from(name)?, HeaderValue::from_str(value.trim())?);
    }
    let length = headers.get("content-length").context("no length")?.to_str()?.parse()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let answer = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.received.push(Received { path, headers, body });
        if state.is_silent { Some(Answer::Silence) } else { state.answers.pop_front() }
    };
    match answer {
        Some(Answer::Silence) => {
            // Until the caller gives up.
            stream.read_u8().await?;
        }
        Some(Answer::Endless) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'x'; 16 * 1024]).await?;
            }
        }
        Some(Answer::Head(head)) => stream.write_all(head.as_bytes()).await?,
        None => {
            let ok = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(ok).await?;
        }
    }
    stream.shutdown().await?;
    Ok(())
}

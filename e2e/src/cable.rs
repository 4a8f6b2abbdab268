//! A cable before the SQL endpoint. It passes bytes on unchanged, remembers what was sent, and can be
//! cut: for a Worker that is given its address the database is then out of reach, for others it is not.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use local_stack::wrangler::{Wrangler, WranglerOptions, start_beside};
use local_stack::{StackFile, Worker};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A part of a request that the cable keeps to itself.
type Held = Option<&'static str>;

/// A running cable; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct Cable {
    /// The address to be given to a Worker in the place of the endpoint's.
    pub url: String,
    /// What each request begins with.
    request_line: String,
    line: Arc<Line>,
}

#[derive(Debug)]
struct Line {
    upstream: String,
    sent: Mutex<Vec<u8>>,
    held: Mutex<Held>,
    is_cut: watch::Sender<bool>,
}

impl Cable {
    /// Starts a cable to an endpoint such as `http://127.0.0.1:5000/sql`.
    pub async fn to(endpoint: &str) -> Result<Self> {
        let (upstream, path) = endpoint
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once('/'))
            .context("the endpoint is no http URL with a path")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/{path}", listener.local_addr()?);
        let (is_cut, _) = watch::channel(false);
        let line = Arc::new(Line {
            upstream: upstream.to_owned(),
            sent: Mutex::default(),
            held: Mutex::default(),
            is_cut,
        });
        tokio::spawn(accept(listener, Arc::clone(&line)));
        Ok(Self { url, request_line: format!("POST /{path} HTTP/1.1"), line })
    }

    /// How many requests were sent through it.
    pub fn requests(&self) -> usize {
        self.transcript().matches(&self.request_line).count()
    }

    /// Everything that was sent through it towards the database, credentials included.
    pub fn transcript(&self) -> String {
        let sent = self.line.sent.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&sent).into_owned()
    }

    /// From now on requests with this text do not get through, and are not answered either.
    pub fn hold_back(&self, text: &'static str) {
        *self.line.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
    }

    /// Cuts the cable: open connections break, new ones too.
    pub fn cut(&self) {
        self.line.is_cut.send_replace(true);
    }

    /// Mends the cable.
    pub fn mend(&self) {
        self.line.is_cut.send_replace(false);
    }
}

/// Starts a gateway of the test's own, with the services behind it; one of these Workers reaches its database through
/// the cable.
pub async fn start_on_cable(stack: &StackFile, worker: Worker) -> Result<(Cable, Wrangler)> {
    let cable = Cable::to(&stack.neon_url).await?;
    let options = WranglerOptions::new(Worker::Gateway).with_var(worker, "NEON_SQL_ENDPOINT", &cable.url);
    let runtime = start_beside(stack, &options).await?;
    Ok((cable, runtime))
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    while let Ok((client, _)) = listener.accept().await {
        let line = Arc::clone(&line);
        tokio::spawn(async move {
            let mut cut = line.is_cut.subscribe();
            tokio::select! {
                // Both sockets close when this ends, whoever ended it.
                _ = cut.wait_for(|is_cut| *is_cut) => {}
                _ = pass(client, &line) => {}
            }
        });
    }
}

async fn pass(client: TcpStream, line: &Line) -> std::io::Result<()> {
    let upstream = TcpStream::connect(&line.upstream).await?;
    upstream.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_upstream, mut to_upstream) = upstream.into_split();
    let there = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let length = from_client.read(&mut buffer).await?;
            if length == 0 {
                return to_upstream.shutdown().await;
            }
            let part = buffer.get(..length).unwrap_or_default();
            let held = *line.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.is_some_and(|text| String::from_utf8_lossy(part).contains(text)) {
                std::future::pending::<()>().await;
            }
            line.sent.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(part);
            to_upstream.write_all(part).await?;
        }
    };
    let back = async { copy(&mut from_upstream, &mut to_client).await.map(drop) };
    tokio::try_join!(there, back).map(drop)
}

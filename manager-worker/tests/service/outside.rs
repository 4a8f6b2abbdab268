//! Everybody whom the service calls: receivers of webhooks, the mail provider. And the queue that brings it events.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use logicspike_shared::events::{Event, EventSource, Message, Verdict};
use logicspike_shared::ids::{EventId, TenantId};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::runtime::testing::FixedRuntime;
use logicspike_shared::scope::TenantScope;
use manager_worker::consumer;
use manager_worker::courier::webhooks;
use manager_worker::domain::delivery::Answered;
use manager_worker::host::{Outbound, Post, Reply};
use serde_json::{Value, value::to_raw_value};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::world::{Session, World};

/// What came to somebody outside.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) patience_ms: u32,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// How many connections of one invocation may wait for an answer in the Workers runtime.
const CONNECTIONS: usize = 6;

/// Keeps what comes, and answers as it was told, then 200. Addresses of this machine are really called.
pub(crate) struct Outside {
    connections: Semaphore,
    sent: Mutex<Vec<Sent>>,
    replies: Mutex<VecDeque<Result<Reply, String>>>,
    /// How long each answer takes, in milliseconds, and whose clock shows it.
    pace: Mutex<Option<(&'static FixedRuntime, i64)>>,
    /// Who holds it keeps everybody waiting for an answer.
    pub(crate) hold: tokio::sync::Mutex<()>,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            connections: Semaphore::new(CONNECTIONS),
            sent: Mutex::default(),
            replies: Mutex::default(),
            pace: Mutex::default(),
            hold: tokio::sync::Mutex::default(),
        }
    }
}

impl Outbound for &'static Outside {
    async fn post(&self, post: &Post<'_>) -> Result<Reply, String> {
        if let Some(address) = post.url.strip_prefix("http://127.0.0.1") {
            let patience = Duration::from_millis(post.patience_ms.into());
            let call = call(&self.connections, address, post);
            return tokio::time::timeout(patience, call).await.map_err(|error| error.to_string())?;
        }
        let pair = |(name, value): &(&'static str, String)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        let headers = post.headers.iter().map(pair).collect();
        let (url, body) = (post.url.to_owned(), post.body.to_owned());
        let sent = Sent { url, headers, body, patience_ms: post.patience_ms };
        self.sent.lock().unwrap().push(sent);
        // Whoever tries at the same time has its turn.
        tokio::task::yield_now().await;
        drop(self.hold.lock().await);
        if let Some((clock, millis)) = *self.pace.lock().unwrap() {
            clock.advance_millis(millis);
        }
        self.replies.lock().unwrap().pop_front().unwrap_or_else(|| Ok(reply(200)))
    }
}

/// A call through a socket. Whoever waits for a connection spends patience, as in the runtime.
async fn call(connections: &Semaphore, address: &str, post: &Post<'_>) -> Result<Reply, String> {
    let _one = connections.acquire().await.map_err(|error| error.to_string())?;
    let (number, path) = address.strip_prefix(':').and_then(|rest| rest.split_once('/')).unwrap();
    let head = format!("POST /{path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", post.body.len());
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", number.parse().unwrap())).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(post.body.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let answer = exchange.await.map_err(|error| error.to_string())?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.map(reply).ok_or_else(|| "no status".to_owned())
}

fn reply(status: u16) -> Reply {
    Reply { answered: Answered { status, retry_after: None }, text: String::new() }
}

impl Outside {
    /// The next answer.
    pub(crate) fn will_answer(&self, status: u16, retry_after: Option<&str>, text: &str) {
        let answered = Answered { status, retry_after: retry_after.map(str::to_owned) };
        self.replies.lock().unwrap().push_back(Ok(Reply { answered, text: text.to_owned() }));
    }

    /// The next answers, by status.
    pub(crate) fn will_say(&self, statuses: &[u16]) {
        self.replies.lock().unwrap().extend(statuses.iter().map(|status| Ok(reply(*status))));
    }

    /// From now on each answer takes so long.
    pub(crate) fn takes(&self, clock: &'static FixedRuntime, millis: i64) {
        *self.pace.lock().unwrap() = Some((clock, millis));
    }

    /// The next call is not answered.
    pub(crate) fn will_be_silent(&self) {
        self.replies.lock().unwrap().push_back(Err("no answer within 15000 ms".to_owned()));
    }

    /// How many calls came since the last look.
    pub(crate) fn calls(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// What came since the last look.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.sent.lock().unwrap())
    }
}

pub(crate) fn scope(session: &Session) -> TenantScope {
    TenantScope::of_verified(TenantId::parse(&session.tenant).unwrap())
}

impl World {
    /// The queue hands an event over.
    pub(crate) async fn hand_over(&self, event: &Event) {
        let body = event.to_json().unwrap();
        let delivery = Message { id: event.id.to_string(), body, age_seconds: 0 };
        let outcome = consumer::apply(&self.app, &[delivery]).await;
        assert_eq!(outcome.verdicts, [Verdict::Acknowledge]);
    }

    /// Something happens, and the service is told.
    pub(crate) async fn happens(&self, session: &Session, kind: &str, data: &Value) -> Event {
        let event = Event::new(
            EventId::new(&self.runtime),
            EventSource::Blog,
            kind,
            "post_1",
            self.runtime.now(),
            TenantId::parse(&session.tenant).unwrap(),
            to_raw_value(data).unwrap(),
        );
        self.hand_over(&event).await;
        event
    }

    /// Sends what is due in a tenant; gives what was sent.
    pub(crate) async fn send_webhooks(&self, session: &Session) -> Vec<Sent> {
        self.outside.take();
        let report = webhooks::deliver_due(&self.app, &[scope(session)]).await;
        assert_eq!(report.failed_tenants, 0, "{:?}", self.runtime.log_lines());
        self.outside.take()
    }
}

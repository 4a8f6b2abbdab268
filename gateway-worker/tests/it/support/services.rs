//! Services that keep what they were sent.

use std::sync::Mutex;

use gateway_worker::host::{Body, Forward, Host, NoAnswer, Reply};
use http::{HeaderMap, HeaderValue, StatusCode};

/// The services behind the gateway.
#[derive(Debug, Default)]
pub(crate) struct Services {
    calls: Mutex<Vec<Forward>>,
    answer: Mutex<Option<Result<Reply<String>, NoAnswer>>>,
}

impl Services {
    /// What was received so far.
    pub(crate) fn calls(&self) -> Vec<Forward> {
        self.calls.lock().unwrap().clone()
    }

    /// From now on every call is answered so.
    pub(crate) fn answer_with(&self, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let body = if body.is_empty() { Body::Empty } else { Body::Native(body.to_owned()) };
        let reply = Reply { status: StatusCode::from_u16(status).unwrap(), headers: map, body };
        *self.answer.lock().unwrap() = Some(Ok(reply));
    }

    /// From now on no call is answered.
    pub(crate) fn go_down(&self) {
        *self.answer.lock().unwrap() = Some(Err(NoAnswer("the script hung".to_owned())));
    }
}

impl Host for Services {
    type Body = String;

    async fn call(&self, forward: &Forward) -> Result<Reply<String>, NoAnswer> {
        self.calls.lock().unwrap().push(forward.clone());
        self.answer.lock().unwrap().clone().unwrap_or_else(|| {
            let body = Body::Native("{}".to_owned());
            Ok(Reply { status: StatusCode::OK, headers: HeaderMap::new(), body })
        })
    }
}

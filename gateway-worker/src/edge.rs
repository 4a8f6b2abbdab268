//! The edge to the Workers runtime: what the gateway asks of JavaScript. Bodies stay streams over there: they are handed
//! on without being copied through this Worker's memory.

use std::convert::Infallible;

use bytes::Bytes;
use http::StatusCode;
use logicspike_shared::edge::{Answer, Step, ask, has_binding, read_headers, tell, warn};

use crate::exchange::note;
use crate::host::{Body, Forward, Host, NoAnswer, Read, Reply};
use crate::limits::{Limit, Limits, Missing};

/// The rate limits that this isolate looked for and did not find.
static MISSING: Missing = Missing::new();

/// A body that JavaScript holds, by the ask that brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Handle(i64);

/// The runtime, for the request of the task.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EdgeHost;

/// The request is within its limit.
const WITHIN: i32 = 1;
/// It is not.
const OVER: i32 = 2;

/// The body is here.
const WHOLE: i32 = 1;
/// It is longer than asked for, and held as it was from its beginning.
const LONGER: i32 = 2;

impl Limits for EdgeHost {
    async fn allow(&self, limit: Limit, key: &str) -> bool {
        // A deployment without the binding has no limit, and is told so; a limiter that fails must not close the door.
        if !has_binding(limit.binding()) {
            if MISSING.note(limit) {
                let message = format!("{} binding missing: nothing is limited by it", limit.binding());
                warn(&note("warn", "", &message));
            }
            return true;
        }
        let answer = ask("limit", |step| step.line(limit.binding()).line(key)).await;
        match answer.code {
            WITHIN => true,
            OVER => false,
            _ => {
                warn(&format!("rate limiter: {}", answer.into_text()));
                true
            }
        }
    }
}

impl Host for EdgeHost {
    type Body = Handle;

    async fn call(&self, forward: &Forward) -> Result<Reply<Handle>, NoAnswer> {
        // A redirect is an answer to the client, not to the gateway.
        let answer = ask("hop", |step| {
            step.line(forward.to.binding()).line(forward.method.as_str()).line(&forward.url());
            step.line(if forward.carries_body() { "body" } else { "none" }).headers(&forward.headers)
        })
        .await;
        if answer.code == Answer::FAILED {
            return Err(NoAnswer(answer.into_text()));
        }
        read_reply(answer).ok_or_else(|| NoAnswer("answered with a status that is no final one".to_owned()))
    }

    async fn read(&self, body: Body<Handle>, most_bytes: usize) -> Result<Read<Handle>, NoAnswer> {
        let handle = match body {
            Body::Empty => return Ok(Read::Whole(Bytes::new())),
            Body::Bytes(bytes) => return Ok(Read::Whole(bytes)),
            Body::Native(handle) => handle,
        };
        let answer = ask("read", |step| step.number(handle.0).size(most_bytes)).await;
        match answer.code {
            WHOLE => Ok(Read::Whole(answer.payload.into())),
            LONGER => Ok(Read::Longer(Body::Native(handle))),
            _ => Err(NoAnswer(format!("its answer broke off: {}", answer.into_text()))),
        }
    }

    async fn cached(&self, key: &str) -> Option<Reply<Handle>> {
        read_reply(ask("match", |step| step.line(key)).await)
    }

    async fn keep(&self, key: &str, mut page: Reply<Infallible>) {
        // The cache keeps a body, be it an empty one.
        if page.body == Body::Empty {
            page.body = Body::Bytes(Bytes::new());
        }
        let answer = ask("put", |step| write(step.line(key), &page, |never| match *never {})).await;
        warn_of_cache(answer);
    }

    async fn forget(&self, key: &str) {
        warn_of_cache(ask("delete", |step| step.line(key)).await);
    }
}

fn warn_of_cache(answer: Answer) {
    if answer.code == Answer::FAILED {
        warn(&format!("page cache: {}", answer.into_text()));
    }
}

/// A response with its body unread: the code is the status, the payload a line that says where the body is, and the
/// headers. `None` for a status that cannot be handed on, such as 101.
fn read_reply(answer: Answer) -> Option<Reply<Handle>> {
    let status = StatusCode::from_u16(u16::try_from(answer.code).ok()?).ok()?;
    let text = answer.into_text();
    let (body, headers) = text.split_once('\n').unwrap_or((&text, ""));
    let body = body.parse().map_or(Body::Empty, |number| Body::Native(Handle(number)));
    (!status.is_informational()).then(|| Reply { status, headers: read_headers(headers), body })
}

/// Answers the task's request.
pub(crate) fn write_reply(reply: &Reply<Handle>) {
    tell("reply", |step| write(step, reply, |handle| handle.0));
}

fn write<'a, B>(step: &'a mut Step, reply: &Reply<B>, number: impl FnOnce(&B) -> i64) -> &'a mut Step {
    step.number(reply.status.as_u16().into()).headers(&reply.headers);
    match &reply.body {
        Body::Empty => step.line("none"),
        Body::Bytes(bytes) => step.line("bytes").bytes(bytes),
        Body::Native(body) => step.line("held").number(number(body)),
    }
}

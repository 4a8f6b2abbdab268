//! Requests and headers, between text and plain values.

use ::http::{HeaderMap, HeaderName, HeaderValue, Method};
use bytes::Bytes;

use super::body::UnreadBody;
use super::tasks::tell;
use crate::error::AppError;
use crate::http::{NativeBody, Request, Response};
use crate::service::{self, Service};

/// A request's head.
#[derive(Debug, Clone)]
pub struct Head {
    /// The method.
    pub method: Method,
    /// Scheme and authority; empty, as the path is, where the address could not be read.
    pub origin: String,
    /// The path, percent-encoded as it came.
    pub path: String,
    /// The query without its `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
}

impl Head {
    /// Reads a head: lines with method, address, and names and values of headers in turn. The address is one that the
    /// runtime has written in its normal form, so that cutting it up is enough.
    pub(super) fn read(text: &str) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (url, headers) = rest.split_once('\n').unwrap_or((rest, ""));
        let (origin, path, query) = split(url).unwrap_or_default();
        Self {
            method: Method::from_bytes(first.as_bytes()).unwrap_or_default(),
            origin: origin.to_owned(),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers: read_headers(headers),
        }
    }
}

impl From<Head> for Request {
    fn from(head: Head) -> Self {
        let Head { method, origin, path, query, headers } = head;
        Self { method, origin, path, query: query.unwrap_or_default(), headers, body: Bytes::new() }
    }
}

/// Answers a request by a service's pipeline, which reads the body where it may. What has no readable address has no route.
pub async fn serve<S: Service>(service: &S, head: Head) -> (Request, Response) {
    let body = UnreadBody::of(&head.headers);
    let request = Request::from(head);
    let response = if request.path.is_empty() {
        service::refuse(service, &request, AppError::not_found().because("no readable address"))
    } else {
        service::handle_head(service, &request, body).await
    };
    (request, response)
}

/// A body that JavaScript holds, by the ask that brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held(pub i64);

/// Answers the task's request.
pub fn reply(response: Response) {
    let held = response.native.and_then(NativeBody::downcast::<Held>);
    tell("reply", |step| {
        step.number(response.status.as_u16().into()).headers(&response.headers);
        match held {
            Some(held) => step.line("held").number(held.0),
            // A null-body status must have none (Fetch standard).
            None if response.body.is_empty() => step.line("none"),
            None => step.line("bytes").bytes(&response.body),
        }
    });
}

/// Origin, path and query of an address in normal form.
fn split(url: &str) -> Option<(&str, &str, Option<&str>)> {
    let after_scheme = url.find("://")? + 3;
    let path_at = after_scheme + url.get(after_scheme..)?.find('/')?;
    let (origin, target) = url.split_at(path_at);
    if origin.contains('@') {
        return None;
    }
    Some(match target.split_once('?') {
        Some((path, query)) => (origin, path, Some(query)),
        None => (origin, target, None),
    })
}

/// Reads names and values in turn, a line each. A header that none of ours can hold is left out.
pub fn read_headers(text: &str) -> HeaderMap {
    let mut lines = text.split('\n');
    let mut headers = HeaderMap::with_capacity(24);
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
        {
            headers.append(name, value);
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(url: &str) -> (String, String, Option<String>) {
        let head = Head::read(&format!("GET\n{url}\nhost\nh"));
        (head.origin, head.path, head.query)
    }

    #[test]
    fn an_address_is_cut_where_its_parts_meet() {
        let parts = |origin: &str, path: &str, query: Option<&str>| {
            (origin.to_owned(), path.to_owned(), query.map(str::to_owned))
        };
        assert_eq!(head("https://a.test/"), parts("https://a.test", "/", None));
        assert_eq!(head("http://[::1]:8788/a/b?c=/d?e"), parts("http://[::1]:8788", "/a/b", Some("c=/d?e")));
        assert_eq!(head("https://a.test//b/@c?"), parts("https://a.test", "//b/@c", Some("")));
        for unreadable in ["", "/a", "https://a.test", "https://a.test?b/c", "https://u:p@a.test/b"] {
            let (origin, path, query) = head(unreadable);
            assert!(!path.starts_with("/b") && !origin.contains('@'), "{unreadable}: {path} {query:?}");
        }
    }

    #[test]
    fn what_is_no_head_is_an_empty_one() {
        let head = Head::read("");
        assert_eq!((head.method, head.path.as_str(), head.headers.len()), (Method::GET, "", 0));
    }

    #[test]
    fn headers_repeat_and_what_is_none_is_left_out() {
        let headers = read_headers("a\n1\nb c\n2\na\n3\nd\n\u{e9}\ne\n");
        assert_eq!(headers.get_all("a").iter().count(), 2);
        assert_eq!(headers.get("d").unwrap().as_bytes(), "\u{e9}".as_bytes());
        assert_eq!((headers.len(), headers.get("e").unwrap().as_bytes()), (4, b"".as_slice()));
        assert!(read_headers("").is_empty());
    }
}

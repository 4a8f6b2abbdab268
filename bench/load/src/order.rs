//! What is to be sent.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::Full;
use serde::Deserialize;

/// Stands in a path or a body for a number that no other request has.
const SERIAL: &str = "{serial}";

/// The order, as it comes in.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    /// `127.0.0.1:8787`.
    pub(crate) address: String,
    pub(crate) connections: usize,
    pub(crate) milliseconds: u64,
    method: String,
    /// Asked for in turn.
    paths: Vec<String>,
    headers: BTreeMap<String, String>,
    body: Option<String>,
    /// What each answer should be.
    status: u16,
}

/// The same, so that a request costs next to nothing.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) address: String,
    pub(crate) status: StatusCode,
    method: Method,
    paths: Vec<String>,
    uris: Vec<Uri>,
    headers: HeaderMap,
    body: Option<Body>,
}

#[derive(Debug)]
enum Body {
    Same(Bytes),
    /// Text around the serial numbers.
    Numbered(Vec<String>),
}

impl Prepared {
    pub(crate) fn new(order: &Order) -> Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_str(&order.address)?);
        for (name, value) in &order.headers {
            headers.insert(name.parse::<HeaderName>()?, HeaderValue::from_str(value)?);
        }
        let body = order.body.as_ref().map(|text| {
            if text.contains(SERIAL) {
                Body::Numbered(text.split(SERIAL).map(str::to_owned).collect())
            } else {
                Body::Same(Bytes::copy_from_slice(text.as_bytes()))
            }
        });
        let constant = order.paths.iter().filter(|path| !path.contains(SERIAL));
        Ok(Self {
            address: order.address.clone(),
            status: StatusCode::from_u16(order.status)?,
            method: order.method.parse()?,
            paths: order.paths.clone(),
            uris: constant.map(|path| path.parse()).collect::<Result<_, _>>()?,
            headers,
            body,
        })
    }

    /// The request of this number.
    pub(crate) fn request(&self, number: usize) -> Result<Request<Full<Bytes>>> {
        let place = number.checked_rem(self.paths.len()).context("no paths")?;
        let uri = match self.uris.get(place) {
            Some(uri) if self.uris.len() == self.paths.len() => uri.clone(),
            _ => {
                let path = self.paths.get(place).context("no paths")?;
                path.replace(SERIAL, &number.to_string()).parse()?
            }
        };
        let body = match &self.body {
            None => Bytes::new(),
            Some(Body::Same(bytes)) => bytes.clone(),
            Some(Body::Numbered(parts)) => parts.join(&number.to_string()).into(),
        };
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn prepared(paths: &[&str], body: Option<&str>) -> Prepared {
        let order = Order {
            address: "127.0.0.1:1".to_owned(),
            connections: 1,
            milliseconds: 1,
            method: "POST".to_owned(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            headers: BTreeMap::from([("authorization".to_owned(), "Bearer x".to_owned())]),
            body: body.map(str::to_owned),
            status: 201,
        };
        Prepared::new(&order).unwrap()
    }

    #[tokio::test]
    async fn requests_go_round_the_paths_and_every_title_is_new() {
        let prepared = prepared(&["/a", "/b?n={serial}"], Some(r#"{"title":"Post {serial}"}"#));
        let mut seen = Vec::new();
        for number in 0..4 {
            let request = prepared.request(number).unwrap();
            assert_eq!(request.headers().get("host").unwrap(), "127.0.0.1:1");
            assert_eq!(request.headers().get("authorization").unwrap(), "Bearer x");
            let path = request.uri().to_string();
            let body = request.into_body().collect().await.unwrap().to_bytes();
            seen.push((path, String::from_utf8(body.to_vec()).unwrap()));
        }
        let expected = ["/a", "/b?n=1", "/a", "/b?n=3"];
        for (number, (found, path)) in seen.iter().zip(expected).enumerate() {
            assert_eq!(*found, (path.to_owned(), format!(r#"{{"title":"Post {number}"}}"#)));
        }
    }

    #[test]
    fn a_request_without_a_body_has_none() {
        let request = prepared(&["/health"], None).request(7).unwrap();
        assert_eq!(request.uri(), "/health");
        assert!(hyper::body::Body::is_end_stream(request.body()));
    }
}

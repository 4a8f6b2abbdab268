//! An HTTP client that keeps what a test looks at.

use anyhow::Result;
use reqwest::Method;
use serde_json::Value;

use crate::answer::Answer;
use crate::contract;

/// A caller of one base URL with headers of its own.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    http: reqwest::Client,
    headers: Vec<(String, String)>,
    is_gateway: bool,
}

impl Client {
    /// A caller of a gateway, without credentials. With `LOGICSPIKE_CONTRACT` set, whatever it is answered has to be as
    /// `openapi.json` says.
    pub fn new(base: &str) -> Result<Self> {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { base: base.to_owned(), http, headers: Vec::new(), is_gateway: true })
    }

    /// A caller of something else: a service past the gateway, or a provider of the local stack.
    pub fn elsewhere(base: &str) -> Result<Self> {
        Ok(Self { is_gateway: false, ..Self::new(base)? })
    }

    /// The same caller with one more header; a name given twice is sent twice.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// The same caller of another base URL.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// The same caller with a bearer token.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// Sends a request.
    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> Result<Answer> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = &body {
            request = request.header("content-type", "application/json").body(body.clone());
        }
        let response = request.send().await?;
        // The path as it was sent, which is not always as it was written.
        let path = response.url().path().to_owned();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let received = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Answer { status, headers, body: received, text };
        if self.is_gateway && contract::is_asked_for() {
            contract::check(&method, &path, body.as_deref(), &answer);
        }
        Ok(answer)
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, None).await
    }

    /// `POST` with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::POST, path, Some(body.to_string())).await
    }

    /// `PUT` with JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(Method::PUT, path, Some(body.to_string())).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Result<Answer> {
        self.send(Method::DELETE, path, None).await
    }
}

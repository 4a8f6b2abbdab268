//! An HTTP client that keeps what a test looks at.

use anyhow::Result;
use reqwest::{Method, RequestBuilder};
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
    /// A caller of a gateway, without credentials. Whatever it is answered has to be as `openapi.json` says.
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
        let mut request = self.request(&method, path);
        if let Some(body) = &body {
            request = request.header("content-type", "application/json").body(body.clone());
        }
        self.received(&method, request, body.as_deref()).await
    }

    /// Sends a file, or whatever else is no JSON.
    pub async fn upload(&self, path: &str, file: impl Into<reqwest::Body>) -> Result<Answer> {
        let method = Method::POST;
        self.received(&method, self.request(&method, path).body(file), None).await
    }

    fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    /// Sends it, and holds what comes back against the document.
    async fn received(&self, method: &Method, request: RequestBuilder, body: Option<&str>) -> Result<Answer> {
        let response = request.send().await?;
        // The path as it was sent, which is not always as it was written.
        let path = response.url().path().to_owned();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer::new(status, headers, response.text().await?);
        if self.is_gateway {
            contract::check(method, &path, body, &answer);
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

//! Requests whose length two parsers could read in two ways (RFC 9112 §11.2). Here the runtime is both: it
//! parses what comes in, and what the gateway sends on is framed anew.
//!
//! The runtime answers most malformed framing itself, before any Worker is run, often by 500; or it says nothing and
//! waits, or closes. Where it takes the hidden request for one of its own, as with `Content-Length` beside
//! `Transfer-Encoding`, that is a request like any other, without a credential. So the promise is: at most the one
//! request that brought a credential is served by it, the hidden one is nobody's, nothing of another tenant appears,
//! and whoever asks at the same time gets their own.

use e2e::{Client, exchange};
use futures_util::future::{join_all, join3};

use crate::oracle::Oracle;

/// One request with a body, by a person who may only read; what is hidden in the body asks as somebody else.
struct Frame<'a> {
    host: &'a str,
    credential: &'a str,
    hidden: &'a str,
}

impl Frame<'_> {
    /// The headers that tell the length, and the body.
    fn post(&self, length: &str, body: &str) -> Vec<u8> {
        let Self { host, credential, .. } = self;
        let head = format!("POST /blog/admin/posts HTTP/1.1\r\nHost: {host}\r\n{credential}");
        format!("{head}Content-Type: application/json\r\n{length}\r\n{body}").into_bytes()
    }

    /// The hidden request as the rest of a body that one parser takes to end before it.
    fn after(&self, start: &str) -> String {
        format!("{start}{}", self.hidden)
    }

    /// The hidden request as one chunk.
    fn chunk(&self) -> String {
        format!("{:x}\r\n{}\r\n0\r\n\r\n", self.hidden.len(), self.hidden)
    }

    fn rows(&self) -> Vec<(&'static str, Vec<u8>)> {
        let ended = self.after("0\r\n\r\n");
        let length = ended.len();
        let both = |coding: &str| format!("Content-Length: {length}\r\n{coding}\r\n");
        let chunked = "Transfer-Encoding: chunked\r\n";
        let sized = |size: &str| format!("{size}\r\n{}\r\n0\r\n\r\n", self.hidden);
        let (size, hidden) = (self.hidden.len(), self.hidden);
        let mut rows = vec![
            ("CL and TE", self.post(&both("Transfer-Encoding: chunked"), &ended)),
            ("TE and CL", self.post(&format!("{chunked}Content-Length: {length}\r\n"), &ended)),
            ("TE and a short CL", self.post(&format!("{chunked}Content-Length: 4\r\n"), &self.chunk())),
            ("TE and CL 0", self.post(&format!("{chunked}Content-Length: 0\r\n"), &self.chunk())),
            ("two CL, 0 first", self.post(&format!("Content-Length: 0\r\nContent-Length: {size}\r\n"), hidden)),
            ("two CL, 0 last", self.post(&format!("Content-Length: {size}\r\nContent-Length: 0\r\n"), hidden)),
            ("CL list", self.post(&format!("Content-Length: 0, {size}\r\n"), hidden)),
            ("CL +", self.post(&format!("Content-Length: +{size}\r\n"), hidden)),
            ("CL -", self.post("Content-Length: -1\r\n", hidden)),
            ("CL hexadecimal", self.post(&format!("Content-Length: 0x{size:x}\r\n"), hidden)),
            ("CL with a fraction", self.post(&format!("Content-Length: {size}.0\r\n"), hidden)),
            ("CL with an exponent", self.post("Content-Length: 0e9\r\n", hidden)),
            ("CL with leading zeros", self.post(&format!("Content-Length: 000{size}\r\n"), hidden)),
            ("CL with a space inside", self.post("Content-Length: 0 9\r\n", hidden)),
            ("CL with a space before the colon", self.post(&format!("Content-Length : {size}\r\n"), hidden)),
            ("CL with an underscore", self.post(&format!("Content_Length: {size}\r\n"), hidden)),
            ("CL that goes on", self.post(&format!("Content-Length: 0\r\n {size}\r\n"), hidden)),
            ("CL beyond 64 bits", self.post("Content-Length: 18446744073709551616\r\n", hidden)),
            ("CL empty", self.post("Content-Length:\r\n", hidden)),
            ("CL too short", self.post("Content-Length: 2\r\n", &self.after("{}"))),
            ("chunk size +", self.post(chunked, &sized(&format!("+{size:x}")))),
            ("chunk size -", self.post(chunked, &sized(&format!("-{size:x}")))),
            ("chunk size 0x", self.post(chunked, &sized(&format!("0x{size:x}")))),
            ("chunk size with a space", self.post(chunked, &sized(&format!("{size:x} ")))),
            ("chunk size with an extension", self.post(chunked, &sized(&format!("{size:x};a=\"\r\n0\r\n\r\n\"")))),
            ("chunk size with a bare LF", self.post(chunked, &format!("0\n\n{hidden}"))),
            ("chunk size with a lone CR", self.post(chunked, &format!("0\r\r{hidden}"))),
            ("chunk size beyond 64 bits", self.post(chunked, &sized(&format!("1{size:016x}")))),
            ("chunk size too small", self.post(chunked, &sized("2"))),
            ("chunk size too large", self.post(chunked, &sized(&format!("{:x}", size + 5)))),
            ("chunk size none", self.post(chunked, &self.after("\r\n\r\n"))),
            ("trailers", self.post(chunked, &format!("0\r\nX-Tenant-Id: x\r\nContent-Length: {size}\r\n\r\n{hidden}"))),
            ("bare LF at the end of the head", self.post("Content-Length: 0\n", &format!("\n{hidden}"))),
            ("GET with a body", {
                let get = self.post(&format!("Content-Length: {size}\r\n"), hidden);
                [b"GET".as_slice(), &get[4..]].concat()
            }),
            ("GET with chunks", {
                let get = self.post(chunked, &self.chunk());
                [b"GET".as_slice(), &get[4..]].concat()
            }),
            ("HTTP/1.0 with chunks", {
                let text = String::from_utf8(self.post(chunked, &ended)).unwrap();
                text.replacen("HTTP/1.1", "HTTP/1.0", 1).into_bytes()
            }),
            ("two hosts", self.post("Host: evil.example\r\nContent-Length: 0\r\n", "")),
            ("Upgrade", self.post(&format!("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: {size}\r\n"), hidden)),
            ("Expect", self.post(&format!("Expect: 100-continue\r\nContent-Length: {size}\r\n"), hidden)),
            ("HTTP/2's preface", format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{hidden}").into_bytes()),
        ];
        let codings = [
            "Transfer-Encoding : chunked",
            "Transfer-Encoding:chunked",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: identity, chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: CHUNKED",
            "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: chunked;q=1",
            "Transfer-Encoding:\tchunked",
            "Transfer-Encoding:\u{b}chunked",
            "Transfer-Encoding: chunked\u{0}",
            "Transfer-Encoding: identity",
            "Transfer-Encoding:",
            " Transfer-Encoding: chunked",
            "X: y\r\n Transfer-Encoding: chunked",
            "X: y\rTransfer-Encoding: chunked",
            "X: y\nTransfer-Encoding: chunked",
            "Transfer-Encoding:\r\n chunked",
            "Transfer_Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        ];
        rows.extend(codings.map(|coding| (coding, self.post(&both(coding), &ended))));
        rows
    }
}

#[tokio::test]
async fn a_request_within_a_request_is_nobodys() {
    let oracle = Oracle::new().await;
    let url = oracle.stack.gateway_url.clone();
    let host = url.strip_prefix("http://").unwrap();
    let trusted = oracle.trusted(|name, value| format!("{name}: {value}"));
    // Whoever it were taken to come from would be told their own name.
    let hidden = format!("GET /auth/me HTTP/1.1\r\nHost: {host}\r\n{trusted}\r\n");
    let credential = oracle.bearer();
    let frame = Frame { host, credential: &credential, hidden: &hidden };
    let rows = frame.rows();
    let honest = frame.post("Content-Length: 0\r\n", &hidden.replacen(&trusted, &credential, 1));

    let attacks = join_all(rows.iter().map(async |(_, bytes)| exchange(&url, bytes).await.unwrap()));
    let (answers, (), two) = join3(attacks, bystanders(&oracle), exchange(&url, &honest)).await;
    for ((name, _), answer) in rows.iter().zip(&answers) {
        assert_eq!(oracle.fault(answer), None, "{name}: {}", answer.text);
        // The one that brought a credential may not write; one that is a GET may read.
        let expected = if name.starts_with("GET") { 200 } else { 403 };
        let (first, others) = answer.statuses.split_at(answer.statuses.len().min(1));
        assert!(first.iter().all(|status| *status == expected || *status >= 400), "{name}: {}", answer.text);
        assert!(others.iter().all(|status| [400, 401, 501].contains(status)), "{name}: {}", answer.text);
        assert!(others.len() < 2 && !answer.text.contains("\"tenantId\""), "{name}: {}", answer.text);
    }
    // Two requests in one connection are answered, if each is whole and brings its credential.
    assert_eq!(two.unwrap().statuses, [403, 200]);
}

/// Others ask meanwhile, over connections that they keep: each gets their own answer.
async fn bystanders(oracle: &Oracle) {
    let gateway = Client::new(&oracle.stack.gateway_url).unwrap();
    for _ in 0..20 {
        for tenant in &oracle.stack.tenants[..2] {
            let me = gateway.bearer(&tenant.token).get("/auth/me").await.unwrap();
            assert_eq!((me.status, me.at("/tenantId")), (200, tenant.id.as_str()), "{}", me.text);
        }
        let nobody = gateway.get("/blog/admin/posts").await.unwrap();
        assert_eq!(nobody.error(), (401, "Missing token"));
    }
}

//! Two tenants: one attacks, and of the other nothing may appear.

use e2e::{Client, RawAnswer, ask, publish, unique};
use local_stack::{StackFile, TokenRequest, mint};
use serde_json::json;

use crate::stack;

/// What can be told from an answer.
pub(crate) struct Oracle {
    pub(crate) stack: StackFile,
    /// The attacker's token, which may read posts and nothing else.
    pub(crate) token: String,
    /// The title of a draft of the attacker's own tenant, which the public door does not show.
    pub(crate) draft: String,
    /// The title of a published post of the other tenant.
    theirs: String,
    pub(crate) their_post: String,
}

impl Oracle {
    pub(crate) async fn new() -> Self {
        let stack = stack();
        let gateway = Client::new(&stack.gateway_url).unwrap();
        let (draft, theirs) = (unique("Draft"), unique("Theirs"));
        let mine = gateway.bearer(&stack.tenants[0].token);
        assert_eq!(mine.post("/blog/admin/posts", &json!({ "title": draft })).await.unwrap().status, 201);
        let other = gateway.bearer(&stack.tenants[1].token);
        let their_post = publish(&other, &json!({ "title": theirs })).await.unwrap().place;
        let token = token(&stack, &["blog:posts.read"]).await;
        Self { stack, token, draft, theirs, their_post }
    }

    /// The headers that services trust, as they would be for the other tenant's owner, each written in this way.
    pub(crate) fn trusted(&self, write: impl Fn(&str, &str) -> String) -> String {
        let other = &self.stack.tenants[1];
        let lines = [
            ("x-gateway-key", self.stack.gateway_secret.as_str()),
            ("x-tenant-id", &other.id),
            ("x-user-id", &other.owner_user_id),
            ("x-user-role", "owner"),
            ("x-user-permissions", "[\"system:owner\"]"),
        ];
        lines.map(|(name, value)| write(name, value) + "\r\n").concat()
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.token)
    }

    pub(crate) fn api_key(&self) -> String {
        format!("X-Api-Key: {}\r\n", self.stack.tenants[0].api_key)
    }

    /// Sends a GET request whose target and header lines are as they are given.
    pub(crate) async fn get(&self, target: impl AsRef<[u8]>, lines: &str) -> RawAnswer {
        let host = self.stack.gateway_url.strip_prefix("http://").unwrap();
        let rest = format!(" HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n");
        let request = [b"GET ".as_slice(), target.as_ref(), rest.as_bytes()].concat();
        ask(&self.stack.gateway_url, &request).await.unwrap()
    }

    /// What an answer gives away of the other tenant, or does that no answer may.
    pub(crate) fn fault(&self, answer: &RawAnswer) -> Option<&'static str> {
        let other = &self.stack.tenants[1];
        let by_worker = is_by_worker(answer);
        if [&other.id, &other.owner_user_id, &other.api_key, &self.theirs, &self.stack.gateway_secret]
            .iter()
            .any(|secret| answer.text.contains(*secret))
        {
            Some("it shows what is another's")
        } else if by_worker && answer.statuses.first().is_some_and(|status| *status >= 500) {
            Some("a Worker failed")
        } else if !by_worker && answer.statuses.iter().any(|status| *status < 400) {
            Some("somebody else than a Worker served it")
        } else {
            None
        }
    }
}

/// Whether a Worker of ours has answered. What the runtime refuses before, it answers in its own words (400, often
/// 500), or closes the connection.
pub(crate) fn is_by_worker(answer: &RawAnswer) -> bool {
    answer.text.to_ascii_lowercase().contains("\r\nx-request-id: ")
}

/// A token of the attacking tenant's owner with these permissions.
pub(crate) async fn token(stack: &StackFile, permissions: &[&str]) -> String {
    let tenant = &stack.tenants[0];
    let request = TokenRequest {
        tenant: tenant.id.clone(),
        user: tenant.owner_user_id.clone(),
        permissions: permissions.iter().map(|permission| (*permission).to_owned()).collect(),
        role: None,
        ttl_seconds: 600,
        issuer: stack.jwt_issuer.clone(),
        audience: stack.jwt_audience.clone(),
    };
    mint(&request, &stack.private_key_file).await.unwrap()
}

//! Tokens of preview links.

use logicspike_shared::hex;
use logicspike_shared::ids::TenantId;
use logicspike_shared::mac::hmac;
use logicspike_shared::secret::Secret;
use sha2::{Digest, Sha256};
use url::Url;

use super::site::posts_page;

/// What is kept of a token.
pub fn digest(token: &str) -> String {
    format!("{:x}", Sha256::digest(token))
}

/// A token of random bits: there is nothing to guess, nor to find a digest by.
pub fn random_token(bits: &[u8; 32]) -> String {
    hex::encode(bits)
}

/// The token of a link that a client may ask for again under its `Idempotency-Key`. It is the same each time, and nothing
/// of it is kept: without the secret it can be made of nothing that the database has.
pub fn repeatable_token(secret: &Secret, tenant: &TenantId, link: &str, key: &str) -> String {
    // Neither a tenant's nor a link's id has a space.
    let message = format!("preview-link {tenant} {link} {key}");
    hex::encode(&hmac(&Sha256::digest(secret.expose()).into(), message.as_bytes()))
}

/// Where a site shows what a token leads to, if the tenant says where that is.
pub fn page(base_url: Option<&str>, preview_path: Option<&str>, token: &str) -> Option<String> {
    let mut page = posts_page(base_url?, Some(preview_path?))?;
    page.query_pairs_mut().append_pair("token", token);
    Some(Url::into(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeatable_token_is_one_links_for_one_key_under_one_secret() {
        let tenant = |text: &str| TenantId::parse(text).unwrap();
        let of = |secret: &str, of: &str, link: &str, key: &str| {
            repeatable_token(&Secret::new(secret), &tenant(of), link, key)
        };
        let token = of("s", "tenant_1", "link_1", "k");
        assert_eq!((token.len(), &token), (64, &of("s", "tenant_1", "link_1", "k")));
        for other in [
            of("t", "tenant_1", "link_1", "k"),
            of("s", "tenant_2", "link_1", "k"),
            of("s", "tenant_1", "link_2", "k"),
            of("s", "tenant_1", "link_1", "l"),
        ] {
            assert_ne!(other, token);
        }
    }

    #[test]
    fn a_site_shows_previews_where_it_says_so() {
        let shown = page(Some("https://a.example/x"), Some("/api/preview"), "t1");
        assert_eq!(shown.as_deref(), Some("https://a.example/x/api/preview?token=t1"));
        assert_eq!(page(None, Some("/api/preview"), "t1"), None);
        assert_eq!(page(Some("https://a.example"), None, "t1"), None);
    }
}

//! Finding the credential in a request's headers. Nothing is verified here; what is ambiguous is
//! refused.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The header that carries an API key.
pub const API_KEY: &str = "x-api-key";

/// The headers hold more than one credential, or one that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request carries more than one credential, or one in an unknown form")]
pub struct Ambiguous;

/// The bearer token (RFC 6750 §2.1); `None` if the request has none, also when it uses another scheme.
///
/// # Errors
/// Several `Authorization` headers, or a value that goes on after the token: some runtimes join repeated
/// headers with a comma.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Ambiguous> {
    let Some(value) = only(headers, AUTHORIZATION.as_str())? else { return Ok(None) };
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    let token = rest.trim();
    if !scheme.eq_ignore_ascii_case("bearer") {
        // A bearer token behind another scheme is a second credential.
        let holds_another =
            value.to_ascii_lowercase().contains(",bearer") || value.to_ascii_lowercase().contains(", bearer");
        return if holds_another { Err(Ambiguous) } else { Ok(None) };
    }
    if token.contains([' ', ',', '\t']) {
        return Err(Ambiguous);
    }
    Ok(Some(token).filter(|token| !token.is_empty()))
}

/// The API key: in `x-api-key`, or as the bearer token. Both may be sent if they are the same.
///
/// # Errors
/// Several keys, or an `Authorization` header that is no bearer token.
pub fn api_key(headers: &HeaderMap) -> Result<Option<&str>, Ambiguous> {
    let header = only(headers, API_KEY)?.map(str::trim).filter(|key| !key.is_empty());
    let token = bearer(headers)?;
    if token.is_none() && headers.contains_key(AUTHORIZATION) {
        return Err(Ambiguous);
    }
    match (header, token) {
        (Some(header), Some(token)) if header != token => Err(Ambiguous),
        (header, token) => Ok(header.or(token)),
    }
}

/// The value of a header that may appear once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Ambiguous> {
    logicspike_shared::http::single_header(headers, name).map_err(|_| Ambiguous)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        map
    }

    #[test]
    fn the_scheme_is_read_in_any_case() {
        for value in ["Bearer abc", "bearer abc", "BEARER   abc"] {
            assert_eq!(bearer(&headers(&[("authorization", value)])), Ok(Some("abc")), "{value}");
        }
    }

    #[test]
    fn without_a_bearer_token_there_is_none() {
        for value in ["", "Bearer", "Bearer ", "Basic dTpw", "abc", "Bearerabc"] {
            assert_eq!(bearer(&headers(&[("authorization", value)])), Ok(None), "{value:?}");
        }
        assert_eq!(bearer(&headers(&[])), Ok(None));
    }

    #[test]
    fn more_than_one_authorization_is_refused() {
        for pairs in [
            &[("authorization", "Bearer a"), ("authorization", "Bearer a")][..],
            &[("authorization", "Bearer a"), ("authorization", "Basic b")],
            &[("authorization", "Bearer a, Bearer b")],
            &[("authorization", "Bearer a,Bearer b")],
            &[("authorization", "Basic b, Bearer a")],
            &[("authorization", "Bearer a b")],
        ] {
            assert_eq!(bearer(&headers(pairs)), Err(Ambiguous), "{pairs:?}");
        }
    }

    #[test]
    fn an_api_key_comes_in_either_header_or_the_same_in_both() {
        assert_eq!(api_key(&headers(&[("x-api-key", "k")])), Ok(Some("k")));
        assert_eq!(api_key(&headers(&[("authorization", "Bearer k")])), Ok(Some("k")));
        assert_eq!(api_key(&headers(&[("x-api-key", "k"), ("authorization", "Bearer k")])), Ok(Some("k")));
        assert_eq!(api_key(&headers(&[])), Ok(None));
        for pairs in [
            &[("x-api-key", "k"), ("authorization", "Bearer l")][..],
            &[("x-api-key", "k"), ("x-api-key", "k")],
            &[("x-api-key", "k"), ("authorization", "Basic dTpw")],
        ] {
            assert_eq!(api_key(&headers(pairs)), Err(Ambiguous), "{pairs:?}");
        }
    }
}

//! The headers of a forwarded request: what the client sent, without anything that a service would
//! trust, and then what the gateway vouches for.

use http::Method;
use http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, IF_MATCH,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION,
    RANGE, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use logicspike_shared::error::AppError;
use logicspike_shared::identity::{self, Identity};

use crate::exchange::Exchange;
use crate::inbound::Inbound;

/// Headers that concern one connection only (RFC 9110 §7.6.1).
fn is_hop_by_hop(name: &HeaderName) -> bool {
    [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION]
        .contains(name)
        || matches!(name.as_str(), "keep-alive" | "proxy-connection")
}

/// The names that `Connection` lists: they concern one connection too.
fn listed_in_connection(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Builds the headers of the forwarded request.
///
/// # Errors
/// An identity that cannot stand in a header: a defect, since identities were checked.
pub fn outgoing(
    inbound: &Inbound,
    identity: &Identity,
    gateway_key: &str,
    exchange: &Exchange,
) -> Result<HeaderMap, AppError> {
    let listed = listed_in_connection(&inbound.headers);
    let bodyless = inbound.method == Method::GET || inbound.method == Method::HEAD;
    let mut headers = HeaderMap::new();
    for (name, value) in &inbound.headers {
        let dropped = identity::is_stripped(name.as_str())
            || is_hop_by_hop(name)
            || listed.iter().any(|listed| listed == name.as_str())
            || (bodyless && *name == CONTENT_LENGTH)
            // Vendor data of a trace that is not continued.
            || (!exchange.continues_trace && name.as_str() == "tracestate");
        if !dropped {
            headers.append(name.clone(), value.clone());
        }
    }
    let text =
        |text: &str| HeaderValue::from_str(text).map_err(|error| AppError::internal(error.to_string()));
    let mut key = text(gateway_key)?;
    key.set_sensitive(true);
    headers.insert(identity::GATEWAY_KEY, key);
    for (name, value) in identity.to_headers()? {
        headers.insert(name, value);
    }
    if let Some(quotas) = &exchange.quotas {
        headers.insert(identity::TENANT_QUOTAS, text(quotas)?);
    }
    headers.insert(identity::REQUEST_ID, text(exchange.request_id.as_str())?);
    headers.insert(identity::TRACEPARENT, text(&exchange.trace.to_string())?);
    Ok(headers)
}

/// Whether the client takes nothing that was kept (RFC 9111 §5.2.1.4): `no-cache`, or an age of no second.
pub fn wants_anew(headers: &HeaderMap) -> bool {
    headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|directive| directive.trim().to_ascii_lowercase())
        .any(|directive| matches!(directive.as_str(), "no-cache" | "max-age=0" | "max-age=\"0\""))
}

/// Takes out what would make a service answer with less than the whole page. Returns the client's
/// `If-None-Match`, which is answered here.
pub fn take_conditions(headers: &mut HeaderMap) -> Option<String> {
    for name in [IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE, IF_MATCH, IF_RANGE, RANGE] {
        headers.remove(name);
    }
    // Several headers are one list (RFC 9110 §5.2).
    let tags: Vec<String> = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok().map(str::to_owned))
        .collect();
    headers.remove(IF_NONE_MATCH);
    (!tags.is_empty()).then(|| tags.join(", "))
}

//! `ETag` and `If-Match` over versions (RFC 9110 §8.8.3, §13.1.1).

use http::header::IF_MATCH;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;

/// The strong entity tag of a version.
pub(super) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The versions that `If-Match` accepts; `None` if it accepts any. A tag that is not one of ours, or
/// that is weak, matches nothing.
pub(super) fn accepted_versions(request: &Request) -> Result<Option<Vec<i32>>, AppError> {
    let mut versions = Vec::new();
    let mut present = false;
    for value in request.headers.get_all(IF_MATCH) {
        present = true;
        let text = value.to_str().map_err(|_| AppError::version_conflict())?;
        if text.trim() == "*" {
            return Ok(None);
        }
        versions.extend(
            text.split(',')
                .filter_map(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse::<i32>().ok()),
        );
    }
    Ok(present.then_some(versions))
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Method};

    use super::*;

    fn accepted(values: &[&'static str]) -> Option<Vec<i32>> {
        let mut request = Request::new(Method::PUT, "/");
        for value in values {
            request.headers.append(IF_MATCH, HeaderValue::from_static(value));
        }
        accepted_versions(&request).unwrap()
    }

    #[test]
    fn only_strong_tags_of_versions_match() {
        assert_eq!(accepted(&[]), None);
        assert_eq!(accepted(&["*"]), None);
        assert_eq!(accepted(&["\"3\""]), Some(vec![3]));
        assert_eq!(accepted(&["\"3\", \"4\"", "\"5\""]), Some(vec![3, 4, 5]));
        assert_eq!(accepted(&["W/\"3\""]), Some(vec![]));
        assert_eq!(accepted(&["3", "\"x\"", ""]), Some(vec![]));
    }
}

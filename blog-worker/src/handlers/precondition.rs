//! `ETag`, `If-Match` and `If-None-Match` over versions (RFC 9110 §8.8.3, §13.1).

use http::HeaderValue;
use http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use logicspike_shared::http::Request;

use crate::store::posts::DraftVersion;

/// The strong entity tag of a version.
pub(super) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The strong entity tag of a version of a working copy. The second of its post, and any later one, says which it is:
/// their versions count from 1 as well. Whoever means the first and no later one adds `.1`.
pub(super) fn draft_etag(draft: DraftVersion) -> String {
    match draft {
        DraftVersion { version, ordinal: ..=1 } => format!("\"d{version}\""),
        DraftVersion { version, ordinal } => format!("\"d{version}.{ordinal}\""),
    }
}

/// The tags of a post's working copy that a write accepts; `None` if it accepts any, `d0` if there is to be none. Where there is
/// none, the post's own tag names what one is begun on.
pub(super) fn accepted_drafts(request: &Request) -> Option<Vec<String>> {
    if asks_for_none(request) {
        return Some(vec!["d0".to_owned()]);
    }
    strong_tags_of(request)
}

/// The versions that a write accepts; `None` if it accepts any. A tag that is not one of ours, or that is weak, matches
/// nothing, and neither does a list that is none. `If-None-Match: *` asks that there be nothing yet, so that a write of
/// what is there accepts no version.
pub(super) fn accepted_versions(request: &Request) -> Option<Vec<i32>> {
    if asks_for_none(request) {
        return Some(Vec::new());
    }
    Some(strong_tags_of(request)?.iter().filter_map(|tag| version(tag)).collect())
}

fn asks_for_none(request: &Request) -> bool {
    joined(request, &IF_NONE_MATCH).is_some_and(|text| text.trim() == "*")
}

/// The tags of `If-Match`; `None` if any will do.
fn strong_tags_of(request: &Request) -> Option<Vec<String>> {
    let text = joined(request, &IF_MATCH)?;
    if text.trim() == "*" {
        return None;
    }
    let tags = strong_tags(&text).unwrap_or_default();
    Some(tags.into_iter().map(str::to_owned).collect())
}

/// The lines of a header as one; `None` if there is none. A line that is no text is a tag that is none.
fn joined(request: &Request, name: &HeaderName) -> Option<String> {
    let lines = request.headers.get_all(name).iter().map(|line| HeaderValue::to_str(line).unwrap_or("?"));
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// The strong tags of a list, without their quotes; a tag may hold a comma. `None` if it is no list of tags.
fn strong_tags(list: &str) -> Option<Vec<&str>> {
    let between = [' ', '\t', ','];
    let mut tags = Vec::new();
    let mut rest = list.trim_start_matches(between);
    while !rest.is_empty() {
        let (weak, quoted) = rest.strip_prefix("W/").map_or((false, rest), |tag| (true, tag));
        let (tag, after) = quoted.strip_prefix('"')?.split_once('"')?;
        if !weak {
            tags.push(tag);
        }
        rest = after.trim_start_matches([' ', '\t']);
        if !rest.is_empty() {
            rest = rest.strip_prefix(',')?.trim_start_matches(between);
        }
    }
    Some(tags)
}

/// The version that the tag is of. There is one way to write it.
fn version(tag: &str) -> Option<i32> {
    tag.parse::<i32>().ok().filter(|version| version.to_string() == tag)
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn accepted(name: &HeaderName, values: &[&'static str]) -> Option<Vec<i32>> {
        let mut request = Request::new(Method::PUT, "/");
        for value in values {
            request.headers.append(name, HeaderValue::from_static(value));
        }
        accepted_versions(&request)
    }

    #[test]
    fn only_strong_tags_of_versions_match() {
        let cases: [(&[&str], Option<&[i32]>); 20] = [
            (&[], None),
            (&["*"], None),
            (&[" * "], None),
            (&["\"3\""], Some(&[3])),
            (&["\"3\", \"4\"", "\"5\""], Some(&[3, 4, 5])),
            (&[", \"3\" ,,\t\"4\","], Some(&[3, 4])),
            (&["W/\"3\""], Some(&[])),
            (&["W/\"3\", \"4\""], Some(&[4])),
            (&["3", "\"x\"", ""], Some(&[])),
            (&["\"05\""], Some(&[])),
            (&["\"+5\""], Some(&[])),
            (&["\" 5\""], Some(&[])),
            (&["\"5,6\""], Some(&[])),
            (&["\"5,\"", "\"6\""], Some(&[6])),
            (&["\"5"], Some(&[])),
            (&["\"5\" \"6\""], Some(&[])),
            (&["*, \"5\""], Some(&[])),
            (&["w/\"5\""], Some(&[])),
            (&["\"99999999999\""], Some(&[])),
            (&[""], Some(&[])),
        ];
        for (values, versions) in cases {
            assert_eq!(accepted(&IF_MATCH, values).as_deref(), versions, "{values:?}");
        }
        assert_eq!(accepted(&IF_NONE_MATCH, &["*"]), Some(vec![]));
        assert_eq!(accepted(&IF_NONE_MATCH, &["\"3\""]), None);
    }
}

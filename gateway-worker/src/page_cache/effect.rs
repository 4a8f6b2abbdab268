//! What a request through the admin door means for the tenant's public pages.

use http::{Method, StatusCode};

use crate::host::Forward;

/// What became of the pages that were asked for before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// They are as good as before.
    None,
    /// They may be old.
    Outdated,
    /// They may show what nobody is to see any more: they are dropped, and no outage brings them back.
    Withdrawn,
}

impl Effect {
    /// The effect of a request with the status of its answer; `None` if none came. An answer that got lost
    /// or tells of a failure may have taken effect; a refusal has none.
    pub fn of(forward: &Forward, status: Option<StatusCode>) -> Self {
        if !forward.carries_body() || status.is_some_and(|status| status.is_client_error()) {
            return Self::None;
        }
        let path = forward.target.split_once('?').map_or(forward.target.as_str(), |(path, _)| path);
        if never_shows(path) {
            return Self::None;
        }
        let has_taken_effect = status.is_some_and(|status| !status.is_server_error());
        if has_taken_effect && withdraws(&forward.method, path) { Self::Withdrawn } else { Self::Outdated }
    }
}

/// What takes something from readers. Other changes leave what was public for a moment longer, should the service fail.
fn withdraws(method: &Method, path: &str) -> bool {
    *method == Method::DELETE || path.ends_with("/unpublish") || path.ends_with("/schedule")
}

/// Working copies, previews and their links are on no public page.
fn never_shows(path: &str) -> bool {
    path.ends_with("/draft") || path == "/admin/preview" || path.contains("/preview-links")
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::routes::Upstream;

    fn forward(method: Method, target: &str) -> Forward {
        Forward {
            to: Upstream::Blog,
            origin: String::new(),
            method,
            target: target.to_owned(),
            headers: HeaderMap::new(),
        }
    }

    fn effect(method: Method, target: &str, status: Option<u16>) -> Effect {
        Effect::of(&forward(method, target), status.map(|status| StatusCode::from_u16(status).unwrap()))
    }

    #[test]
    fn what_is_taken_from_readers_is_withdrawn_and_all_else_is_old() {
        for (method, target, done) in [
            (Method::POST, "/admin/posts/post_1/unpublish", Effect::Withdrawn),
            (Method::POST, "/admin/posts/post_1/schedule", Effect::Withdrawn),
            (Method::DELETE, "/admin/posts/post_1", Effect::Withdrawn),
            (Method::DELETE, "/admin/tags/tag_1", Effect::Withdrawn),
            (Method::POST, "/admin/posts/post_1/publish", Effect::Outdated),
            (Method::PUT, "/admin/posts/post_1?autosave=true", Effect::Outdated),
            (Method::POST, "/admin/posts/post_1/draft/apply", Effect::Outdated),
            (Method::PUT, "/admin/categories/cat_1", Effect::Outdated),
        ] {
            assert_eq!(effect(method.clone(), target, Some(200)), done, "{target}");
            for unsure in [None, Some(500), Some(503)] {
                assert_eq!(effect(method.clone(), target, unsure), Effect::Outdated, "{target}");
            }
            for refused in [400, 403, 404, 412] {
                assert_eq!(effect(method.clone(), target, Some(refused)), Effect::None, "{target}");
            }
        }
    }

    #[test]
    fn what_no_page_shows_has_no_effect() {
        for (method, target) in [
            (Method::PUT, "/admin/posts/post_1/draft"),
            (Method::DELETE, "/admin/posts/post_1/draft"),
            (Method::POST, "/admin/preview"),
            (Method::POST, "/admin/posts/post_1/preview-links"),
            (Method::GET, "/admin/posts"),
        ] {
            assert_eq!(effect(method, target, Some(200)), Effect::None, "{target}");
        }
    }
}

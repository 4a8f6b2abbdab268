//! Query parameters: the table of routes and the readers know the same.

use blog_worker::routes::{Endpoint, ROUTES};
use http::Method;
use logicspike_shared::public_params::PUBLIC_PARAMS;
use logicspike_shared::route::{Access, Route};
use serde_json::json;

use crate::support::{Answer, Caller, PLATFORM_SECRET, TestBlog};

/// Who passes every check of a route but that of its parameters.
fn admitted<'a>(blog: &'a TestBlog, route: &Route<Endpoint>) -> Caller<'a> {
    match route.access {
        Access::Gateway => blog.gateway(),
        Access::Operator => blog.gateway().with("x-platform-key", PLATFORM_SECRET),
        Access::Tenant => blog.reader(),
        Access::User => blog.user(&[]),
        Access::Permission(permission) => blog.user(&[permission]),
    }
}

async fn ask(blog: &TestBlog, route: &Route<Endpoint>, query: &str) -> Answer {
    let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
    admitted(blog, route).send(method, &format!("{}?{query}", route.pattern), Some("{}")).await
}

fn details(answer: &Answer) -> Vec<(&str, &str)> {
    let details = answer.body["details"].as_array().into_iter().flatten();
    details.map(|one| (one["field"].as_str().unwrap(), one["message"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn every_route_refuses_a_parameter_that_it_does_not_know() {
    let blog = TestBlog::new();
    for route in ROUTES {
        let answer = ask(&blog, route, "surprise=1").await;
        assert_eq!(answer.error(), (400, "Validation failed"), "{}", route.pattern);
        assert_eq!(details(&answer), [("surprise", "is not a parameter of this route")], "{}", route.pattern);
    }
}

#[tokio::test]
async fn every_parameter_that_a_route_knows_is_read() {
    let blog = TestBlog::new();
    for route in ROUTES {
        for name in route.params {
            // No parameter takes both.
            let mut told = Vec::new();
            for value in [String::new(), "x".repeat(300)] {
                let answer = ask(&blog, route, &format!("{name}={value}")).await;
                told.extend(details(&answer).iter().map(|(field, message)| format!("{field} {message}")));
            }
            assert!(!told.is_empty(), "{}: nobody reads {name}", route.pattern);
            for fault in told {
                let is_read = fault.starts_with(name) && !fault.contains("not a parameter");
                assert!(is_read, "{}: {fault}", route.pattern);
            }
        }
    }
}

#[tokio::test]
async fn a_change_with_an_unknown_parameter_changes_nothing() {
    let blog = TestBlog::new();
    let id = blog.owner().create_post(json!({ "title": "Before" })).await;
    for (method, path) in [
        (Method::PUT, format!("/admin/posts/{id}?dry=true")),
        (Method::DELETE, format!("/admin/posts/{id}?dry=true")),
        (Method::POST, format!("/admin/posts/{id}/publish?at=noon")),
    ] {
        let answer = blog.owner().send(method, &path, Some(r#"{"title":"After"}"#)).await;
        assert_eq!(answer.error(), (400, "Validation failed"), "{path}");
    }
    let post = blog.owner().get(&format!("/admin/posts/{id}")).await;
    assert_eq!((&post.body["title"], &post.body["status"]), (&json!("Before"), &json!("draft")));
}

/// The gateway drops what it does not find in its list.
#[test]
fn the_list_of_the_public_door_has_every_public_route() {
    let public: Vec<_> = ROUTES.iter().filter(|route| route.access == Access::Tenant).collect();
    assert!(public.len() >= 8);
    for route in public {
        let listed = PUBLIC_PARAMS.iter().find(|(pattern, _)| *pattern == route.pattern);
        assert_eq!(listed.map(|(_, names)| *names), Some(route.params), "{}", route.pattern);
    }
}

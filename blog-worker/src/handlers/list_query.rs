//! The query parameters of lists.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::input::Check;
use logicspike_shared::paging::{Bounds, Cursor, PageMeta};

use crate::api::{AdminMeta, Found, Match, Segment, StatusCounts};
use crate::domain::search::TextQuery;
use crate::domain::{Door, ListOrder, ListSort, PostStatus, opening};
use crate::store::posts::{ListQuery, Listed};

/// How much of a list of posts may be asked for.
const BOUNDS: Bounds = Bounds { default_limit: 10, most_limit: 100, most_page: 100_000 };
/// Longest search, in characters.
const MAX_SEARCH: usize = 200;

/// Reads the parameters; every wrong or unknown one is reported.
pub(super) fn parse(request: &Request, door: Door) -> Result<ListQuery, AppError> {
    let mut sort = None;
    let mut after = None;
    let mut has_page = false;
    let mut query = ListQuery {
        page: BOUNDS.first(),
        after: None,
        category: None,
        tag: None,
        author: None,
        status: None,
        search: None,
        sort: match door {
            Door::Admin => ListSort::CreatedAt,
            Door::Public => ListSort::PublishedAt,
        },
        order: ListOrder::Descending,
    };
    let mut check = Check::default();
    for (name, value) in request.query_pairs()? {
        let fault = match name.as_str() {
            "page" | "limit" => {
                has_page |= name == "page";
                BOUNDS.read(&mut query.page, &name, &value, &mut check);
                None
            }
            "after" => {
                after = Some(value);
                None
            }
            "sort" => set(
                &mut sort,
                ListSort::parse(&value).map(Some),
                "must be publishedAt, title, createdAt or updatedAt",
            ),
            "order" => set(&mut query.order, ListOrder::parse(&value), "must be asc or desc"),
            "status" if door == Door::Admin => set(
                &mut query.status,
                PostStatus::parse(&value).map(Some),
                "must be draft, scheduled, published or deleted",
            ),
            "category" => set(&mut query.category, named(value).map(Some), "must not be empty"),
            "tag" => set(&mut query.tag, named(value).map(Some), "must not be empty"),
            "author" if door == Door::Admin => {
                set(&mut query.author, named(value).map(Some), "must not be empty")
            }
            "search" if value.chars().count() > MAX_SEARCH => Some("must be at most 200 characters"),
            // An empty search box asks for everything.
            "search" => {
                let asked = !value.trim().is_empty();
                set(&mut query.search, Some(asked.then(|| TextQuery::parse(&value))), "")
            }
            _ => Some("is not a parameter of this list"),
        };
        if let Some(message) = fault {
            check.fault(&name, message);
        }
    }
    // What answers a search best comes first, unless another order is asked for.
    if let Some(sort) = sort.or(query.search.as_ref().map(|_| ListSort::Rank)) {
        query.sort = sort;
    }
    query.after = after.and_then(|text| check.take("after", following(&text, &query, has_page)));
    check.finish(|| Some(query))
}

/// Reads the cursor of a list: it is of the same order, and stands in the place of a page.
fn following(text: &str, query: &ListQuery, has_page: bool) -> Result<Cursor, String> {
    if has_page {
        return Err("stands in the place of page: give one of them".to_owned());
    }
    let order =
        query.cursor_order().ok_or("goes with the sorts by time: publishedAt, createdAt or updatedAt")?;
    Cursor::parse(text, order).map_err(|error| error.to_string())
}

fn set<T>(target: &mut T, parsed: Option<T>, message: &'static str) -> Option<&'static str> {
    match parsed {
        Some(value) => {
            *target = value;
            None
        }
        None => Some(message),
    }
}

fn named(text: String) -> Option<String> {
    if text.is_empty() { None } else { Some(text) }
}

/// The items, with what was looked for in title, excerpt and text.
pub(super) fn found<T>(
    query: &ListQuery,
    listed: Vec<Listed<T>>,
    title_and_excerpt: fn(&T) -> (&str, Option<&str>),
) -> Vec<Found<T>> {
    let mut data = Vec::with_capacity(listed.len());
    for Listed { item, opening, .. } in listed {
        let (title, excerpt) = title_and_excerpt(&item);
        let matched = query.search.as_ref().map(|search| matched(search, title, excerpt, opening.as_deref()));
        data.push(Found { item, matched });
    }
    data
}

fn matched(search: &TextQuery, title: &str, excerpt: Option<&str>, text: Option<&str>) -> Match {
    let (excerpt, text) = (excerpt.unwrap_or(""), text.unwrap_or(""));
    let passage = search.passage(text).or_else(|| search.passage(excerpt));
    let segments = |text| {
        let pieces = search.pieces(text).into_iter();
        pieces.map(|(text, hit)| Segment { text: text.to_owned(), hit }).collect()
    };
    Match { title: segments(title), text: segments(passage.unwrap_or_else(|| opening(text, 200))) }
}

/// Where the page is in the whole.
pub(super) fn meta(query: &ListQuery, total: i64, next_cursor: Option<Cursor>) -> PageMeta {
    PageMeta { page: query.number(), next_cursor, ..query.page.meta(total) }
}

/// The same of the authors' list, with what there is in each status.
pub(super) fn admin_meta(query: &ListQuery, counts: StatusCounts, next_cursor: Option<Cursor>) -> AdminMeta {
    let total = match query.status {
        None => counts.all,
        Some(PostStatus::Draft) => counts.draft,
        Some(PostStatus::Scheduled) => counts.scheduled,
        Some(PostStatus::Published) => counts.published,
        Some(PostStatus::Deleted) => counts.deleted,
    };
    AdminMeta { page: meta(query, total, next_cursor), counts }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn faults(target: &str, door: Door) -> Vec<String> {
        match parse(&Request::new(Method::GET, target), door) {
            Ok(_) => vec![],
            Err(error) => error.details().iter().map(|detail| detail.field.clone()).collect(),
        }
    }

    #[test]
    fn wrong_values_are_refused_by_name() {
        for bad in [
            "page=0",
            "page=-1",
            "page=1.5",
            "page=+1",
            "page=",
            "page=x",
            "page=99999999999",
            "limit=0",
            "limit=101",
            "sort=id",
            "sort=",
            "order=up",
            "status=gone",
            "category=",
            "tag=",
            "colour=red",
            "page=1&page=2",
            "search=%FF",
            "search=a%00b",
        ] {
            let name = bad.split('=').next().unwrap();
            assert_eq!(faults(&format!("/x?{bad}"), Door::Admin), [name], "{bad}");
        }
        assert_eq!(faults("/x?page=0&limit=0&sort=x", Door::Admin), ["page", "limit", "sort"]);
        assert_eq!(faults("/x?status=draft", Door::Public), ["status"]);
        for bad in ["after=", "after=x", "after=AAAA&page=1", "after=AAAA&sort=title", "after=AAAA&search=a"]
        {
            assert_eq!(faults(&format!("/x?{bad}"), Door::Public), ["after"], "{bad}");
        }
    }

    #[test]
    fn defaults_and_values() {
        let parse = |target| parse(&Request::new(Method::GET, target), Door::Public).unwrap();
        let query = parse("/x?search=caf%C3%A9+au&limit=100&sort=publishedAt&order=asc");
        assert_eq!(
            (query.page.page, query.page.limit, query.search),
            (1, 100, Some(TextQuery::parse("café au")))
        );
        assert_eq!((query.sort, query.order), (ListSort::PublishedAt, ListOrder::Ascending));
        let query = parse("/x?search=a");
        assert_eq!((query.sort, query.order), (ListSort::Rank, ListOrder::Descending));
        let query = parse("/x?search=");
        assert_eq!((query.sort, query.search), (ListSort::PublishedAt, None));
        let query = parse("/x?limit=100");
        assert_eq!(meta(&query, 201, None).total_pages, 3);
        assert_eq!(meta(&query, 0, None).total_pages, 0);
    }
}

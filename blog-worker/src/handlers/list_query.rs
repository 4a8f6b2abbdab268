//! The query parameters of lists.

use logicspike_shared::error::{AppError, FieldError};
use logicspike_shared::http::Request;

use crate::api::{Found, Match, PageMeta, Segment, StatusCounts};
use crate::domain::search::TextQuery;
use crate::domain::{Door, ListOrder, ListSort, PostStatus, opening};
use crate::store::posts::{ListQuery, Listed};

/// Items on a page if the client does not say.
const DEFAULT_LIMIT: u32 = 10;
/// Most items on a page.
const MAX_LIMIT: u32 = 100;
/// Last page: beyond it nobody reads, and an offset costs what it skips.
const MAX_PAGE: u32 = 100_000;
/// Longest search, in characters.
const MAX_SEARCH: usize = 200;

/// Reads the parameters; every wrong or unknown one is reported.
pub(super) fn parse(request: &Request, door: Door) -> Result<ListQuery, AppError> {
    let mut sort = None;
    let mut query = ListQuery {
        page: 1,
        limit: DEFAULT_LIMIT,
        category: None,
        tag: None,
        status: None,
        search: None,
        sort: match door {
            Door::Admin => ListSort::CreatedAt,
            Door::Public => ListSort::PublishedAt,
        },
        order: ListOrder::Descending,
    };
    let mut faults = Vec::new();
    for (name, value) in request.query_pairs()? {
        let fault = match name.as_str() {
            "page" => {
                set(&mut query.page, whole(&value, MAX_PAGE), "must be a whole number from 1 to 100000")
            }
            "limit" => {
                set(&mut query.limit, whole(&value, MAX_LIMIT), "must be a whole number from 1 to 100")
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
                "must be draft, published or scheduled",
            ),
            "category" => set(&mut query.category, named(value).map(Some), "must not be empty"),
            "tag" => set(&mut query.tag, named(value).map(Some), "must not be empty"),
            "search" if value.chars().count() > MAX_SEARCH => Some("must be at most 200 characters"),
            // An empty search box asks for everything.
            "search" => {
                let asked = !value.trim().is_empty();
                set(&mut query.search, Some(asked.then(|| TextQuery::parse(&value))), "")
            }
            _ => Some("is not a parameter of this list"),
        };
        faults.extend(fault.map(|message| FieldError::new(name, message)));
    }
    // What answers a search best comes first, unless another order is asked for.
    if let Some(sort) = sort.or(query.search.as_ref().map(|_| ListSort::Rank)) {
        query.sort = sort;
    }
    if faults.is_empty() { Ok(query) } else { Err(AppError::validation(faults)) }
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

fn whole(text: &str, max: u32) -> Option<u32> {
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits_only && (1..=max).contains(number))
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
    for Listed { item, opening } in listed {
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
pub(super) fn meta(query: &ListQuery, total: i64) -> PageMeta {
    let limit = i64::from(query.limit);
    let total_pages = (total + limit - 1) / limit;
    PageMeta { page: query.page, limit: query.limit, total, total_pages, counts: None }
}

/// The same of the authors' list, with what there is in each status.
pub(super) fn meta_with(query: &ListQuery, counts: StatusCounts) -> PageMeta {
    let total = match query.status {
        None => counts.all,
        Some(PostStatus::Draft) => counts.draft,
        Some(PostStatus::Scheduled) => counts.scheduled,
        Some(PostStatus::Published) => counts.published,
    };
    PageMeta { counts: Some(counts), ..meta(query, total) }
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
    }

    #[test]
    fn defaults_and_values() {
        let parse = |target| parse(&Request::new(Method::GET, target), Door::Public).unwrap();
        let query = parse("/x?search=caf%C3%A9+au&limit=100&sort=publishedAt&order=asc");
        assert_eq!((query.page, query.limit, query.search), (1, 100, Some(TextQuery::parse("café au"))));
        assert_eq!((query.sort, query.order), (ListSort::PublishedAt, ListOrder::Ascending));
        let query = parse("/x?search=a");
        assert_eq!((query.sort, query.order), (ListSort::Rank, ListOrder::Descending));
        let query = parse("/x?search=");
        assert_eq!((query.sort, query.search), (ListSort::PublishedAt, None));
        let query = parse("/x?limit=100");
        assert_eq!(meta(&query, 201).total_pages, 3);
        assert_eq!(meta(&query, 0).total_pages, 0);
    }
}

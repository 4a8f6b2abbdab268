//! Which page of a list is asked for.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::input::Check;

use crate::api::page::{List, Meta};

/// Rows of a page unless asked otherwise, and the most that may be asked for.
const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 100;
/// Keeps offsets far from overflow.
const MAX_PAGE: i64 = 1_000_000;

/// Which page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub page: i64,
    /// Rows per page.
    pub limit: i64,
}

fn number(text: &str, range: std::ops::RangeInclusive<i64>) -> Result<i64, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if digits { text.parse().ok() } else { None };
    value
        .filter(|value| range.contains(value))
        .ok_or_else(|| format!("must be a whole number from {} to {}", range.start(), range.end()))
}

/// `limit` of a query.
pub(crate) fn limit(text: &str) -> Result<i64, String> {
    number(text, 1..=MAX_LIMIT)
}

/// The limit where none is asked for.
pub(crate) const fn default_limit() -> i64 {
    DEFAULT_LIMIT
}

impl Page {
    /// Reads `page` and `limit`; any other parameter is refused.
    pub fn read(request: &Request) -> Result<Self, AppError> {
        let mut check = Check::default();
        let mut page = Self { page: 1, limit: DEFAULT_LIMIT };
        for (name, value) in request.query_pairs()? {
            match name.as_str() {
                "page" => {
                    let read =
                        check.optional("page", Some(value.as_str()), |text| number(text, 1..=MAX_PAGE));
                    page.page = read.unwrap_or(page.page);
                }
                "limit" => {
                    let read = check.optional("limit", Some(value.as_str()), limit);
                    page.limit = read.unwrap_or(page.limit);
                }
                _ => check.fault(&name, "is not a parameter of this list"),
            }
        }
        check.finish(|| Some(page))
    }

    /// Rows before the page.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.limit
    }

    /// The list with its place.
    pub fn list<T>(self, data: Vec<T>, total: i64) -> List<T> {
        let total_pages = (total + self.limit - 1) / self.limit;
        List { data, meta: Meta { page: self.page, limit: self.limit, total, total_pages } }
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn read(query: &str) -> Result<Page, AppError> {
        Page::read(&Request::new(Method::GET, &format!("/list?{query}")))
    }

    #[test]
    fn a_page_is_read_and_wrong_ones_are_refused() {
        assert_eq!(read("").unwrap(), Page { page: 1, limit: 50 });
        assert_eq!(read("page=3&limit=10").unwrap().offset(), 20);
        for query in [
            "page=0",
            "page=-1",
            "page=+1",
            "page=x",
            "limit=0",
            "limit=101",
            "limit=",
            "sort=name",
            "page=1&page=2",
        ] {
            assert_eq!(read(query).unwrap_err().status(), 400, "{query}");
        }
        assert_eq!(read("page=0&limit=0&x=1").unwrap_err().details().len(), 3);
    }

    #[test]
    fn the_last_page_counts_when_it_is_not_full() {
        let page = Page { page: 1, limit: 10 };
        assert_eq!(page.list::<u8>(vec![], 0).meta.total_pages, 0);
        assert_eq!(page.list::<u8>(vec![], 10).meta.total_pages, 1);
        assert_eq!(page.list::<u8>(vec![], 11).meta.total_pages, 2);
    }
}

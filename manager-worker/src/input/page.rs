//! Which page of a list is asked for.

use logicspike_shared::error::AppError;
use logicspike_shared::http::Request;
use logicspike_shared::input::Check;
use logicspike_shared::paging::{Bounds, Page};

/// How much of a list may be asked for; the last page keeps offsets far from overflow.
pub(crate) const BOUNDS: Bounds = Bounds { default_limit: 50, most_limit: 100, most_page: 1_000_000 };

/// Reads `page` and `limit`; any other parameter is refused.
pub fn read(request: &Request) -> Result<Page, AppError> {
    let mut check = Check::default();
    let mut page = BOUNDS.first();
    for (name, value) in request.query_pairs()? {
        if !BOUNDS.read(&mut page, &name, &value, &mut check) {
            check.fault(&name, "is not a parameter of this list");
        }
    }
    check.finish(|| Some(page))
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn read(query: &str) -> Result<Page, AppError> {
        super::read(&Request::new(Method::GET, &format!("/list?{query}")))
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
}

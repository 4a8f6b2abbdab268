//! Pages of lists: which one is asked for, and what a list says of its place. A list that is sorted by time also gives a
//! cursor, after which it goes on: nothing is skipped or doubled while rows are added.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::{Deserialize, Serialize};

use crate::input::Check;
use crate::time::Timestamp;

/// How much of a list may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Rows of a page unless asked otherwise.
    pub default_limit: u32,
    /// The most that may be asked for.
    pub most_limit: u32,
    /// The last page: an offset costs what it skips.
    pub most_page: u32,
}

/// Which page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub page: u32,
    /// Rows per page.
    pub limit: u32,
}

/// A whole number of decimal digits, within bounds.
fn whole(text: &str, most: u32) -> Result<u32, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if digits { text.parse().ok() } else { None };
    value
        .filter(|value| (1..=most).contains(value))
        .ok_or_else(|| format!("must be a whole number from 1 to {most}"))
}

impl Bounds {
    /// The first page.
    pub const fn first(&self) -> Page {
        Page { page: 1, limit: self.default_limit }
    }

    /// Reads `page` or `limit` into a page; whether the parameter is one of them.
    pub fn read(&self, page: &mut Page, name: &str, value: &str, check: &mut Check) -> bool {
        let (target, most) = match name {
            "page" => (&mut page.page, self.most_page),
            "limit" => (&mut page.limit, self.most_limit),
            _ => return false,
        };
        if let Some(read) = check.take(name, whole(value, most)) {
            *target = read;
        }
        true
    }
}

impl Page {
    /// Rows before the page.
    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.limit)
    }

    /// Its place among so many rows.
    pub fn meta(self, total: i64) -> PageMeta {
        let limit = i64::from(self.limit);
        let total_pages = (total + limit - 1) / limit;
        PageMeta { page: self.page, limit: self.limit, total, total_pages, next_cursor: None }
    }

    /// The list with its place.
    pub fn list<T>(self, data: Vec<T>, total: i64) -> List<T> {
        List { data, meta: self.meta(total) }
    }
}

/// Where a page is in the whole list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PageMeta {
    /// The page, from 1; of what follows a cursor, how many parts were given up to it.
    pub page: u32,
    /// Items on a page.
    pub limit: u32,
    /// Items in all.
    pub total: i64,
    /// Pages in all.
    pub total_pages: i64,
    /// What to ask for `after`, if the list goes on and is sorted by time; else null.
    pub next_cursor: Option<Cursor>,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{T}Page"))]
pub struct List<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where they are in the whole.
    pub meta: PageMeta,
}

/// The last row that was seen of a list sorted by time. Its text says nothing to whoever is given it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(with = "String"))]
#[serde(into = "String", try_from = "String")]
pub struct Cursor {
    /// The order of the list that it was given for.
    pub order: String,
    /// The row's time, if it has one.
    pub at: Option<Timestamp>,
    /// Its id, which decides between equal times.
    pub id: String,
    /// The page that it ends, counted from the beginning of the list.
    pub page: u32,
}

/// A text that no list gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor of this list")]
pub struct InvalidCursor;

impl Cursor {
    /// Reads the cursor of a list in this order.
    ///
    /// # Errors
    /// For anything that such a list did not give.
    pub fn parse(text: &str, order: &str) -> Result<Self, InvalidCursor> {
        let cursor = Self::try_from(text.to_owned())?;
        if cursor.order == order { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

impl From<Cursor> for String {
    fn from(Cursor { order, at, id, page }: Cursor) -> Self {
        let at = at.map(|at| at.as_micros().to_string()).unwrap_or_default();
        Base64UrlUnpadded::encode_string(format!("{order} {at} {page} {id}").as_bytes())
    }
}

impl TryFrom<String> for Cursor {
    type Error = InvalidCursor;

    fn try_from(text: String) -> Result<Self, InvalidCursor> {
        let bytes = Base64UrlUnpadded::decode_vec(&text).map_err(|_| InvalidCursor)?;
        let text = String::from_utf8(bytes).map_err(|_| InvalidCursor)?;
        let mut parts = text.splitn(4, ' ');
        let (Some(order), Some(at), Some(page), Some(id)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidCursor);
        };
        let page = whole(page, u32::MAX).map_err(|_| InvalidCursor)?;
        let at = match at {
            "" => None,
            micros => {
                let micros = micros.parse().map_err(|_| InvalidCursor)?;
                Some(Timestamp::from_micros(micros).ok_or(InvalidCursor)?)
            }
        };
        if id.is_empty() || id.contains('\0') {
            return Err(InvalidCursor);
        }
        Ok(Self { order: order.to_owned(), at, id: id.to_owned(), page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { default_limit: 50, most_limit: 100, most_page: 1_000_000 };

    fn read(pairs: &[(&str, &str)]) -> (Page, usize) {
        let (mut page, mut check) = (BOUNDS.first(), Check::default());
        for (name, value) in pairs {
            assert!(BOUNDS.read(&mut page, name, value, &mut check), "{name}");
        }
        (page, check.finish(|| Some(())).err().map_or(0, |error| error.details().len()))
    }

    #[test]
    fn a_page_is_read_and_wrong_ones_are_refused() {
        assert_eq!(read(&[]).0, Page { page: 1, limit: 50 });
        assert_eq!(read(&[("page", "3"), ("limit", "10")]).0.offset(), 20);
        for wrong in ["0", "-1", "+1", "x", "", "1.5", "99999999999"] {
            assert_eq!(read(&[("page", wrong), ("limit", wrong)]).1, 2, "{wrong:?}");
        }
        assert_eq!(read(&[("limit", "101")]).1, 1);
        assert!(!BOUNDS.read(&mut BOUNDS.first(), "sort", "1", &mut Check::default()));
    }

    #[test]
    fn the_last_page_counts_when_it_is_not_full() {
        let page = Page { page: 1, limit: 10 };
        for (total, pages) in [(0, 0), (10, 1), (11, 2)] {
            assert_eq!(page.list::<u8>(vec![], total).meta.total_pages, pages);
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_was_given_and_nothing_else_is_one() {
        for at in [None, Timestamp::from_micros(1_764_460_800_123_456), Timestamp::from_micros(-1)] {
            let cursor =
                Cursor { order: "createdAt.desc".to_owned(), at, id: "post_1 x".to_owned(), page: 7 };
            let text = String::from(cursor.clone());
            assert_eq!(Cursor::parse(&text, "createdAt.desc"), Ok(cursor), "{text}");
            assert_eq!(Cursor::parse(&text, "createdAt.asc"), Err(InvalidCursor));
        }
        let encoded = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        let no_time = format!("o {} 1 post_1", i64::MAX);
        for wrong in [
            "",
            "o",
            "o 1",
            "o 1 1",
            "o x 1 post_1",
            "o 1 1 ",
            "o 1.5 1 post_1",
            "o 1 1 a\0b",
            "o 1 0 post_1",
            "o 1 x post_1",
            &no_time,
        ] {
            assert_eq!(Cursor::parse(&encoded(wrong), "o"), Err(InvalidCursor), "{wrong:?}");
        }
        for wrong in ["=", "AAAA", "%%", "\u{e9}", &"x".repeat(300)] {
            assert_eq!(Cursor::parse(wrong, "o"), Err(InvalidCursor), "{wrong:?}");
        }
    }
}

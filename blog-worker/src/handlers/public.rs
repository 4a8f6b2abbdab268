//! The public door: published posts, rendered.

use http::StatusCode;
use http::header::LOCATION;
use logicspike_shared::error::AppError;
use logicspike_shared::http::Response;
use logicspike_shared::input::Check;
use logicspike_shared::paging::{Bounds, Cursor};
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::TenantCall;
use tiptap_html::{Document, TocEntry};

use super::list_query;
use crate::api::{CursorList, CursorMeta, DataList, PublicList, PublicPost, TocItem};
use crate::app::App;
use crate::domain::Door;
use crate::host::Host;
use crate::store::public::{self as store, Found, PublicRow};

/// `GET /public/posts`
pub(crate) async fn list(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    let query = list_query::parse(call.request, Door::Public)?;
    let ((listed, next), total) = store::list(&app.database, call.scope(), &query, app.runtime.now()).await?;
    let data = list_query::found(&query, listed, |item| (&item.title, item.excerpt.as_deref()));
    Response::ok(&PublicList { data, meta: list_query::meta(&query, total, next) })
}

/// `GET /public/posts/{slug}`: the post, or 301 from a former slug.
pub(crate) async fn get(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    match store::find(&app.database, call.scope(), slug(call)?, app.runtime.now()).await? {
        Found::Post(row) => Response::ok(&rendered(*row)),
        Found::Moved(slug) => Ok(moved(&format!("/blog/public/posts/{slug}"))),
        Found::Nothing => Err(AppError::not_found()),
    }
}

/// The slug, or id, that the path names. What cannot be one names nothing.
fn slug<'a>(call: &'a TenantCall<'_>) -> Result<&'a str, AppError> {
    Some(call.params.get("slug")).filter(|slug| !slug.contains('\0')).ok_or_else(AppError::not_found)
}

fn moved(to: &str) -> Response {
    Response::empty(StatusCode::MOVED_PERMANENTLY).with_header(LOCATION, to)
}

/// Related posts given, unless asked otherwise and at most.
const RELATED: Bounds = Bounds { default_limit: 5, most_limit: 10, most_page: 1 };

/// `GET /public/posts/{slug}/related`: posts that are like this one.
pub(crate) async fn related(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    let (mut page, mut check) = (RELATED.first(), Check::default());
    for (name, value) in call.request.query_pairs()? {
        match name.as_str() {
            "limit" => {
                RELATED.read(&mut page, &name, &value, &mut check);
            }
            _ => check.fault(&name, "is not a parameter of this list"),
        }
    }
    let limit = check.finish(|| Some(page.limit))?;
    match store::related(&app.database, call.scope(), slug(call)?, limit, app.runtime.now()).await? {
        Found::Post(data) => Response::ok(&DataList { data: *data }),
        Found::Moved(slug) => Ok(moved(&format!("/blog/public/posts/{slug}/related?limit={limit}"))),
        Found::Nothing => Err(AppError::not_found()),
    }
}

/// Renders the document. Whatever stands in the database, the page is safe.
pub(super) fn rendered(row: PublicRow) -> PublicPost {
    let document = row.content.map(|json| Document::parse_lenient(json.get())).unwrap_or_default();
    let page = tiptap_html::render(&document);
    PublicPost { item: row.item, html: page.html, toc: toc(page.toc), previous: row.previous, next: row.next }
}

/// The headings of a page.
pub(super) fn toc(entries: Vec<TocEntry>) -> Vec<TocItem> {
    let entries = entries.into_iter();
    entries.map(|entry| TocItem { level: entry.level, id: entry.id, text: entry.text }).collect()
}

/// Addresses given at once, unless asked otherwise and at most.
const SLUGS: Bounds = Bounds { default_limit: 1000, most_limit: 1000, most_page: 1 };

/// `GET /public/slugs`: where every published post is, in parts.
pub(crate) async fn slugs(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    let (mut page, mut after, mut check) = (SLUGS.first(), None, Check::default());
    for (name, value) in call.request.query_pairs()? {
        match name.as_str() {
            "limit" => {
                SLUGS.read(&mut page, &name, &value, &mut check);
            }
            "after" => after = check.take("after", Cursor::parse(&value, store::SLUGS_ORDER)),
            _ => check.fault(&name, "is not a parameter of this list"),
        }
    }
    let after = check.finish(|| Some(after))?;
    let slugs =
        store::slugs(&app.database, call.scope(), page.limit, after.as_ref(), app.runtime.now()).await;
    let (data, next_cursor) = slugs?;
    Response::ok(&CursorList { data, meta: CursorMeta { next_cursor } })
}

/// `GET /public/categories`
pub(crate) async fn categories(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    Response::ok(&DataList { data: store::categories(&app.database, call.scope(), app.runtime.now()).await? })
}

/// `GET /public/tags`
pub(crate) async fn tags(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    Response::ok(&DataList { data: store::tags(&app.database, call.scope(), app.runtime.now()).await? })
}

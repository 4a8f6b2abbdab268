//! Feeds and the sitemap in the public door.
//!
//! Where the posts have their pages and what the feed is called, the parameters say:
//! `?site=https://www.example.com/blog` makes the links, `?title=…` names the feed. Where they do not, the settings of the
//! site do; where those do not, the links lead to the API's own pages.

use http::StatusCode;
use logicspike_shared::error::{AppError, FieldError};
use logicspike_shared::http::Response;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::TenantCall;
use tiptap_html::Document;
use url::Url;

use crate::api::Site;
use crate::app::App;
use crate::domain::site::posts_page;
use crate::domain::{self, InvalidText};
use crate::feed::{self, Channel, Entry, Form};
use crate::host::Host;
use crate::store::public::{self as store, FeedRow};

/// Posts in a feed.
const ENTRIES: u32 = 20;
/// Most bytes of their documents: with escapes, far below what one answer of the database may hold.
const DOCUMENT_BYTES: u32 = 3_000_000;
/// Most bytes of the slugs in a sitemap: its addresses are longer than those, so none is missed for it.
const SLUG_BYTES: u32 = 4_000_000;
/// Characters of a text's opening.
const OPENING: usize = 200;

/// `GET /public/feed.xml`, `/public/atom.xml`, `/public/feed.json`
pub(crate) async fn feed(
    app: &App<impl Host>,
    call: &TenantCall<'_>,
    form: Form,
) -> Result<Response, AppError> {
    let asked = Asked::of(call)?;
    let now = app.runtime.now();
    let (site, rows) = store::newest(&app.database, call.scope(), ENTRIES, DOCUMENT_BYTES, now).await?;
    let channel = asked.channel(call, site)?;
    let entries: Vec<Entry> = rows.into_iter().map(|row| entry(&channel, row)).collect();
    let address = address(call);
    let broken = |error: std::io::Error| AppError::internal(error.to_string());
    let (content_type, body) = match form {
        Form::Rss => {
            ("application/rss+xml; charset=utf-8", feed::rss(&channel, &entries, &address).map_err(broken)?)
        }
        Form::Atom => {
            ("application/atom+xml; charset=utf-8", feed::atom(&channel, &entries, &address).map_err(broken)?)
        }
        Form::Json => (
            "application/feed+json; charset=utf-8",
            feed::json_feed(&channel, &entries, &address)
                .map_err(|error| AppError::internal(error.to_string()))?,
        ),
    };
    Ok(Response::with_body(StatusCode::OK, content_type, body))
}

/// `GET /public/sitemap.xml`
pub(crate) async fn sitemap(app: &App<impl Host>, call: &TenantCall<'_>) -> Result<Response, AppError> {
    let asked = Asked::of(call)?;
    let now = app.runtime.now();
    let (site, pages) =
        store::sitemap(&app.database, call.scope(), feed::MOST_PAGES, SLUG_BYTES, now).await?;
    let channel = asked.channel(call, site)?;
    let body = feed::sitemap(pages.iter().map(|page| (page.slug.as_str(), page.updated_at)), |slug| {
        channel.page(slug).into()
    })
    .map_err(|error| AppError::internal(error.to_string()))?;
    Ok(Response::with_body(StatusCode::OK, "application/xml; charset=utf-8", body))
}

/// The feed's own address, as the client asked for it.
fn address(call: &TenantCall<'_>) -> String {
    let query =
        if call.request.query.is_empty() { String::new() } else { format!("?{}", call.request.query) };
    format!("{}/blog{}{query}", call.request.origin, call.request.path)
}

/// What the parameters say.
#[derive(Default)]
struct Asked {
    site: Option<Url>,
    title: Option<String>,
}

impl Asked {
    fn of(call: &TenantCall<'_>) -> Result<Self, AppError> {
        let mut asked = Self::default();
        let mut faults = Vec::new();
        for (name, value) in call.request.query_pairs()? {
            let outcome = match name.as_str() {
                "site" => domain::https_url(&value)
                    .and_then(|text| Url::parse(&text).map_err(|_| InvalidText::Url))
                    .map(|url| asked.site = Some(url)),
                "title" => domain::line(&value, 255).map(|text| asked.title = Some(text)),
                _ => {
                    faults.push(FieldError::new(name, "is not a parameter of a feed"));
                    continue;
                }
            };
            faults.extend(outcome.err().map(|error| FieldError::new(name, error.to_string())));
        }
        if faults.is_empty() { Ok(asked) } else { Err(AppError::validation(faults)) }
    }

    /// The feed, by them and by the settings of the site.
    fn channel(self, call: &TenantCall<'_>, site: Site) -> Result<Channel, AppError> {
        let own = format!("{}/blog/public/posts", call.request.origin);
        let said = || posts_page(site.base_url.as_deref()?, site.post_path.as_deref());
        let page = self.site.or_else(said).map_or_else(|| Url::parse(&own), Ok);
        Ok(Channel {
            title: self.title.or(site.title).unwrap_or_else(|| "Blog".to_owned()),
            description: domain::first_filled([site.description]),
            language: site.language,
            site: page.map_err(|error| AppError::internal(error.to_string()))?,
            id: call.scope().tenant().to_string(),
        })
    }
}

fn entry(channel: &Channel, row: FeedRow) -> Entry {
    let (html, text) = if let Some(text) = row.opening {
        (None, text)
    } else {
        let mut document = row.content.map(|json| Document::parse_lenient(json.get())).unwrap_or_default();
        let page = channel.page(&row.item.slug);
        // A reader's program shows it somewhere else than on the site.
        document.map_addresses(|address| page.join(address).ok().map(String::from));
        (Some(tiptap_html::render(&document).html), tiptap_html::plain_text(&document))
    };
    let item = row.item;
    let category = item.category.into_iter().map(|category| category.name);
    Entry {
        html,
        opening: domain::opening(&text, OPENING).to_owned(),
        summary: domain::first_filled([item.excerpt, item.seo_description]),
        author: domain::first_filled([item.author.and_then(|author| author.name)]),
        categories: category.chain(item.tags.into_iter().map(|tag| tag.name)).collect(),
        image: item.featured_image_url.and_then(|address| Url::parse(&address).ok()),
        id: item.id,
        title: item.title,
        slug: item.slug,
        published_at: item.published_at,
        updated_at: item.updated_at,
    }
}

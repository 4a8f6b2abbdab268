//! Pictures in the admin door.

use http::StatusCode;
use http::header::{LOCATION, RETRY_AFTER};
use logicspike_shared::error::AppError;
use logicspike_shared::http::{Request, Response, single_header};
use logicspike_shared::ids::MediaId;
use logicspike_shared::input::{Check, Patch};
use logicspike_shared::paging::{Bounds, Cursor, PageMeta};
use logicspike_shared::route::FILE_BODY;
use logicspike_shared::runtime::Runtime as _;
use logicspike_shared::service::{AdminCall, Pieces};

use super::idempotency::{self, key_reused};
use super::upload::{Inspected, declared_bytes};
use crate::api::{Media, MediaDetail, MediaItem, MediaMeta, MediaPage, MediaUses, UpdateMedia};
use crate::app::App;
use crate::domain::media::{COMING, MediaType};
use crate::domain::{self, Quota};
use crate::host::{Bucket, Host};
use crate::store::Change;
use crate::store::media::{self as store, Deleted, Entered, Kept, ListQuery, NewMedia};

/// How much of the list may be asked for.
const BOUNDS: Bounds = Bounds { default_limit: 20, most_limit: 100, most_page: 100_000 };
/// Longest search, in characters.
const MAX_SEARCH: usize = 200;
/// `POST /admin/media`
pub(crate) async fn upload<H: Host>(
    app: &App<H>,
    call: &AdminCall<'_>,
    mut file: impl Pieces,
) -> Result<Response, AppError> {
    let received = receive(app, call, &mut file).await;
    if received.is_err() {
        // Whoever is still sending reads no answer yet. Of what is far too long the rest is not waited for.
        let mut left = FILE_BODY;
        while left > 0
            && let Ok(Some(piece)) = file.next().await
        {
            left = left.saturating_sub(piece.len());
        }
    }
    received
}

/// The file passes through into the bucket, under a key of its own; when it is known what it is, it gets its name.
async fn receive<H: Host>(
    app: &App<H>,
    call: &AdminCall<'_>,
    file: impl Pieces,
) -> Result<Response, AppError> {
    let headers = &call.request.headers;
    let bytes = declared_bytes(headers)?;
    let name =
        single_header(headers, "x-file-name").map_err(|_| bad_name(&"must be given once, in ASCII"))?;
    let name = domain::file_name(name.unwrap_or_default()).map_err(|fault| bad_name(&fault))?;
    let id = MediaId::new(&app.runtime);
    let coming = format!("{COMING}{}/{id}", call.scope().tenant());
    let mut inspected = Inspected::new(file, bytes);
    app.bucket.put(&coming, bytes, &mut inspected).await?;
    let kept = keep(app, call, &coming, inspected, NewFile { id, bytes, name }).await;
    // If this fails, the sweep does it.
    if let Err(error) = app.bucket.remove(vec![coming]).await {
        app.runtime.log(error.log_text());
    }
    let kept = kept?;
    let location = format!("/blog/admin/media/{}", kept.id);
    let media = shown(app, call, kept)?.media;
    Ok(Response::json(StatusCode::CREATED, &media)?.with_header(LOCATION, &location))
}

fn bad_name(message: &impl ToString) -> AppError {
    AppError::invalid_field("x-file-name", message.to_string())
}

struct NewFile {
    id: MediaId,
    bytes: u32,
    name: String,
}

/// Gives a file that has come its name, unless the tenant has it.
async fn keep<H: Host, P: Pieces>(
    app: &App<H>,
    call: &AdminCall<'_>,
    coming: &str,
    inspected: Inspected<P>,
    NewFile { id, bytes, name }: NewFile,
) -> Result<Kept, AppError> {
    let passed = inspected.finish()?;
    let idempotency = idempotency::of_content(call.request, passed.file.hash())?;
    let change = Change::by(call.actor(), &app.runtime);
    let name = if name.is_empty() { format!("picture.{}", passed.file.kind().extension()) } else { name };
    let to = passed.file.key(call.scope().tenant());
    let new = NewMedia { id, file: passed.file, width: passed.width, height: passed.height, bytes, name };
    let being_removed = || AppError::busy("the same file is being removed").with_header(RETRY_AFTER, "2");
    match store::enter(&app.database, &change, &new, idempotency.as_ref()).await? {
        Entered::KeyReused => Err(key_reused()),
        Entered::BeingRemoved => Err(being_removed()),
        Entered::Kept(kept) if kept.stored => Ok(kept),
        Entered::Kept(kept) => {
            let is_there = app.bucket.copy(coming, &to).await?;
            if is_there && store::note_stored(&app.database, change.scope, &kept.id).await? {
                Ok(kept)
            } else {
                Err(being_removed())
            }
        }
    }
}

/// A picture as it is shown: its address is on the host that was named for pictures, or on the one that was asked.
fn shown<H: Host>(app: &App<H>, call: &AdminCall<'_>, kept: Kept) -> Result<MediaItem, AppError> {
    let origin = app.media_origin.as_deref().unwrap_or(&call.request.origin);
    let kind = MediaType::of_extension(&kept.extension)
        .ok_or_else(|| AppError::internal("a picture of an unknown kind"))?;
    let url = format!("{origin}/media/{}/{}.{}", call.scope().tenant(), kept.hash, kept.extension);
    let media = Media {
        id: kept.id,
        url,
        width: kept.width,
        height: kept.height,
        bytes: kept.bytes,
        content_type: kind.content_type().to_owned(),
        alt: kept.alt,
        name: kept.name,
    };
    Ok(MediaItem { media, created_at: kept.created_at })
}

/// The picture that the path names. What cannot be an id names none.
fn media_id(call: &AdminCall<'_>) -> Result<MediaId, AppError> {
    MediaId::parse(call.params.get("id")).map_err(|_| AppError::not_found())
}

fn parse(request: &Request) -> Result<ListQuery, AppError> {
    let mut query = ListQuery { page: BOUNDS.first(), after: None, search: None };
    let (mut check, mut has_page) = (Check::default(), false);
    for (name, value) in request.query_pairs()? {
        match name.as_str() {
            "page" | "limit" => {
                has_page |= name == "page";
                BOUNDS.read(&mut query.page, &name, &value, &mut check);
            }
            "after" => query.after = check.take("after", Cursor::parse(&value, store::NEWEST)),
            "search" if value.chars().count() > MAX_SEARCH => {
                check.fault("search", "must be at most 200 characters");
            }
            // An empty search box asks for everything.
            "search" => query.search = Some(value.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => check.fault(&name, "is not a parameter of this list"),
        }
    }
    if has_page && query.after.is_some() {
        check.fault("after", "stands in the place of page: give one of them");
    }
    check.finish(|| Some(query))
}

/// `GET /admin/media`
pub(crate) async fn list<H: Host>(app: &App<H>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let query = parse(call.request)?;
    let (mut rows, total, bytes_used) = store::list(&app.database, call.scope(), &query).await?;
    let most = usize::try_from(query.page.limit).unwrap_or(usize::MAX);
    // Of what follows a cursor, how many parts were given up to it.
    let number = query.after.as_ref().map_or(query.page.page, |after| after.page.saturating_add(1));
    let goes_on = rows.len() > most;
    rows.truncate(most);
    let last = rows.last().filter(|_| goes_on);
    let next_cursor = last.map(|last| Cursor {
        order: store::NEWEST.to_owned(),
        at: Some(last.created_at),
        id: last.id.clone(),
        page: number,
    });
    let page = PageMeta { page: number, next_cursor, ..query.page.meta(total) };
    let bytes_allowed = Quota::MediaBytes.bound(call.actor().quotas());
    let data = rows.into_iter().map(|kept| shown(app, call, kept)).collect::<Result<_, _>>()?;
    Response::ok(&MediaPage { data, meta: MediaMeta { page, bytes_used, bytes_allowed } })
}

/// `GET /admin/media/{id}`
pub(crate) async fn get<H: Host>(app: &App<H>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let found = store::find(&app.database, call.scope(), &media_id(call)?).await?;
    let (kept, used_by) = found.ok_or_else(AppError::not_found)?;
    Response::ok(&MediaDetail { item: shown(app, call, kept)?, used_by })
}

/// `PUT /admin/media/{id}`
pub(crate) async fn update<H: Host>(app: &App<H>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let id = media_id(call)?;
    let UpdateMedia { alt, name } = call.request.json()?;
    let mut check = Check::default();
    let alt = check.patch("alt", alt, |text| domain::optional_text(&text, 1000));
    let name = check.patch_required("name", name, |text| domain::line(&text, 255));
    let (alt, name) = check.finish(|| Some((alt, name)))?;
    // What an empty picture shows is said by an empty text.
    let alt = if alt == Patch::Null { Some(String::new()) } else { alt.into_value() };
    let name = name.into_value();
    if alt.is_none() && name.is_none() {
        return Err(AppError::invalid_field("", "must have at least one field"));
    }
    let kept = store::update(&app.database, call.scope(), &id, name.as_deref(), alt.as_deref()).await?;
    Response::ok(&shown(app, call, kept.ok_or_else(AppError::not_found)?)?)
}

/// `DELETE /admin/media/{id}`
pub(crate) async fn delete<H: Host>(app: &App<H>, call: &AdminCall<'_>) -> Result<Response, AppError> {
    let pairs = call.request.query_pairs()?;
    let force = match pairs.iter().find(|(name, _)| name == "force").map(|(_, value)| value.as_str()) {
        Some("true") => true,
        None | Some("false") => false,
        Some(_) => return Err(AppError::invalid_field("force", "must be true or false")),
    };
    let id = media_id(call)?;
    match store::delete(&app.database, call.scope(), &id, app.runtime.now(), force).await? {
        Deleted::NotFound => Err(AppError::not_found()),
        Deleted::InUse(posts) => Err(AppError::media_in_use().with_current(&MediaUses { posts })),
        Deleted::Row(file) => {
            let removed = app.bucket.remove(vec![file.key(call.scope().tenant())]).await;
            match removed {
                Ok(()) => store::note_removed(&app.database, call.scope(), &[file]).await?,
                // The sweep does it.
                Err(error) => app.runtime.log(error.log_text()),
            }
            Ok(Response::empty(StatusCode::NO_CONTENT))
        }
    }
}

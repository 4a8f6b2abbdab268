//! The route table: the API's index. Routing, permissions, the documentation and the tests that call
//! every route as the wrong caller are driven by it.

use logicspike_shared::permission::Permission::{
    PostsCreate, PostsDelete, PostsPublish, PostsRead, PostsUpdate, TenantUpdate,
};
use logicspike_shared::public_params;
use logicspike_shared::route::RouteMethod::{DELETE, GET, POST, PUT};
use logicspike_shared::route::{self, Route};

use crate::domain::taxonomy::Kind::{self, Category, Tag};
use crate::feed::Form;

/// What is behind the doors that ask for no tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the operations in the table below")]
pub enum Open {
    Health,
    Debug,
    PlatformHealth,
    Sweep,
    Picture,
}

/// What a tenant's readers may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the operations in the table below")]
pub enum Public {
    ListPosts,
    GetPost,
    ShowPreview,
    ListRelated,
    ListSlugs,
    ListCategories,
    ListTags,
    GetSite,
    Feed(Form),
    Sitemap,
}

/// What a tenant's people may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the operations in the table below")]
pub enum Admin {
    ListPosts,
    CreatePost,
    GetPost,
    UpdatePost,
    DeletePost,
    UndeletePost,
    GetDraft,
    SaveDraft,
    DiscardDraft,
    ApplyDraft,
    RenderPreview,
    CreatePreviewLink,
    ListPreviewLinks,
    RevokePreviewLink,
    PublishPost,
    UnpublishPost,
    SchedulePost,
    UnschedulePost,
    ListRevisions,
    GetRevision,
    RestoreRevision,
    ListTaxonomy(Kind),
    CreateTaxonomy(Kind),
    GetTaxonomy(Kind),
    UpdateTaxonomy(Kind),
    DeleteTaxonomy(Kind),
    GetSite,
    UpdateSite,
    ListMedia,
    UploadMedia,
    GetMedia,
    UpdateMedia,
    DeleteMedia,
}

/// What a route leads to.
pub type Endpoint = route::Endpoint<Open, Public, Admin>;

/// A page and the parameters that the gateway lets through to it.
const fn public(pattern: &'static str, endpoint: Public) -> Route<Endpoint> {
    Route::public(pattern, endpoint).knowing(public_params::of(pattern))
}

/// What the authors' list of posts knows.
const LIST: &[&str] =
    &["page", "after", "limit", "category", "tag", "author", "status", "search", "sort", "order"];

/// What a text would look like.
pub(crate) const PREVIEW: &str = "/admin/preview";

/// The operators' way to a sweep.
pub(crate) const SWEEP: &str = "/platform/sweep";

/// Every route of the blog service.
pub const ROUTES: &[Route<Endpoint>] = &[
    Route::open(GET, "/health", Open::Health),
    Route::open(GET, "/debug", Open::Debug),
    Route::operator(GET, "/platform/health", Open::PlatformHealth),
    Route::operator(POST, SWEEP, Open::Sweep),
    Route::open(GET, "/media/{tenant}/{file}", Open::Picture),
    Route::admin(GET, "/admin/posts", PostsRead, Admin::ListPosts).knowing(LIST),
    Route::admin(POST, "/admin/posts", PostsCreate, Admin::CreatePost).with_document(),
    Route::admin(GET, "/admin/posts/{id}", PostsRead, Admin::GetPost),
    Route::admin(PUT, "/admin/posts/{id}", PostsUpdate, Admin::UpdatePost)
        .knowing(&["autosave"])
        .with_document(),
    Route::admin(DELETE, "/admin/posts/{id}", PostsDelete, Admin::DeletePost),
    Route::admin(POST, "/admin/posts/{id}/undelete", PostsDelete, Admin::UndeletePost),
    Route::admin(POST, "/admin/posts/{id}/publish", PostsPublish, Admin::PublishPost),
    Route::admin(POST, "/admin/posts/{id}/unpublish", PostsPublish, Admin::UnpublishPost),
    Route::admin(POST, "/admin/posts/{id}/schedule", PostsPublish, Admin::SchedulePost),
    Route::admin(POST, "/admin/posts/{id}/unschedule", PostsPublish, Admin::UnschedulePost),
    Route::admin(GET, "/admin/posts/{id}/draft", PostsRead, Admin::GetDraft),
    Route::admin(PUT, "/admin/posts/{id}/draft", PostsUpdate, Admin::SaveDraft).with_document(),
    Route::admin(POST, "/admin/posts/{id}/draft/apply", PostsUpdate, Admin::ApplyDraft),
    Route::admin(DELETE, "/admin/posts/{id}/draft", PostsUpdate, Admin::DiscardDraft),
    Route::admin(POST, PREVIEW, PostsRead, Admin::RenderPreview).with_document(),
    Route::admin(POST, "/admin/posts/{id}/preview-links", PostsUpdate, Admin::CreatePreviewLink),
    Route::admin(GET, "/admin/posts/{id}/preview-links", PostsRead, Admin::ListPreviewLinks),
    Route::admin(DELETE, "/admin/posts/{id}/preview-links/{link}", PostsUpdate, Admin::RevokePreviewLink),
    Route::admin(GET, "/admin/posts/{id}/revisions", PostsRead, Admin::ListRevisions),
    Route::admin(GET, "/admin/posts/{id}/revisions/{revision}", PostsRead, Admin::GetRevision),
    Route::admin(POST, "/admin/posts/{id}/revisions/{revision}/restore", PostsUpdate, Admin::RestoreRevision),
    Route::admin(GET, "/admin/categories", PostsRead, Admin::ListTaxonomy(Category)),
    Route::admin(POST, "/admin/categories", PostsCreate, Admin::CreateTaxonomy(Category)),
    Route::admin(GET, "/admin/categories/{id}", PostsRead, Admin::GetTaxonomy(Category)),
    Route::admin(PUT, "/admin/categories/{id}", PostsUpdate, Admin::UpdateTaxonomy(Category)),
    Route::admin(DELETE, "/admin/categories/{id}", PostsDelete, Admin::DeleteTaxonomy(Category)),
    Route::admin(GET, "/admin/tags", PostsRead, Admin::ListTaxonomy(Tag)),
    Route::admin(POST, "/admin/tags", PostsCreate, Admin::CreateTaxonomy(Tag)),
    Route::admin(GET, "/admin/tags/{id}", PostsRead, Admin::GetTaxonomy(Tag)),
    Route::admin(PUT, "/admin/tags/{id}", PostsUpdate, Admin::UpdateTaxonomy(Tag)),
    Route::admin(DELETE, "/admin/tags/{id}", PostsDelete, Admin::DeleteTaxonomy(Tag)),
    Route::admin(GET, "/admin/site", PostsRead, Admin::GetSite),
    Route::admin(PUT, "/admin/site", TenantUpdate, Admin::UpdateSite),
    Route::admin(GET, "/admin/media", PostsRead, Admin::ListMedia)
        .knowing(&["page", "after", "limit", "search"]),
    Route::admin(POST, "/admin/media", PostsCreate, Admin::UploadMedia).with_file(),
    Route::admin(GET, "/admin/media/{id}", PostsRead, Admin::GetMedia),
    Route::admin(PUT, "/admin/media/{id}", PostsUpdate, Admin::UpdateMedia),
    Route::admin(DELETE, "/admin/media/{id}", PostsDelete, Admin::DeleteMedia).knowing(&["force"]),
    public("/public/posts", Public::ListPosts),
    public("/public/posts/{slug}", Public::GetPost),
    public("/public/preview/{token}", Public::ShowPreview),
    public("/public/posts/{slug}/related", Public::ListRelated),
    public("/public/slugs", Public::ListSlugs),
    public("/public/categories", Public::ListCategories),
    public("/public/tags", Public::ListTags),
    public("/public/site", Public::GetSite),
    public("/public/feed.xml", Public::Feed(Form::Rss)),
    public("/public/atom.xml", Public::Feed(Form::Atom)),
    public("/public/feed.json", Public::Feed(Form::Json)),
    public("/public/sitemap.xml", Public::Sitemap),
];

//! The route table: the API's index. Routing, permissions, the documentation and the tests that call
//! every route as the wrong caller are driven by it.

use logicspike_shared::permission::Permission::{
    self, PostsCreate, PostsDelete, PostsPublish, PostsRead, PostsUpdate,
};
use logicspike_shared::public_params;
use logicspike_shared::route::RouteMethod::{self, DELETE, GET, POST, PUT};
use logicspike_shared::route::{Access, Route};

use crate::handlers::feeds::Form;
use crate::store::taxonomy::Kind::{self, Category, Tag};

/// What a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the operations in the table below")]
pub enum Endpoint {
    Health,
    Debug,
    PlatformHealth,
    Sweep,
    ListPosts,
    CreatePost,
    GetPost,
    UpdatePost,
    DeletePost,
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
    PublicListPosts,
    PublicGetPost,
    PublicCategories,
    PublicTags,
    Feed(Form),
    Sitemap,
}

const fn gateway(method: RouteMethod, pattern: &'static str, endpoint: Endpoint) -> Route<Endpoint> {
    Route::new(method, pattern, Access::Gateway, endpoint)
}

const fn operator(method: RouteMethod, pattern: &'static str, endpoint: Endpoint) -> Route<Endpoint> {
    Route::new(method, pattern, Access::Operator, endpoint)
}

const fn admin(
    method: RouteMethod,
    pattern: &'static str,
    permission: Permission,
    endpoint: Endpoint,
) -> Route<Endpoint> {
    Route::new(method, pattern, Access::Permission(permission), endpoint)
}

const fn public(pattern: &'static str, endpoint: Endpoint) -> Route<Endpoint> {
    Route::new(GET, pattern, Access::Tenant, endpoint).knowing(public_params::of(pattern))
}

/// What the authors' list of posts knows.
const LIST: &[&str] = &["page", "limit", "category", "tag", "status", "search", "sort", "order"];

/// The operators' way to a sweep.
pub(crate) const SWEEP: &str = "/platform/sweep";

/// Every route of the blog service.
pub const ROUTES: &[Route<Endpoint>] = &[
    gateway(GET, "/health", Endpoint::Health),
    gateway(GET, "/debug", Endpoint::Debug),
    operator(GET, "/platform/health", Endpoint::PlatformHealth),
    operator(POST, SWEEP, Endpoint::Sweep),
    admin(GET, "/admin/posts", PostsRead, Endpoint::ListPosts).knowing(LIST),
    admin(POST, "/admin/posts", PostsCreate, Endpoint::CreatePost).with_document(),
    admin(GET, "/admin/posts/{id}", PostsRead, Endpoint::GetPost),
    admin(PUT, "/admin/posts/{id}", PostsUpdate, Endpoint::UpdatePost).with_document(),
    admin(DELETE, "/admin/posts/{id}", PostsDelete, Endpoint::DeletePost),
    admin(POST, "/admin/posts/{id}/publish", PostsPublish, Endpoint::PublishPost),
    admin(POST, "/admin/posts/{id}/unpublish", PostsPublish, Endpoint::UnpublishPost),
    admin(POST, "/admin/posts/{id}/schedule", PostsPublish, Endpoint::SchedulePost),
    admin(POST, "/admin/posts/{id}/unschedule", PostsPublish, Endpoint::UnschedulePost),
    admin(GET, "/admin/posts/{id}/revisions", PostsRead, Endpoint::ListRevisions),
    admin(GET, "/admin/posts/{id}/revisions/{revision}", PostsRead, Endpoint::GetRevision),
    admin(POST, "/admin/posts/{id}/revisions/{revision}/restore", PostsUpdate, Endpoint::RestoreRevision),
    admin(GET, "/admin/categories", PostsRead, Endpoint::ListTaxonomy(Category)),
    admin(POST, "/admin/categories", PostsCreate, Endpoint::CreateTaxonomy(Category)),
    admin(GET, "/admin/categories/{id}", PostsRead, Endpoint::GetTaxonomy(Category)),
    admin(PUT, "/admin/categories/{id}", PostsUpdate, Endpoint::UpdateTaxonomy(Category)),
    admin(DELETE, "/admin/categories/{id}", PostsDelete, Endpoint::DeleteTaxonomy(Category)),
    admin(GET, "/admin/tags", PostsRead, Endpoint::ListTaxonomy(Tag)),
    admin(POST, "/admin/tags", PostsCreate, Endpoint::CreateTaxonomy(Tag)),
    admin(GET, "/admin/tags/{id}", PostsRead, Endpoint::GetTaxonomy(Tag)),
    admin(PUT, "/admin/tags/{id}", PostsUpdate, Endpoint::UpdateTaxonomy(Tag)),
    admin(DELETE, "/admin/tags/{id}", PostsDelete, Endpoint::DeleteTaxonomy(Tag)),
    public("/public/posts", Endpoint::PublicListPosts),
    public("/public/posts/{slug}", Endpoint::PublicGetPost),
    public("/public/categories", Endpoint::PublicCategories),
    public("/public/tags", Endpoint::PublicTags),
    public("/public/feed.xml", Endpoint::Feed(Form::Rss)),
    public("/public/atom.xml", Endpoint::Feed(Form::Atom)),
    public("/public/feed.json", Endpoint::Feed(Form::Json)),
    public("/public/sitemap.xml", Endpoint::Sitemap),
];

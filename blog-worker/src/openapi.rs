//! What each route of the blog service takes and gives, for `openapi.json`.

use http::StatusCode;
use logicspike_shared::error_code::ErrorCode;
use logicspike_shared::openapi::{Content, Header, Operation, Param};

use crate::api::{
    AdminList, CreatePreviewLink, CreateTaxonomy, Created, CursorList, DataList, DraftDetail, Media,
    MediaDetail, MediaItem, MediaPage, NewPreviewLink, PostBody, PostDetail, Preview, PreviewLink,
    PreviewedPost, PublicList, PublicListItem, PublicPost, RestoreAnswer, Revision, RevisionDetail,
    SaveAnswer, SchedulePost, Site, SiteBody, SiteDetail, SlugEntry, TaxonomyCount, TaxonomyDetail,
    Transition, Undeleted, UpdateMedia, UpdateTaxonomy,
};
use crate::domain::taxonomy::Kind;
use crate::feed::{Form, JsonFeed};
use crate::routes::{Admin, Endpoint, Open, Public};

/// What an endpoint takes and gives; none for those that are nobody's but ours.
pub fn describe(endpoint: Endpoint) -> Option<Operation> {
    match endpoint {
        Endpoint::Open(Open::Health | Open::Debug | Open::PlatformHealth | Open::Sweep | Open::Picture) => {
            None
        }
        Endpoint::Public(endpoint) => Some(public(endpoint)),
        Endpoint::Admin(endpoint) => Some(admin(endpoint)),
    }
}

const POSTS: &str = "Posts";
const DRAFTS: &str = "Working copies";
const PREVIEWS: &str = "Previews";
const REVISIONS: &str = "Revisions";
const PUBLIC: &str = "Public";
const FEEDS: &str = "Feeds";
const SITE: &str = "Site";
const MEDIA: &str = "Media";

fn public(endpoint: Public) -> Operation {
    match endpoint {
        Public::ListPosts => {
            Operation::new("listPublicPosts", PUBLIC, "Lists published posts, newest first.")
                .knows(list_params())
                .ok_tagged::<PublicList>("A page of published posts.")
        }
        Public::GetPost => Operation::new("getPublicPost", PUBLIC, "Reads a published post with its HTML.")
            .ok_tagged::<PublicPost>("The post.")
            .answers_with(
                StatusCode::MOVED_PERMANENTLY,
                "The slug is a former one; `Location` has the present one.",
                Content::Nothing,
                &[Header::Location],
            ),
        Public::ShowPreview => {
            Operation::new("getPreview", PUBLIC, "Reads a post by its preview link, with its working copy.")
                .ok::<PreviewedPost>("The post as it would be.")
                .kept_by_nobody()
        }
        Public::ListRelated => Operation::new(
            "listRelatedPosts",
            PUBLIC,
            "Lists published posts that are like one: by tags, then category, then newest.",
        )
        .knows([Param::whole("limit", 10, 5, "Posts given.")])
        .ok_tagged::<DataList<PublicListItem>>("The posts, the most alike first.")
        .answers_with(
            StatusCode::MOVED_PERMANENTLY,
            "The slug is a former one; `Location` has the same of the present one.",
            Content::Nothing,
            &[Header::Location],
        ),
        Public::ListSlugs => {
            Operation::new("listSlugs", PUBLIC, "Lists the addresses of all published posts, in parts.")
                .knows([
                    Param::whole("limit", 1000, 1000, "Addresses in a part."),
                    Param::text("after", "Goes on after the part that gave this `nextCursor`."),
                ])
                .ok_tagged::<CursorList<SlugEntry>>("A part of the addresses.")
        }
        Public::ListCategories => {
            Operation::new("listPublicCategories", PUBLIC, "Lists the categories that have published posts.")
                .ok_tagged::<DataList<TaxonomyCount>>("The categories.")
        }
        Public::ListTags => {
            Operation::new("listPublicTags", PUBLIC, "Lists the tags that have published posts.")
                .ok_tagged::<DataList<TaxonomyCount>>("The tags.")
        }
        Public::GetSite => {
            Operation::new("getPublicSite", PUBLIC, "Reads what is said of the site that shows the posts.")
                .ok_tagged::<Site>("The settings.")
        }
        Public::Feed(form) => feed(form),
        Public::Sitemap => Operation::new("getSitemap", FEEDS, "Reads the sitemap of the published posts.")
            .knows(feed_params())
            .answers_with(StatusCode::OK, "The sitemap.", Content::Text("application/xml"), &[Header::ETag]),
    }
}

fn feed(form: Form) -> Operation {
    let (id, summary) = match form {
        Form::Rss => ("getRssFeed", "Reads the newest posts as RSS 2.0."),
        Form::Atom => ("getAtomFeed", "Reads the newest posts as Atom."),
        Form::Json => ("getJsonFeed", "Reads the newest posts as JSON Feed 1.1."),
    };
    let feed = Operation::new(id, FEEDS, summary).knows(feed_params());
    let text = |media_type| (StatusCode::OK, "The feed.", Content::Text(media_type));
    let (status, description, content) = match form {
        Form::Rss => text("application/rss+xml"),
        Form::Atom => text("application/atom+xml"),
        Form::Json => return feed.ok_tagged_as::<JsonFeed<'_>>("application/feed+json", "The feed."),
    };
    feed.answers_with(status, description, content, &[Header::ETag])
}

/// What a post's slug, tenant's quota or another writer may stand against.
const POST_CONFLICTS: &[ErrorCode] = &[ErrorCode::SlugInUse, ErrorCode::QuotaExceeded];
const SAVE_CONFLICTS: &[ErrorCode] =
    &[ErrorCode::SlugInUse, ErrorCode::PostIsPublished, ErrorCode::PostBeingSaved, ErrorCode::QuotaExceeded];
const STEP_CONFLICTS: &[ErrorCode] = &[ErrorCode::PostIsPublished, ErrorCode::PostBeingSaved];
const WORD_CONFLICTS: &[ErrorCode] = &[ErrorCode::SlugInUse, ErrorCode::NameInUse, ErrorCode::QuotaExceeded];

fn list_posts() -> Operation {
    Operation::new("listPosts", POSTS, "Lists posts of any status.")
        .knows(list_params().into_iter().chain([
            Param::text("author", "Only posts of the person with this id."),
            Param::one_of(
                "status",
                &["draft", "scheduled", "published", "deleted"],
                "Only posts of this status; without it, all but the deleted ones.",
            ),
        ]))
        .ok::<AdminList>("A page of posts.")
}

fn admin(endpoint: Admin) -> Operation {
    match endpoint {
        Admin::ListPosts => list_posts(),
        Admin::CreatePost => Operation::new("createPost", POSTS, "Creates a post.")
            .takes::<PostBody>()
            .as_named("CreatePost", &["title"])
            .created::<Created>("The post was created.")
            .conflicts(POST_CONFLICTS)
            .idempotent(),
        Admin::GetPost => Operation::new("getPost", POSTS, "Reads a post as the editor needs it.")
            .ok_tagged::<PostDetail>("The post."),
        Admin::UpdatePost => Operation::new("updatePost", POSTS, "Saves fields of a post.")
            .knows([Param::one_of(
                "autosave",
                &["true", "false"],
                "Whether this is saved while somebody types: then versions and events are kept now and then.",
            )])
            .takes::<PostBody>()
            .ok_tagged::<SaveAnswer>("The fields were saved.")
            .conflicts(SAVE_CONFLICTS)
            .conditional(),
        Admin::DeletePost => {
            Operation::new("deletePost", POSTS, "Deletes a post; for 30 days it can be brought back.")
                .done("The post was deleted.")
                .conflicts(&[ErrorCode::PostBeingSaved])
                .conditional()
        }
        Admin::UndeletePost => {
            Operation::new("undeletePost", POSTS, "Brings a deleted post back as a draft.")
                .ok::<Undeleted>("The post is there.")
                .conflicts(&[ErrorCode::PostBeingSaved, ErrorCode::QuotaExceeded])
        }
        Admin::GetDraft => {
            Operation::new("getDraft", DRAFTS, "Reads a post as its working copy would make it.")
                .ok_tagged::<DraftDetail>("The post with its working copy.")
        }
        Admin::SaveDraft => {
            Operation::new("saveDraft", DRAFTS, "Saves fields beside a post, where no reader sees them.")
                .takes::<PostBody>()
                .as_named("DraftBody", &[])
                .without(&["scheduledFor"])
                .ok_tagged::<SaveAnswer>("The fields are in the working copy.")
                .conflicts(&[ErrorCode::PostBeingSaved])
                .conditional()
        }
        Admin::DiscardDraft => Operation::new("discardDraft", DRAFTS, "Gives the working copy of a post up.")
            .done("It is gone.")
            .conflicts(&[ErrorCode::PostBeingSaved])
            .conditional(),
        Admin::ApplyDraft => {
            Operation::new("applyDraft", DRAFTS, "Makes the working copy of a post one save of it.")
                .ok_tagged::<SaveAnswer>("The post was saved.")
                .conflicts(SAVE_CONFLICTS)
                .conditional()
        }
        Admin::RenderPreview => render_preview(),
        Admin::CreatePreviewLink => create_preview_link(),
        Admin::ListPreviewLinks => list_preview_links(),
        Admin::RevokePreviewLink => Operation::new("revokePreviewLink", PREVIEWS, "Ends a preview link.")
            .done("It leads nowhere any more."),
        Admin::PublishPost => step("publishPost", "Publishes a post."),
        Admin::UnpublishPost => step("unpublishPost", "Takes a post back from its readers."),
        Admin::SchedulePost => step("schedulePost", "Has a post published later.").takes::<SchedulePost>(),
        Admin::UnschedulePost => step("unschedulePost", "Gives up that a post be published later."),
        Admin::ListRevisions => {
            Operation::new("listRevisions", REVISIONS, "Lists the replaced versions of a post.")
                .ok::<DataList<Revision>>("The versions, newest first.")
        }
        Admin::GetRevision => Operation::new("getRevision", REVISIONS, "Reads a replaced version of a post.")
            .ok::<RevisionDetail>("The version."),
        Admin::RestoreRevision => {
            Operation::new("restoreRevision", REVISIONS, "Saves a replaced version as a new one.")
                .ok_tagged::<RestoreAnswer>("The version was saved anew.")
                .conflicts(SAVE_CONFLICTS)
                .conditional()
        }
        Admin::ListTaxonomy(kind) => list_words(kind),
        Admin::CreateTaxonomy(kind) => create_word(kind),
        Admin::GetTaxonomy(kind) => get_word(kind),
        Admin::UpdateTaxonomy(kind) => update_word(kind),
        Admin::DeleteTaxonomy(kind) => delete_word(kind),
        Admin::GetSite => {
            Operation::new("getSite", SITE, "Reads the settings of the site that shows the posts.")
                .ok_tagged::<SiteDetail>("The settings.")
        }
        Admin::UpdateSite => update_site(),
        Admin::ListMedia => list_media(),
        Admin::UploadMedia => upload_media(),
        Admin::GetMedia => Operation::new("getMedia", MEDIA, "Reads what is known of a picture.")
            .ok::<MediaDetail>("The picture, and the posts that show it."),
        Admin::UpdateMedia => Operation::new("updateMedia", MEDIA, "Names and describes a picture.")
            .takes::<UpdateMedia>()
            .ok::<MediaItem>("The picture."),
        Admin::DeleteMedia => delete_media(),
    }
}

fn render_preview() -> Operation {
    Operation::new("renderPreview", PREVIEWS, "Renders a text as readers would see it.")
        .takes::<PostBody>()
        .as_named("PreviewBody", &["content"])
        .ok::<Preview>("What readers would see.")
}

fn create_preview_link() -> Operation {
    let summary = "Makes a link under which a post can be seen before it is published.";
    Operation::new("createPreviewLink", PREVIEWS, summary)
        .takes::<CreatePreviewLink>()
        .created::<NewPreviewLink>("The link was made; its token is shown once.")
        .idempotent()
}

fn list_preview_links() -> Operation {
    Operation::new("listPreviewLinks", PREVIEWS, "Lists the preview links of a post that have not ended.")
        .ok::<DataList<PreviewLink>>("The links, newest first.")
}

fn update_site() -> Operation {
    Operation::new("updateSite", SITE, "Saves settings of the site that shows the posts.")
        .takes::<SiteBody>()
        .ok_tagged::<SaveAnswer>("The settings were saved.")
        .conditional()
}

fn delete_media() -> Operation {
    let force = "`true` deletes it from under the posts that show it.";
    Operation::new("deleteMedia", MEDIA, "Deletes a picture and its file.")
        .knows([Param::one_of("force", &["true", "false"], force)])
        .done("The picture was deleted.")
        .conflicts(&[ErrorCode::MediaInUse])
}

fn list_media() -> Operation {
    let search = serde_json::json!({ "type": "string", "maxLength": 200 });
    let after = "In place of `page`: goes on after the page that gave this `nextCursor`.";
    Operation::new("listMedia", MEDIA, "Lists the pictures, newest first.")
        .knows([
            Param::whole("page", 100_000, 1, "Which page, from 1."),
            Param::text("after", after),
            Param::whole("limit", 100, 20, "Pictures on a page."),
            Param::new("search", search, "Only pictures with this in their name or alternative text."),
        ])
        .ok::<MediaPage>("A page of pictures.")
}

fn upload_media() -> Operation {
    Operation::new("uploadMedia", MEDIA, "Keeps a picture; the same file is kept once.")
        .takes_file(&["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"])
        .created::<Media>("The picture is kept.")
        .refuses(StatusCode::BAD_REQUEST, &[ErrorCode::ValidationFailed, ErrorCode::InvalidJson])
        .refuses(StatusCode::LENGTH_REQUIRED, &[ErrorCode::LengthRequired])
        .conflicts(&[ErrorCode::QuotaExceeded])
        .idempotent()
}

fn list_words(kind: Kind) -> Operation {
    let words = Words::of(kind);
    Operation::new(words.list, words.tag, words.lists).ok::<DataList<TaxonomyDetail>>("All of them, by name.")
}

fn create_word(kind: Kind) -> Operation {
    let words = Words::of(kind);
    Operation::new(words.create, words.tag, words.creates)
        .takes::<CreateTaxonomy>()
        .as_named(words.create_body, &["name"])
        .without(words.without)
        .created::<Created>("It was created.")
        .conflicts(WORD_CONFLICTS)
        .idempotent()
}

fn get_word(kind: Kind) -> Operation {
    let words = Words::of(kind);
    Operation::new(words.get, words.tag, words.reads).ok_tagged::<TaxonomyDetail>("What it is.")
}

fn update_word(kind: Kind) -> Operation {
    let words = Words::of(kind);
    Operation::new(words.update, words.tag, words.saves)
        .takes::<UpdateTaxonomy>()
        .as_named(words.update_body, &[])
        .without(words.without)
        .ok_tagged::<SaveAnswer>("The fields were saved.")
        .conflicts(WORD_CONFLICTS)
        .conditional()
}

fn delete_word(kind: Kind) -> Operation {
    let words = Words::of(kind);
    Operation::new(words.delete, words.tag, words.deletes).done("It was deleted.").conditional()
}

fn step(id: &'static str, summary: &'static str) -> Operation {
    Operation::new(id, POSTS, summary)
        .ok::<Transition>("Where the post is in its life now.")
        .conflicts(STEP_CONFLICTS)
}

/// What operations on categories and on tags are called.
struct Words {
    tag: &'static str,
    list: &'static str,
    lists: &'static str,
    create: &'static str,
    creates: &'static str,
    create_body: &'static str,
    get: &'static str,
    reads: &'static str,
    update: &'static str,
    saves: &'static str,
    update_body: &'static str,
    delete: &'static str,
    deletes: &'static str,
    without: &'static [&'static str],
}

impl Words {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Category => Self {
                tag: "Categories",
                list: "listCategories",
                lists: "Lists the categories.",
                create: "createCategory",
                creates: "Creates a category.",
                create_body: "CreateCategory",
                get: "getCategory",
                reads: "Reads a category.",
                update: "updateCategory",
                saves: "Saves fields of a category.",
                update_body: "UpdateCategory",
                delete: "deleteCategory",
                deletes: "Deletes a category; its posts stay.",
                without: &[],
            },
            Kind::Tag => Self {
                tag: "Tags",
                list: "listTags",
                lists: "Lists the tags.",
                create: "createTag",
                creates: "Creates a tag.",
                create_body: "CreateTag",
                get: "getTag",
                reads: "Reads a tag.",
                update: "updateTag",
                saves: "Saves fields of a tag.",
                update_body: "UpdateTag",
                delete: "deleteTag",
                deletes: "Deletes a tag; its posts stay.",
                without: &["description"],
            },
        }
    }
}

fn list_params() -> Vec<Param> {
    vec![
        Param::whole("page", 100_000, 1, "Which page, from 1."),
        Param::text("after", "In place of `page`: goes on after the page that gave this `nextCursor`."),
        Param::whole("limit", 100, 10, "Posts on a page."),
        Param::text("category", "Only posts in the category with this slug."),
        Param::text("tag", "Only posts with the tag of this slug."),
        Param::new(
            "search",
            serde_json::json!({ "type": "string", "maxLength": 200 }),
            "Only posts that have these words; of the last one the beginning is enough.",
        ),
        Param::one_of(
            "sort",
            &["publishedAt", "title", "createdAt", "updatedAt"],
            "The order; of a search the best answers come first without it.",
        ),
        Param::one_of("order", &["asc", "desc"], "Smallest and oldest first, or last."),
    ]
}

fn feed_params() -> Vec<Param> {
    let site = serde_json::json!({ "type": "string", "format": "uri", "maxLength": 2048 });
    let title = serde_json::json!({ "type": "string", "minLength": 1, "maxLength": 255 });
    vec![
        Param::new("site", site, "Where the site has its posts: the links lead there. An https address."),
        Param::new("title", title, "What the feed is called."),
    ]
}

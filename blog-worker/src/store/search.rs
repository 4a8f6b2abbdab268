//! The words of posts that were saved under older rules, or by a version that left them to the database.

use logicspike_shared::error::AppError;
use logicspike_shared::ids::{PostId, TenantId};
use logicspike_shared::row;
use logicspike_shared::scope::TenantScope;
use logicspike_shared::sql::{Database, GlobalReason, Param, Statement, Transport};

use crate::domain::search::{self, Field};

/// Tenants looked after in one sweep; those left over have their turn in the next one.
const MOST_TENANTS: i32 = 20;
/// Posts read and written at once.
const MOST_POSTS: i32 = 100;
/// Bytes of their texts, from which on no further post is read.
const MOST_BYTES: i32 = 1_000_000;
/// Parts of a sweep: at most two thousand posts a minute, beside whatever else the minute brings.
const MOST_PARTS: usize = 20;

/// What came of it.
#[derive(Debug, Default)]
pub struct Indexed {
    /// Posts whose words were made anew.
    pub posts: usize,
    /// What went wrong, by tenant. The next sweep tries again.
    pub faults: Vec<String>,
}

/// Makes words anew, tenant by tenant, up to a bound. It can be repeated and interrupted at will.
pub async fn index_old<T: Transport>(db: &Database<T>) -> Indexed {
    let mut indexed = Indexed::default();
    let tenants = match tenants(db).await {
        Ok(tenants) => tenants,
        Err(error) => return Indexed { faults: vec![error.log_text().to_owned()], ..indexed },
    };
    let mut parts = 0..MOST_PARTS;
    for scope in tenants {
        while parts.next().is_some() {
            match index_some(db, &scope).await {
                Ok(0) => break,
                Ok(posts) => indexed.posts += posts,
                Err(error) => {
                    indexed.faults.push(error.log_text().to_owned());
                    break;
                }
            }
        }
    }
    indexed
}

/// Tenants that have such posts.
async fn tenants<T: Transport>(db: &Database<T>) -> Result<Vec<TenantScope>, AppError> {
    let statement = Statement::global(
        GlobalReason::Sweep,
        "SELECT tenant_id FROM app.tenants_with_old_words($1::integer) AS tenant_id",
    )
    .bind(MOST_TENANTS);
    let tenants: Vec<TenantId> = db.read(statement).await?.scalars()?;
    // The id comes from a row that names its tenant.
    Ok(tenants.into_iter().map(TenantScope::of_verified).collect())
}

/// What is searched of a post.
struct Searched {
    id: PostId,
    version: i32,
    title: String,
    excerpt: Option<String>,
    body_text: String,
}

row!(Searched { id, version, title, excerpt, body_text });

/// Makes the words of some of a tenant's posts; gives their number, none when nothing is left. What is saved meanwhile
/// is left to the next sweep.
pub async fn index_some<T: Transport>(db: &Database<T>, scope: &TenantScope) -> Result<usize, AppError> {
    const OLD: &str = "
SELECT id, version, title, excerpt, body_text
FROM (
  SELECT *, sum(octet_length(body_text)) OVER (ORDER BY id) - octet_length(body_text) AS bytes_before
  FROM (
    SELECT id, version, title, excerpt, body_text FROM posts
    WHERE tenant_id = $1 AND search_version < 1
    ORDER BY id
    LIMIT $2::bigint
  ) AS old
) AS old
WHERE bytes_before < $3::bigint";
    const WRITE: &str = "
WITH free AS (
  SELECT id, version FROM posts WHERE tenant_id = $1 AND id = ANY ($2::text[]) FOR UPDATE SKIP LOCKED
)
UPDATE posts AS p
SET search = made.words::tsvector, search_version = $5::integer
FROM free JOIN unnest($2::text[], $3::integer[], $4::text[]) AS made (id, version, words) USING (id, version)
WHERE p.tenant_id = $1 AND p.id = free.id
RETURNING 1";
    let old = Statement::scoped(scope, OLD).bind(MOST_POSTS).bind(MOST_BYTES);
    let posts: Vec<Searched> = db.read(old).await?.all()?;
    if posts.is_empty() {
        return Ok(0);
    }
    let words: Vec<String> = posts.iter().map(Searched::words).collect();
    let write = Statement::scoped(scope, WRITE)
        .bind(Param::array(posts.iter().map(|post| &post.id)))
        .bind(Param::array(posts.iter().map(|post| post.version)))
        .bind(Param::array(words.iter().map(String::as_str)))
        .bind(search::VERSION);
    Ok(db.write(write).await?.rows.len())
}

impl Searched {
    fn words(&self) -> String {
        let excerpt = self.excerpt.as_deref().unwrap_or("");
        search::vector([
            (Field::Title, &*self.title),
            (Field::Excerpt, excerpt),
            (Field::Body, &*self.body_text),
        ])
    }
}

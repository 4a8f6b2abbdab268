//! Example data: four tenants with owners, API keys and some posts. Running it again changes nothing.

use anyhow::{Context as _, Result};
use logicspike_shared::api_key::ApiKey;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::secrets::TENANTS;

/// A tenant of the example data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenant {
    /// What the ids end in, after the prefix. Fixed, so that they stay the same.
    suffix: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// `active`, `lapsed` or `no_blog`.
    pub status: &'static str,
    plan: &'static str,
    subscription: &'static str,
    owner_name: &'static str,
    owner_email: &'static str,
}

/// The tenants; the two that may use the blog come first.
pub const TENANTS_SEEDED: [Tenant; TENANTS] = [
    Tenant {
        suffix: "01900000-0000-7000-8000-00000000000a",
        name: "Acorn Books",
        status: "active",
        plan: "pro",
        subscription: "active",
        owner_name: "Ada Acorn",
        owner_email: "ada@acorn.example",
    },
    Tenant {
        suffix: "01900000-0000-7000-8000-00000000000b",
        name: "Birch Bikes",
        status: "active",
        plan: "free",
        subscription: "active",
        owner_name: "Ben Birch",
        owner_email: "ben@birch.example",
    },
    Tenant {
        suffix: "01900000-0000-7000-8000-00000000000c",
        name: "Cedar Coffee",
        status: "lapsed",
        plan: "pro",
        subscription: "canceled",
        owner_name: "Cy Cedar",
        owner_email: "cy@cedar.example",
    },
    Tenant {
        suffix: "01900000-0000-7000-8000-00000000000d",
        name: "Dogwood Deli",
        status: "no_blog",
        plan: "store",
        subscription: "active",
        owner_name: "Di Dogwood",
        owner_email: "di@dogwood.example",
    },
];

impl Tenant {
    /// `tenant_…`.
    pub fn id(&self) -> String {
        format!("tenant_{}", self.suffix)
    }

    /// `user_…` of the owner.
    pub fn owner_id(&self) -> String {
        format!("user_{}", self.suffix)
    }

    /// Identifiers below the tenant end in a number of their own.
    fn id_of(&self, prefix: &str, number: usize) -> String {
        let start = self.suffix.get(..self.suffix.len() - 4).unwrap_or_default();
        let last = self.suffix.chars().last().unwrap_or('0');
        format!("{prefix}_{start}{last}{number:03}")
    }
}

/// Users, tenants, memberships, subscriptions and API keys, as the manager's role.
pub async fn platform(client: &mut Client, api_keys: &[String]) -> Result<()> {
    for (tenant, api_key) in TENANTS_SEEDED.iter().zip(api_keys) {
        let key = ApiKey::parse(api_key)
            .context("a seeded API key is damaged; remove the stack's folder in .local")?;
        let (id, owner) = (tenant.id(), tenant.owner_id());
        let transaction = client.transaction().await?;
        transaction
            .execute(
                "select set_config('app.tenant_id', $1, true), set_config('app.user_id', $2, true)",
                &[&id, &owner],
            )
            .await?;
        transaction
            .execute(
                "insert into users (id, google_subject, email, name) values ($1, $2, $3, $4) on conflict do nothing",
                &[&owner, &tenant.owner_email, &tenant.owner_email, &tenant.owner_name],
            )
            .await?;
        transaction
            .execute(
                "insert into tenants (id, name) values ($1, $2) on conflict do nothing",
                &[&id, &tenant.name],
            )
            .await?;
        transaction
            .execute(
                "insert into memberships (tenant_id, user_id, builtin_role) values ($1, $2, 'owner') on conflict do nothing",
                &[&id, &owner],
            )
            .await?;
        transaction
            .execute(
                "insert into subscriptions (tenant_id, plan_id, status, current_period_end)
                 values ($1, $2, $3, case $3 when 'canceled' then now() - interval '30 days' end)
                 on conflict do nothing",
                &[&id, &tenant.plan, &tenant.subscription],
            )
            .await?;
        transaction
            .execute(
                "insert into api_keys (tenant_id, id, name, digest, hint, scopes, created_by)
                 values ($1, $2, 'Example key', $3, $4, '{blog}', $5)
                 on conflict (tenant_id, id) do update set digest = excluded.digest, hint = excluded.hint",
                &[&id, &tenant.id_of("key", 1), &key.digest(), &key.hint(), &owner],
            )
            .await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Title, category's number, number of tags, and whether it is published.
const POSTS: [(&str, usize, usize, bool); 4] = [
    ("Welcome to our blog", 1, 1, true),
    ("What we learned this spring", 1, 2, true),
    ("A look behind the scenes", 2, 2, true),
    ("Ideas for the next season", 2, 0, false),
];
const CATEGORIES: [(&str, &str); 2] = [("News", "news"), ("Stories", "stories")];
const TAGS: [(&str, &str); 2] = [("Company", "company"), ("Ideas", "ideas")];

/// Authors, categories, tags and posts of the tenants that may use the blog, as the blog's role.
pub async fn blog(client: &mut Client) -> Result<()> {
    for tenant in TENANTS_SEEDED.iter().filter(|tenant| tenant.status == "active") {
        let (id, owner) = (tenant.id(), tenant.owner_id());
        let transaction = client.transaction().await?;
        transaction.execute("select set_config('app.tenant_id', $1, true)", &[&id]).await?;
        transaction
            .execute(
                "insert into authors (tenant_id, user_id, name) values ($1, $2, $3) on conflict do nothing",
                &[&id, &owner, &tenant.owner_name],
            )
            .await?;
        for (number, (name, slug)) in (1..).zip(CATEGORIES) {
            let values = "insert into categories (tenant_id, id, name, slug) values ($1, $2, $3, $4) on conflict do nothing";
            transaction.execute(values, &[&id, &tenant.id_of("cat", number), &name, &slug]).await?;
        }
        for (number, (name, slug)) in (1..).zip(TAGS) {
            let values =
                "insert into tags (tenant_id, id, name, slug) values ($1, $2, $3, $4) on conflict do nothing";
            transaction.execute(values, &[&id, &tenant.id_of("tag", number), &name, &slug]).await?;
        }
        for (number, (title, category, tags, published)) in (1_usize..).zip(POSTS) {
            let post = tenant.id_of("post", number);
            let text = format!("{title}: {} writes about it here.", tenant.name);
            let status = if published { "published" } else { "draft" };
            // The first post is the oldest.
            let age_days = i32::try_from(POSTS.len() - number + 1)?;
            let slug = title.to_lowercase().replace(' ', "-");
            let inserted = transaction
                .execute(
                    "insert into posts (tenant_id, id, author_id, title, slug, content, body_text, excerpt, category_id, status,
                                        published_at, created_at)
                     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9,
                             case $9 when 'published' then now() - make_interval(days => $10) end,
                             now() - make_interval(days => $10, hours => 1))
                     on conflict do nothing",
                    &[&id, &post, &owner, &title, &slug, &document(title, &text), &text, &tenant.id_of("cat", category), &status, &age_days],
                )
                .await?;
            // A post that was there keeps the tags a person may have given it since.
            for tag in 1..=(if inserted == 1 { tags } else { 0 }) {
                let position = i16::try_from(tag)?;
                let values =
                    "insert into post_tags (tenant_id, post_id, tag_id, position) values ($1, $2, $3, $4)";
                transaction.execute(values, &[&id, &post, &tenant.id_of("tag", tag), &position]).await?;
            }
        }
        transaction.commit().await?;
    }
    Ok(())
}

/// A small TipTap document.
fn document(title: &str, text: &str) -> Value {
    json!({ "type": "doc", "content": [
        { "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": title }] },
        { "type": "paragraph", "content": [
            { "type": "text", "text": text },
            { "type": "text", "text": " Come back soon.", "marks": [{ "type": "bold" }] },
        ] },
    ] })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn identifiers_are_valid_and_never_collide() {
        let mut seen = BTreeSet::new();
        for tenant in TENANTS_SEEDED {
            let ids = [
                tenant.id(),
                tenant.owner_id(),
                tenant.id_of("post", 1),
                tenant.id_of("post", 2),
                tenant.id_of("key", 1),
            ];
            for id in ids {
                assert!(logicspike_shared::ids::PostId::parse(&id).is_ok(), "{id}");
                assert_eq!(id.rsplit('_').next().map(str::len), Some(36), "{id}");
                assert!(seen.insert(id));
            }
        }
    }
}

//! Lists against an oracle: the same rules, written naively over everything in memory.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Caller, TestBlog};

const WORDS: [&str; 6] = ["alpha", "alphabet", "beta", "gamma", "Über", "delta"];

/// A post as the oracle knows it.
#[derive(Debug, Clone)]
struct Known {
    id: String,
    title: String,
    words: Vec<String>,
    status: &'static str,
    category: Option<usize>,
    tags: Vec<usize>,
    created_at: String,
    updated_at: String,
    published_at: Option<String>,
}

#[derive(Debug, Clone)]
struct Query {
    page: usize,
    limit: usize,
    category: Option<usize>,
    tag: Option<usize>,
    status: Option<&'static str>,
    search: Option<(Vec<&'static str>, &'static str)>,
    /// None leaves a search to its rank, and a list to its date.
    sort: Option<&'static str>,
    ascending: bool,
}

fn query() -> impl Strategy<Value = Query> {
    let word = proptest::sample::select(&WORDS[..]);
    let search = (
        proptest::collection::vec(word, 0..2),
        proptest::sample::select(&["al", "alpha", "be", "gamma", "ü", "UB", "x"][..]),
    );
    (
        1..5_usize,
        1..8_usize,
        proptest::option::of(0..3_usize),
        proptest::option::of(0..3_usize),
        proptest::option::of(proptest::sample::select(&["draft", "published", "scheduled"][..])),
        proptest::option::of(search),
        proptest::option::of(proptest::sample::select(
            &["publishedAt", "title", "createdAt", "updatedAt"][..],
        )),
        any::<bool>(),
    )
        .prop_map(|(page, limit, category, tag, status, search, sort, ascending)| Query {
            page,
            limit,
            category,
            tag,
            status,
            search,
            sort,
            ascending,
        })
}

impl Query {
    fn target(&self, path: &str, public: bool) -> String {
        let order = if self.ascending { "asc" } else { "desc" };
        let mut pairs = vec![
            ("page", self.page.to_string()),
            ("limit", self.limit.to_string()),
            ("order", order.to_owned()),
        ];
        pairs.extend(self.sort.map(|sort| ("sort", sort.to_owned())));
        pairs.extend(self.category.map(|category| ("category", format!("category-{category}"))));
        pairs.extend(self.tag.map(|tag| ("tag", format!("tag-{tag}"))));
        pairs.extend(self.status.filter(|_| !public).map(|status| ("status", status.to_owned())));
        pairs.extend(self.search.as_ref().map(|(words, last)| {
            ("search", words.iter().chain([last]).copied().collect::<Vec<_>>().join(" "))
        }));
        format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }

    /// The ids of all pages, in their order. Of a search by rank, only that titles come before texts is known here.
    fn expected(&self, posts: &[Known], public: bool) -> Vec<String> {
        let matches = |post: &&Known| {
            self.category.is_none_or(|category| post.category == Some(category))
                && self.tag.is_none_or(|tag| post.tags.contains(&tag))
                && (if public {
                    post.status == "published"
                } else {
                    self.status.is_none_or(|status| post.status == status)
                })
                && self.search.as_ref().is_none_or(|(words, last)| {
                    words.iter().all(|word| post.words.iter().any(|held| plain(held) == plain(word)))
                        && begins(&post.words, last)
                })
        };
        let mut found: Vec<&Known> = posts.iter().filter(matches).collect();
        found.sort_by(|a, b| {
            let key =
                |post: &Known| match self.sort.unwrap_or(if public { "publishedAt" } else { "createdAt" }) {
                    // By letters; here, case and accent never decide between two words.
                    "title" => Some(post.title.replace('Ü', "u")),
                    "createdAt" => Some(post.created_at.clone()),
                    "updatedAt" => Some(post.updated_at.clone()),
                    _ => post.published_at.clone(),
                };
            let by_key = match (key(a), key(b)) {
                // What was never published comes last in both directions.
                (None, None) => std::cmp::Ordering::Equal,
                (None, Some(_)) => return std::cmp::Ordering::Greater,
                (Some(_), None) => return std::cmp::Ordering::Less,
                (Some(x), Some(y)) => x.cmp(&y),
            };
            let order = by_key.then_with(|| a.id.cmp(&b.id));
            if self.ascending { order } else { order.reverse() }
        });
        found.into_iter().map(|post| post.id.clone()).collect()
    }

    /// The word whose rank is known: the only one of a search that no other order is asked for.
    fn ranked(&self) -> Option<&'static str> {
        let (words, last) = self.search.as_ref()?;
        (words.is_empty() && self.sort.is_none()).then_some(last)
    }

    fn page_of<'a>(&self, ids: &'a [String]) -> &'a [String] {
        let start = ids.len().min((self.page - 1) * self.limit);
        &ids[start..ids.len().min(start + self.limit)]
    }
}

/// Case and accents do not matter.
fn plain(word: &str) -> String {
    word.to_lowercase().replace('ü', "u")
}

fn begins(words: &[String], start: &str) -> bool {
    words.iter().any(|word| plain(word).starts_with(&plain(start)))
}

/// The list from its beginning to its end by cursors, if its order has any.
async fn walked(caller: &Caller<'_>, query: &Query, path: &str, public: bool) -> Option<Vec<String>> {
    let first = query.target(path, public).replacen(&format!("page={}&", query.page), "", 1);
    let (mut ids, mut target) = (Vec::new(), first.clone());
    for page in 1.. {
        let answer = caller.get(&target).await;
        assert_eq!(
            (answer.status, &answer.body["meta"]["page"]),
            (200, &json!(page)),
            "{target}: {}",
            answer.text
        );
        let data = answer.body["data"].as_array().unwrap();
        ids.extend(data.iter().map(|post| post["id"].as_str().unwrap().to_owned()));
        let Some(next) = answer.body["meta"]["nextCursor"].as_str() else { break };
        target = format!("{first}&after={next}");
    }
    let by_time = query.sort.map_or(query.search.is_none(), |sort| sort != "title");
    by_time.then_some(ids)
}

async fn ids_of(blog: &TestBlog, path: &str, name: &str) -> Vec<Value> {
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(blog.owner().post(path, json!({ "name": format!("{name} {n}") })).await.body["id"].clone());
    }
    ids
}

/// Forty posts of every kind, some with equal titles and equal times.
async fn populate(blog: &TestBlog, random: &mut TestRunner) -> Vec<Known> {
    let categories = ids_of(blog, "/admin/categories", "Category").await;
    let tags = ids_of(blog, "/admin/tags", "Tag").await;
    let shape = (
        proptest::collection::vec(proptest::sample::select(&WORDS[..]), 1..4),
        proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..4),
        proptest::option::of(0..3_usize),
        proptest::sample::subsequence(vec![0_usize, 1, 2], 0..=3),
        0..4_usize,
        0..2_i64,
    );
    let owner = blog.owner();
    let mut posts = Vec::new();
    for _ in 0..40 {
        let (title, body, category, tag_numbers, fate, pause) = shape.new_tree(random).unwrap().current();
        blog.app.runtime().advance_millis(pause * 1000);
        let content = json!({ "type": "doc", "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": format!("{}.", body.join(", ")) }] }
        ] });
        let id = owner
            .create_post(json!({
                "title": title.join(" "), "content": content, "categoryId": category.map(|n| categories[n].clone()),
                "tags": tag_numbers.iter().map(|n| tags[*n].clone()).collect::<Vec<_>>()
            }))
            .await;
        let path = format!("/admin/posts/{id}");
        match fate {
            0 => {}
            1 => drop(
                owner
                    .post(&format!("{path}/schedule"), json!({ "scheduledFor": "2999-01-01T00:00:00Z" }))
                    .await,
            ),
            _ => drop(owner.post(&format!("{path}/publish"), json!(null)).await),
        }
        let post = owner.get(&path).await.body;
        let text = |name: &str| post[name].as_str().map(str::to_owned);
        posts.push(Known {
            id,
            title: title.join(" "),
            words: title.iter().chain(&body).map(|word| (*word).to_owned()).collect(),
            status: ["draft", "scheduled", "published"]
                .into_iter()
                .find(|status| post["status"] == *status)
                .unwrap(),
            category,
            tags: tag_numbers,
            created_at: text("createdAt").unwrap(),
            updated_at: text("updatedAt").unwrap(),
            published_at: text("publishedAt"),
        });
    }
    posts
}

#[tokio::test]
async fn filters_order_and_pages_are_those_of_the_oracle() {
    let blog = TestBlog::new();
    let mut random = TestRunner::default();
    let posts = populate(&blog, &mut random).await;
    for _ in 0..250 {
        let query = query().new_tree(&mut random).unwrap().current();
        for (caller, path, public) in
            [(blog.owner(), "/admin/posts", false), (blog.reader(), "/public/posts", true)]
        {
            let target = query.target(path, public);
            let answer = caller.get(&target).await;
            assert_eq!(answer.status, 200, "{target}: {}", answer.text);
            let ids: Vec<String> = answer.body["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|post| post["id"].as_str().unwrap().to_owned())
                .collect();
            let expected = query.expected(&posts, public);
            let total = expected.len();
            assert_eq!(answer.body["meta"]["total"].as_u64(), Some(total as u64), "{target}");
            if query.page == 1
                && let Some(walked) = walked(&caller, &query, path, public).await
            {
                assert_eq!(walked, expected, "{target}");
            }
            if query.search.is_none() || query.sort.is_some() {
                assert_eq!(ids, query.page_of(&expected), "{target}");
            } else {
                assert_eq!(ids.len(), query.page_of(&expected).len(), "{target}");
                assert!(ids.iter().all(|id| expected.contains(id)), "{target}: {ids:?}");
            }
            if let Some(word) = query.ranked() {
                let in_title = |id: &String| {
                    let post = posts.iter().find(|post| post.id == *id).unwrap();
                    begins(&post.title.split(' ').map(str::to_owned).collect::<Vec<_>>(), word)
                };
                let titles: Vec<bool> = ids.iter().map(in_title).collect();
                let order =
                    if query.ascending { titles.is_sorted() } else { titles.is_sorted_by(|a, b| a >= b) };
                assert!(order, "{target}: {titles:?}");
            }
            assert_eq!(
                answer.body["meta"]["totalPages"].as_u64(),
                Some(total.div_ceil(query.limit) as u64),
                "{target}"
            );
        }
    }
}

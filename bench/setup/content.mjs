// What both rivals hold: the same tenants, categories, tags and posts under the same ids.

import { article, note, sentence, words } from "./documents.mjs";
import { between, chance, pick } from "./random.mjs";

const TENANTS = 20;
const ARTICLES = 500;
const NOTES = 50;
/** Posts of each kind that are asked for one by one. */
const SAMPLE = 50;

/**
 * @typedef {{ id: string, name: string, slug: string }} Named
 * @typedef {{ id: string, slug: string }} Sample
 * @typedef {{ id: string, title: string, slug: string, excerpt: string, content: import("./documents.mjs").Node,
 *   status: "published" | "draft", image: string, seoTitle: string, seoDescription: string, minutes: number,
 *   category: string, tags: string[], created: Date }} Post
 * @typedef {{ id: string, user: string, categories: Named[], tags: Named[], posts: Post[],
 *   articles: Sample[], notes: Sample[] }} Tenant
 */

/**
 * @param {number} kind
 * @param {number} tenant
 * @param {number} [number]
 */
const uuid = (kind, tenant, number = 0) => `${hex(kind, 8)}-${hex(tenant, 4)}-4000-8000-${hex(number, 12)}`;
/**
 * @param {number} value
 * @param {number} digits
 */
const hex = (value, digits) => value.toString(16).padStart(digits, "0");

/** @returns {Tenant[]} */
export function makeContent() {
  return Array.from({ length: TENANTS }, (_, index) => makeTenant(index + 1));
}

/**
 * @param {number} tenant
 * @returns {Tenant}
 */
function makeTenant(tenant) {
  const named = (/** @type {number} */ kind, /** @type {string} */ name, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, i) => ({
      id: uuid(kind, tenant, i + 1),
      name: `${name} ${i + 1}`,
      slug: `${name.toLowerCase()}-${i + 1}`,
    }));
  const categories = named(3, "Category", 8);
  const tags = named(4, "Tag", 25);
  const posts = Array.from({ length: ARTICLES + NOTES }, (_, i) => makePost(tenant, i + 1, categories, tags));
  const sample = (/** @type {Post[]} */ of) =>
    of
      .filter((post) => post.status === "published")
      .map(({ id, slug }) => ({ id, slug }))
      .slice(0, SAMPLE);
  return {
    id: uuid(1, tenant),
    user: uuid(2, tenant),
    categories,
    tags,
    posts,
    articles: sample(posts.slice(0, ARTICLES)),
    notes: sample(posts.slice(ARTICLES)),
  };
}

/**
 * @param {number} tenant
 * @param {number} number
 * @param {Named[]} categories
 * @param {Named[]} tags
 * @returns {Post}
 */
function makePost(tenant, number, categories, tags) {
  const title = words(between(4, 9));
  const first = between(0, 20);
  return {
    id: uuid(5, tenant, number),
    title,
    slug: `${slugOf(title)}-${number}`,
    excerpt: `${sentence()} ${sentence()}`,
    content: number <= ARTICLES ? article(number) : note(),
    status: chance(0.8) ? "published" : "draft",
    image: `https://images.example.com/${number}/cover.webp`,
    seoTitle: title.slice(0, 60),
    seoDescription: sentence(),
    minutes: between(2, 9),
    category: pick(categories).id,
    tags: tags.slice(first, first + between(2, 4)).map((tag) => tag.id),
    created: new Date(1_700_000_000_000 + number * 3_600_000 + tenant * 1000),
  };
}

/** @param {string} title */
const slugOf = (title) =>
  title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

/** Hooks and components in a browser: rendering, hydration, sharing of requests, accessibility. */

import axe from "axe-core";
import { act, type ReactElement, StrictMode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  BlogCard,
  BlogList,
  BlogPost,
  BlogSearch,
  cn,
  Pagination,
  usePost,
  usePosts,
  VloziProvider,
} from "../src/react/index.js";
import type { Post } from "../src/core/index.js";
import { apiError, page, POST, script } from "./helpers/script.js";

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const post: Post = POST;
let root: Root | undefined;
let place: HTMLElement;

beforeEach(() => {
  document.documentElement.lang = "en";
  document.title = "Test";
  place = document.body.appendChild(document.createElement("main"));
});
afterEach(async () => {
  await act(async () => root?.unmount());
  place.remove();
});

async function render(element: ReactElement): Promise<void> {
  root = createRoot(place);
  await act(async () => root?.render(<StrictMode>{element}</StrictMode>));
}

async function until(look: () => unknown): Promise<void> {
  await vi.waitFor(async () => {
    await act(async () => new Promise((resolve) => setTimeout(resolve, 5)));
    expect(look()).toBeTruthy();
  });
}

describe("components", () => {
  test("given their data hydrate without a word, and have nothing that axe objects to", async () => {
    const element = (
      <VloziProvider
        apiKey=""
        baseUrl="https://example.com/api"
        locale="de"
        hrefFor={(one) => `/b/${one.slug}`}
      >
        <BlogPost post={post} toc neighbours />
        <BlogList posts={[post]} />
      </VloziProvider>
    );
    const complaints = vi.spyOn(console, "error");
    place.innerHTML = renderToString(element);
    const before = place.innerHTML;
    await act(async () => {
      root = hydrateRoot(place, element);
    });
    expect(complaints.mock.calls).toEqual([]);
    complaints.mockRestore();
    expect(place.innerHTML).toBe(before);
    expect(place.querySelector("time")?.textContent).toBe("1. Juni 2026");
    expect(place.querySelector('a[href="/b/earlier"]')).toBeTruthy();
    const { violations } = await axe.run(place);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  test("need no provider when they are given their data", () => {
    expect(renderToString(<BlogCard post={post} headingLevel={3} />)).toContain("<h3>");
    expect(renderToString(<BlogPost post={post} />)).toContain(POST.html);
    expect(renderToString(<BlogList posts={[]} empty="None" />)).toContain("None");
  });

  test("ask by themselves, and tell of failure with a way out", async () => {
    const { client } = await script([apiError(404, "not_found", "Not found"), { body: POST }]);
    await render(
      <VloziProvider client={client}>
        <BlogPost slug="hello" />
      </VloziProvider>,
    );
    await until(() => place.querySelector("button"));
    expect(place.querySelector("[role=status]")?.textContent).toBe("This could not be loaded.");
    await act(async () => place.querySelector("button")?.click());
    await until(() => place.querySelector("h1"));
    expect(place.querySelector("h1")?.textContent).toBe("Hello");
  });
});

describe("hooks", () => {
  function Titles({ pageNumber = 1 }: { pageNumber?: number }): ReactElement {
    const { data, status } = usePosts({ page: pageNumber });
    return <p data-status={status}>{data?.data.map((one) => one.title).join()}</p>;
  }

  test("with equal questions share one request", async () => {
    const { client, seen } = await script([{ afterMs: 50, ...page(["a"]) }]);
    await render(
      <VloziProvider client={client}>
        <Titles />
        <Titles />
      </VloziProvider>,
    );
    await until(() => place.textContent === "aa");
    expect(await seen()).toHaveLength(1);
  });

  test("show the last page until the next is there, and a late answer never replaces a newer question's", async () => {
    const { client } = await script([page(["one"]), { afterMs: 300, ...page(["two"]) }, page(["three"])]);
    const at = (pageNumber: number): ReactElement => (
      <VloziProvider client={client}>
        <Titles pageNumber={pageNumber} />
      </VloziProvider>
    );
    await render(at(1));
    await until(() => place.textContent === "one");
    await act(async () => root?.render(<StrictMode>{at(2)}</StrictMode>));
    expect(place.textContent).toBe("one");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await act(async () => root?.render(<StrictMode>{at(3)}</StrictMode>));
    await until(() => place.textContent === "three");
    await act(async () => new Promise((resolve) => setTimeout(resolve, 400)));
    expect(place.textContent).toBe("three");
  });

  test("with data from the start ask for nothing", async () => {
    const { client, seen } = await script([{ body: POST }]);
    function Title(): ReactElement {
      return <p>{usePost("hello", { initialData: post }).data?.title}</p>;
    }
    await render(
      <VloziProvider client={client}>
        <Title />
      </VloziProvider>,
    );
    expect(place.textContent).toBe("Hello");
    expect(await seen()).toHaveLength(0);
  });
});

describe("lists that go on", () => {
  const of = (number: number, slugs: string[]): ReturnType<typeof page> =>
    page(slugs, { page: number, total: 4, totalPages: 2 });
  const titles = (): string[] => [...place.querySelectorAll("h2")].map((title) => title.textContent);

  test("turn their pages by links, and the reader goes on where the new ones begin", async () => {
    const { client, seen } = await script([of(1, ["a", "b"]), of(2, ["c", "d"])]);
    await render(
      <VloziProvider client={client}>
        <BlogList />
      </VloziProvider>,
    );
    await until(() => titles().join() === "a,b");
    const second = place.querySelector<HTMLElement>('a[aria-label="Page 2"]');
    expect(second?.getAttribute("href")).toBe("?page=2");
    await act(async () => second?.click());
    await until(() => titles().join() === "c,d");
    await until(() => document.activeElement?.textContent === "c");
    expect(place.querySelector("[aria-current=page]")?.getAttribute("aria-label")).toBe("Page 2");
    expect((await seen())[1]?.path).toBe("/blog/public/posts?page=2");
  });

  test("grow by a button; what moved on meanwhile is shown once", async () => {
    const { client } = await script([of(1, ["a", "b"]), of(2, ["b", "c"])]);
    await render(
      <VloziProvider client={client}>
        <BlogList pagination="button" />
      </VloziProvider>,
    );
    await until(() => titles().join() === "a,b");
    await act(async () => place.querySelector<HTMLElement>(".vlozi-button")?.click());
    await until(() => titles().join() === "a,b,c");
    await until(() => document.activeElement?.textContent === "c");
    expect(place.querySelector(".vlozi-button")).toBeNull();
  });

  test("name their pages, leave out the far ones, and have nothing that axe objects to", async () => {
    await render(<Pagination meta={{ page: 5, totalPages: 9 }} hrefForPage={(number) => `/p/${number}`} />);
    const shown = [...place.querySelectorAll("li")].map((item) => item.textContent);
    expect(shown).toEqual(["←", "1", "…", "4", "5", "6", "…", "9", "→"]);
    expect(place.querySelector("[rel=next]")?.getAttribute("href")).toBe("/p/6");
    const { violations } = await axe.run(place);
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(renderToString(<Pagination meta={{ page: 1, totalPages: 1 }} />)).toBe("");
  });
});

describe("a search", () => {
  const found = page(["rust"]);

  test("finds while one types, and says how much", async () => {
    const { client, seen } = await script([found]);
    await render(
      <VloziProvider client={client}>
        <BlogSearch debounceMs={20} />
      </VloziProvider>,
    );
    const field = place.querySelector("input");
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    for (const text of ["r", "ru", "rust"]) {
      await act(async () => {
        setter?.call(field, text);
        field?.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    await until(() => place.querySelector("[data-vlozi=card]"));
    expect(place.querySelector("[role=status]")?.textContent).toBe("1 found");
    expect((await seen()).map(({ path }) => path)).toEqual(["/blog/public/posts?search=rust"]);
    const { violations } = await axe.run(place);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test("works as a plain form, and shows what a server found, with the words marked", () => {
    const hit = {
      ...post,
      match: {
        title: [
          { text: "Hel", hit: true },
          { text: "lo", hit: false },
        ],
        text: [],
      },
    };
    const meta = { page: 1, limit: 10, total: 1, totalPages: 1, nextCursor: null };
    const html = renderToString(
      <VloziProvider apiKey="" baseUrl="/api/vlozi">
        <BlogSearch action="/search" text="hel" results={{ data: [hit], meta }} />
      </VloziProvider>,
    );
    expect(html).toContain('action="/search"');
    expect(html).toContain('name="q"');
    expect(html).toContain("<mark>Hel</mark>lo");
  });
});

test("each part takes a class name of one's own", () => {
  const html =
    renderToString(<BlogCard post={post} classNames={{ heading: "my-heading", summary: "my-summary" }} />) +
    renderToString(
      <BlogPost post={post} neighbours related={[post]} classNames={{ related: "my-related" }} />,
    );
  for (const name of ["my-heading", "my-summary", "my-related"]) expect(html).toContain(name);
  expect(html).toContain('<a href="/blog/hello">Hello</a>');
});

test("cn joins names, lists and conditions", () => {
  expect(cn("a", false, null, ["b", { c: true, d: 0 }], undefined, 0)).toBe("a b c");
});

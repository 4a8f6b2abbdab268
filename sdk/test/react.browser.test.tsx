/** Hooks and components in a browser: rendering, hydration, sharing of requests, accessibility. */

import axe from "axe-core";
import { act, type ReactElement, StrictMode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { BlogCard, BlogList, BlogPost, cn, usePost, usePosts, VloziProvider } from "../src/react/index.js";
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

test("cn joins names, lists and conditions", () => {
  expect(cn("a", false, null, ["b", { c: true, d: 0 }], undefined, 0)).toBe("a b c");
});

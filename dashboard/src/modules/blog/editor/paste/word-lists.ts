// Lists of Word: on the desktop paragraphs that say their level, online a list of its own for each item.

interface Item {
  readonly level: number;
  readonly isOrdered: boolean;
  readonly start: number;
  readonly content: readonly Node[];
}

/** `<p style="mso-list:l0 level2 lfo1">`, its sign in a span that says `mso-list:Ignore`. */
export function listsOfWord(body: HTMLElement): void {
  const isItem = (element: Element | null) =>
    /mso-list:\s*\w+\s+level\d/i.test(element?.getAttribute("style") ?? "");
  for (const first of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div")) {
    if (!first.isConnected || !isItem(first) || isItem(first.previousElementSibling)) continue;
    const run: Element[] = [];
    for (let next: Element | null = first; next && isItem(next); next = next.nextElementSibling)
      run.push(next);
    first.before(listOf(run.map(itemOf), body.ownerDocument));
    for (const element of run) element.remove();
  }
}

function itemOf(paragraph: Element): Item {
  const style = paragraph.getAttribute("style") ?? "";
  const level = Number(/level(\d+)/i.exec(style)?.[1] ?? "1");
  const signs = [...paragraph.querySelectorAll("*")].filter((element) =>
    /mso-list:\s*ignore/i.test(element.getAttribute("style") ?? ""),
  );
  const sign = (signs[0]?.textContent ?? "").replace(/[\s\u00a0]+/g, "");
  for (const element of signs) element.remove();
  const isOrdered = /^\(?([\dA-Za-z]{1,4})[.)]$/.test(sign) && !/^[o§][.)]?$/.test(sign);
  return {
    level,
    isOrdered,
    start: /^\(?\d/.test(sign) ? Number.parseInt(sign.replace("(", ""), 10) : 1,
    content: [...paragraph.childNodes],
  };
}

/** `<div class="ListContainerWrapper"><ul><li data-aria-level="2">`: neighbours are one list. */
export function listsOfWordOnline(body: HTMLElement): void {
  const isList = (element: Element | null) => element?.matches(".ListContainerWrapper") ?? false;
  for (const first of body.querySelectorAll(".ListContainerWrapper")) {
    if (!first.isConnected || isList(first.previousElementSibling)) continue;
    const run: Element[] = [];
    for (let next: Element | null = first; next && isList(next); next = next.nextElementSibling)
      run.push(next);
    const items = run.flatMap((wrapper) =>
      [...wrapper.querySelectorAll("li")].map((item): Item => {
        const list = item.closest("ul, ol");
        return {
          level: Number(item.getAttribute("data-aria-level") ?? "1"),
          isOrdered: list?.tagName === "OL",
          start: Number(list?.getAttribute("start") ?? "1"),
          content: [...item.childNodes],
        };
      }),
    );
    first.before(listOf(items, body.ownerDocument));
    for (const element of run) element.remove();
  }
}

/** Items one after another, each with its level, as lists within lists. */
function listOf(items: readonly Item[], page: Document): DocumentFragment {
  const fragment = page.createDocumentFragment();
  const open: { readonly list: Element; readonly level: number; last: Element }[] = [];
  for (const item of items) {
    while ((open.at(-1)?.level ?? 0) > item.level) open.pop();
    const tag = item.isOrdered ? "OL" : "UL";
    if (open.at(-1)?.level === item.level && open.at(-1)?.list.tagName !== tag) open.pop();
    const entry = page.createElement("li");
    entry.append(...item.content);
    const top = open.at(-1);
    if (top?.level === item.level) {
      top.list.append(entry);
      top.last = entry;
      continue;
    }
    const list = page.createElement(tag);
    if (item.isOrdered && item.start > 1) list.setAttribute("start", String(item.start));
    list.append(entry);
    (top?.last ?? fragment).appendChild(list);
    open.push({ list, level: item.level, last: entry });
  }
  return fragment;
}

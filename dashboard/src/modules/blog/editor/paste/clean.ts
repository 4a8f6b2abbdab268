// HTML from outside, made plain before it is parsed: what it says stays, what it looked like there goes. HTML to HTML, nothing else.

import { emphasised, keptStyle } from "./look";
import { listsOfWord, listsOfWordOnline } from "./word-lists";

/** Pictures that no reader could load; they are named here and told by `data-ls-picture`. */
export type FoundPicture = (src: string) => string;

/** Never content. */
const NEVER =
  "script,style,meta,link,title,base,noscript,template,svg,button,select,textarea,nav,form > input,object,embed,audio,video,canvas,dialog";
const BLOCKS = "p,h1,h2,h3,h4,h5,h6,ul,ol,li,blockquote,pre,table,div,section,article,hr,figure,details";
const ATTRIBUTES = new Set([
  ...["href", "src", "alt", "title", "colspan", "rowspan", "start", "style"],
  ...["data-type", "data-checked", "data-id", "data-label", "data-name", "data-latex", "data-ls-picture"],
]);

export function cleaned(html: string, found: FoundPicture): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  const { body } = page;
  // From an editor of the same kind: it is what it says.
  if (body.querySelector("[data-pm-slice]")) return html;
  listsOfWord(body);
  listsOfWordOnline(body);
  comments(body);
  for (const element of body.querySelectorAll(NEVER)) element.remove();
  chats(body);
  tasks(body);
  code(body);
  pictures(body, found);
  unwrapped(
    body,
    "b[id^='docs-internal-guid'], font:not([color]), center, picture, google-sheets-html-origin",
  );
  fonts(body);
  links(body);
  attributes(body);
  spaces(body);
  blanks(body);
  return body.innerHTML;
}

function comments(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
}

function unwrapped(body: HTMLElement, selector: string): void {
  for (const element of body.querySelectorAll(selector)) element.replaceWith(...element.childNodes);
}

/** `<font color>` of LibreOffice is a style to us. */
function fonts(body: HTMLElement): void {
  for (const font of body.querySelectorAll("font[color]")) {
    const span = body.ownerDocument.createElement("span");
    span.setAttribute("style", `color: ${font.getAttribute("color") ?? ""}`);
    span.append(...font.childNodes);
    font.replaceWith(span);
  }
}

/** Pictures of emoji and of people in chats and on GitHub are words. */
function chats(body: HTMLElement): void {
  for (const image of body.querySelectorAll("img[data-stringify-emoji], g-emoji[alias]")) {
    const name = (image.getAttribute("data-stringify-emoji") ?? image.getAttribute("alias") ?? "").replaceAll(
      ":",
      "",
    );
    const emoji = body.ownerDocument.createElement("span");
    emoji.setAttribute("data-type", "emoji");
    emoji.setAttribute("data-name", name);
    image.replaceWith(emoji);
  }
}

/** Boxes to tick: GitHub has inputs, Notion writes them. */
function tasks(body: HTMLElement): void {
  for (const list of body.querySelectorAll("ul, ol")) {
    const items = [...list.children].filter((child) => child.tagName === "LI");
    const states = items.map(taskState);
    if (items.length === 0 || states.some((state) => state === undefined)) continue;
    list.setAttribute("data-type", "taskList");
    items.forEach((item, index) => {
      item.setAttribute("data-type", "taskItem");
      item.setAttribute("data-checked", String(states[index]));
      item.querySelector("input[type=checkbox]")?.remove();
      const first = firstText(item);
      if (first) first.data = first.data.replace(/^\s*\[[ xX]\]\s*/, "").trimStart();
    });
  }
  for (const input of body.querySelectorAll("input")) input.remove();
}

function taskState(item: Element): boolean | undefined {
  const box = item.querySelector(
    ":scope > input[type=checkbox], :scope > p:first-child > input[type=checkbox], :scope > label input[type=checkbox]",
  );
  if (box) return box.hasAttribute("checked");
  const written = /^\s*\[([ xX])\]/.exec(item.textContent ?? "");
  return written ? written[1] !== " " : undefined;
}

function firstText(element: Element): Text | undefined {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text && currentNode.data.trim() !== "") return currentNode;
  }
  return undefined;
}

/** The language of code, wherever it is written; nothing else of its colours. */
function code(body: HTMLElement): void {
  for (const pre of body.querySelectorAll("pre")) {
    const named = [pre.closest("[class*='highlight-source-']"), pre.querySelector("code"), pre];
    const classes = named.map((element) => element?.getAttribute("class") ?? "").join(" ");
    const language = /(?:highlight-source-|language-|lang-)([\w+#-]+)/.exec(classes)?.[1];
    const inner = body.ownerDocument.createElement("code");
    if (language) inner.setAttribute("class", `language-${language}`);
    for (const line of pre.querySelectorAll("br")) line.replaceWith("\n");
    inner.textContent = (pre.textContent ?? "").replace(/\n$/, "");
    pre.replaceChildren(inner);
  }
}

function pictures(body: HTMLElement, found: FoundPicture): void {
  for (const image of body.querySelectorAll("img")) {
    const lazy = image.getAttribute("data-src") ?? image.getAttribute("data-original");
    const given = image.getAttribute("src") ?? "";
    const src = lazy && (given === "" || given.startsWith("data:")) ? lazy : given;
    const isDot = ["width", "height"].some((name) => ["0", "1"].includes(image.getAttribute(name) ?? ""));
    if (src === "" || isDot) image.remove();
    else if (/^https?:\/\//i.test(src)) {
      image.setAttribute("src", src);
      image.removeAttribute("title");
    } else {
      const place = body.ownerDocument.createElement("div");
      place.setAttribute("data-ls-picture", found(src));
      place.setAttribute("title", image.getAttribute("alt") ?? "");
      image.replaceWith(place);
      // A block stands in no line.
      const line = place.closest("p, h1, h2, h3, h4, h5, h6");
      if (line) line.after(place);
    }
  }
  for (const caption of body.querySelectorAll("figcaption")) {
    const line = body.ownerDocument.createElement("p");
    line.append(...caption.childNodes);
    caption.replaceWith(line);
  }
}

function links(body: HTMLElement): void {
  for (const link of body.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? "";
    const through = /^https:\/\/www\.google\.com\/url\?(.*)$/.exec(href)?.[1];
    const target = through ? new URLSearchParams(through).get("q") : null;
    if (target) link.setAttribute("href", target);
    if (!/^(https?:|mailto:|tel:|[/#?])/i.test(target ?? href)) link.replaceWith(...link.childNodes);
  }
}

function attributes(body: HTMLElement): void {
  for (const element of body.querySelectorAll("*")) {
    const style = keptStyle(element);
    const align = element.getAttribute("align")?.toLowerCase();
    for (const { name } of [...element.attributes]) {
      const isLanguage =
        name === "class" && element.tagName === "CODE" && element.parentElement?.tagName === "PRE";
      if (!isLanguage && (!ATTRIBUTES.has(name) || (name === "title" && element.tagName === "A")))
        element.removeAttribute(name);
    }
    const aligned =
      align === "center" || align === "right" || align === "justify" ? [`text-align: ${align}`] : [];
    const kept = style.some((rule) => rule.startsWith("text-align")) ? style : [...style, ...aligned];
    emphasised(element, kept);
    const rest = kept.filter((rule) => /^(color|text-align):/.test(rule));
    if (rest.length > 0) element.setAttribute("style", rest.join("; "));
    else element.removeAttribute("style");
  }
}

/** Spaces that only keep others apart are spaces. Those between words of a language that wants them stay. */
function spaces(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!(text instanceof Text) || text.parentElement?.closest("pre")) continue;
    // One between words may be meant, as in `10 km`; several, or beside a space, or at an end, are not.
    text.data = text.data.replace(/\s*\u00a0[\s\u00a0]+|[\s\u00a0]+\u00a0\s*/g, " ");
    if (/^\u00a0+$/.test(text.data) && text.parentElement?.tagName === "SPAN") text.data = " ";
  }
}

/** Lines that only made room, and breaks between blocks. */
function blanks(body: HTMLElement): void {
  for (const line of body.querySelectorAll("br")) {
    const isLoose =
      line.parentElement === body || line.parentElement?.matches("div, section, article, blockquote, td");
    const besides = [line.previousElementSibling, line.nextElementSibling];
    const isBetween = besides.some((other) => other?.matches(BLOCKS)) && !hasTextBeside(line);
    if (isLoose && (isBetween || !line.nextSibling)) line.remove();
  }
  for (const element of [
    ...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div, span, section"),
  ].toReversed()) {
    const isBlank = /^[\s\u00a0]*$/.test(element.textContent ?? "");
    const holds = element.querySelector("img, hr, table, [data-type], [data-ls-picture]") !== null;
    const isSelf = element.hasAttribute("data-type") || element.hasAttribute("data-ls-picture");
    if (!isBlank || holds || isSelf || element.closest("td, th, pre")) continue;
    if (element.tagName === "SPAN" && (element.textContent ?? "") !== "") element.replaceWith(" ");
    else if (element.tagName !== "SPAN" || !element.querySelector("br")) element.remove();
  }
}

function hasTextBeside(line: Element): boolean {
  return [line.previousSibling, line.nextSibling].some(
    (other) => other instanceof Text && other.data.trim() !== "",
  );
}

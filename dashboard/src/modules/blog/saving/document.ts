// TipTap documents as the saving protocol sees them: JSON, never a schema.

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type Mark = {
  readonly type: string;
  readonly attrs?: { readonly [key: string]: Json | undefined };
};

export type Node = {
  readonly type: string;
  readonly attrs?: { readonly [key: string]: Json | undefined };
  readonly content?: readonly Node[];
  readonly marks?: readonly Mark[];
  readonly text?: string;
};

/** What a post consists of for the writer: the document and the fields beside it, all optional but the title. */
export interface Values {
  readonly title: string;
  readonly content: Node | null;
  readonly [field: string]: Json | Node | undefined;
}

/** What the server had at one time. */
export interface Version {
  /** Of the post. */
  readonly version: number;
  /** Which working copy in which version, if there is one. */
  readonly draft: string | null;
  /** Whether readers see the post. */
  readonly live: boolean;
  /** As the working copy makes them, if there is one. */
  readonly values: Values;
}

export function isSameVersion(a: Version, b: Version): boolean {
  return a.version === b.version && a.draft === b.draft;
}

export const EMPTY: Values = { title: "", content: null };

/** Attributes that TipTap adds when it parses although nobody wrote them: `null` ones, and these. */
const DEFAULTS: Readonly<Record<string, Json>> = {
  colspan: 1,
  rowspan: 1,
  start: 1,
  checked: false,
  open: false,
};

/** The same text for two values that mean the same; begins with a sign that no property of Object begins with. */
export function canonical(value: Json | Node | Mark | undefined): string {
  if (value === undefined || value === null) return "null";
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const part = member(key, Reflect.get(value, key) as Json | undefined);
    if (part !== undefined) parts.push(`${JSON.stringify(key)}:${part}`);
  }
  return `{${parts.join(",")}}`;
}

function member(key: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null || DEFAULTS[key] === value) return undefined;
  if (key === "content" && Array.isArray(value) && value.length === 0) return undefined;
  if (key === "marks" && Array.isArray(value)) {
    return value.length === 0 ? undefined : `[${value.map(canonical).sort().join(",")}]`;
  }
  const text = canonical(value);
  return key === "attrs" && text === "{}" ? undefined : text;
}

const NOTHING = new Set(["null", "[]", '{"type":"doc"}', '{"content":[{"type":"paragraph"}],"type":"doc"}']);

/** Whether two contents of one field are the same to a reader. An empty document is no document, an empty list no list. */
export function sameValue(a: Json | Node | undefined, b: Json | Node | undefined): boolean {
  if (a === b) return true;
  const [left, right] = [canonical(a), canonical(b)];
  return left === right || (NOTHING.has(left) && NOTHING.has(right));
}

/** The names of the fields that either has. */
export function fieldsOf(...several: readonly Values[]): readonly string[] {
  return [...new Set(several.flatMap((values) => Object.keys(values)))];
}

export function sameValues(a: Values, b: Values): boolean {
  return fieldsOf(a, b).every((field) => sameValue(a[field], b[field]));
}

/** With the fields that it does not have as another has them: what the server gave a new post is nobody's change. */
export function completed(values: Values, other: Partial<Values>): Values {
  return { ...other, ...values };
}

/** The fields that only the other has. */
export function unseen(values: Values, other: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(other).filter(([field]) => values[field] === undefined));
}

/** All text of a document, a space between blocks. */
export function textOf(node: Node | null | undefined): string {
  if (!node) return "";
  if (typeof node.text === "string") return node.text;
  const isLine = (node.content ?? []).some((child) => typeof child.text === "string");
  return (node.content ?? []).map(textOf).join(isLine ? "" : " ");
}

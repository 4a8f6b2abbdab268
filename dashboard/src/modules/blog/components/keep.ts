// Text on its way out of the page: copied, or as a file.

import { textOf, type Values } from "../saving";

/** Title and words, for whatever they are pasted into. */
export async function copyText(values: Values): Promise<void> {
  const blocks = (values.content?.content ?? []).map(textOf);
  await navigator.clipboard.writeText([values.title, ...blocks].join("\n\n"));
}

/** All of it, so that nothing is lost on the way. */
export function downloadText(values: Values): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(values, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: `${values.title || "post"}.json` });
  link.click();
  URL.revokeObjectURL(url);
}

/** How large it is in KB, and which top-level block is the largest. */
export function sizesOf({ content }: Values): { size: number; largest: number; block: number } {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value ?? null)).length;
  const blocks = (content?.content ?? []).map(bytes);
  const largest = Math.max(0, ...blocks);
  const kilo = (count: number) => Math.ceil(count / 1000);
  return { size: kilo(bytes(content)), largest: kilo(largest), block: blocks.indexOf(largest) + 1 };
}

// Pictures that were pasted or dropped and have no address yet, by the key that stands in the text.

import type { Picture } from "../../api/pictures";

const pending = new Map<string, Promise<Blob | undefined>>();
let count = 0;

export function keep(file: Promise<Blob | undefined> | Blob): string {
  count += 1;
  const key = `picture-${String(count)}`;
  pending.set(key, Promise.resolve(file));
  return key;
}

/** Nothing for a place that came from elsewhere, or whose picture cannot be reached. */
export function pendingAt(key: string): Promise<Blob | undefined> {
  return pending.get(key) ?? Promise.resolve(undefined);
}

/** What lies behind `data:` and `blob:`; a file of the computer or of a mail cannot be read by a page. */
export async function fetched(src: string): Promise<Blob | undefined> {
  if (src.startsWith("data:image/")) return blobOf(src);
  if (!src.startsWith("blob:")) return undefined;
  const response = await fetch(src).catch(() => undefined);
  const blob = await response?.blob().catch(() => undefined);
  return blob?.type.startsWith("image/") ? blob : undefined;
}

/** Read here: the page's policy lets nothing be fetched from `data:`. */
function blobOf(src: string): Blob | undefined {
  const [, type, encoding, data = ""] = /^data:(image\/[\w.+-]+)((?:;[^,]*)?),([\s\S]*)$/.exec(src) ?? [];
  if (!type) return undefined;
  try {
    const text = encoding?.includes(";base64") ? atob(data) : decodeURIComponent(data);
    return new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], { type });
  } catch {
    return undefined;
  }
}

export function imageAttributes(picture: Picture, alt: string) {
  return { src: picture.url, alt: alt || picture.alt };
}

// Addresses as writers give them.

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** What readers can be led to, as the renderer has it; nothing for what it would leave out. */
export function linkAddress(given: string): string | undefined {
  const words = given.trim();
  if (words === "" || /\s/.test(words)) return undefined;
  if (/^[/#?]/.test(words) || words.startsWith("./") || words.startsWith("../")) return words;
  if (/^[^@\s/:]+@[^@\s/]+\.[^@\s/]+$/.test(words)) return `mailto:${words}`;
  // A word is a path to the renderer; to a writer `example.org/tea` is a site.
  const whole = /^[a-z][a-z\d+.-]*:/i.test(words) && !/^[^/:]+:\d+(\/|$)/.test(words);
  const address = whole ? words : `https://${words}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !SCHEMES.has(url.protocol)) return undefined;
  if (/^https?:$/.test(url.protocol) && !/\.|^localhost$/.test(url.hostname)) return undefined;
  return address;
}

/** An absolute https address of a picture. */
export function imageAddress(given: string): string | undefined {
  const words = given.trim();
  return URL.canParse(words) && new URL(words).protocol === "https:" ? words : undefined;
}

/** The id of a YouTube video and where it begins, from any address that YouTube gives out. */
export function videoOf(given: string): { readonly src: string; readonly start: number } | undefined {
  const words = given.trim();
  const address = /^https?:\/\//i.test(words) ? words : `https://${words}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname, searchParams } = new URL(address);
  const host = hostname.replace(/^(www|m|music)\./, "");
  const [, first = "", second = ""] = pathname.split("/");
  const id =
    host === "youtu.be"
      ? first
      : host === "youtube.com" || host === "youtube-nocookie.com"
        ? first === "watch"
          ? (searchParams.get("v") ?? "")
          : ["embed", "shorts", "live", "v"].includes(first)
            ? second
            : ""
        : "";
  if (!/^[\w-]{6,20}$/.test(id)) return undefined;
  return {
    src: `https://www.youtube.com/watch?v=${id}`,
    start: secondsOf(searchParams.get("t") ?? searchParams.get("start") ?? ""),
  };
}

/** `90`, `90s` or `1m30s`. */
function secondsOf(time: string): number {
  const [, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(time) ?? [];
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

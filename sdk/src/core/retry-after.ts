/** The header `Retry-After`. */

/** How long the server asks to wait, in milliseconds; `undefined` if it does not say so in a form that means something. */
export function retryAfterMs(header: string | null, now: () => number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Dates in this header name their weekday; anything looser parses as a date by accident.
  if (!/^[A-Z][a-z]{2}/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}

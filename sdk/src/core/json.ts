/** JSON that somebody else wrote. */

/** The object that a text is; `undefined` if it is no JSON or no object. Its fields are taken on trust. */
export function parseObject<T extends object>(text: string): T | undefined {
  try {
    const value = JSON.parse(text) as T | null;
    return typeof value === "object" && value ? value : undefined;
  } catch {
    return undefined;
  }
}

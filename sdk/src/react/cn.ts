/** Class names. */

/** What {@link cn} takes: names, lists of names, and names by condition. */
export type ClassValue =
  string | number | false | null | undefined | ClassValue[] | { [name: string]: unknown };

/** Joins class names; what is false is left out. */
export function cn(...inputs: ClassValue[]): string {
  return inputs
    .flatMap((input): string[] => {
      if (Array.isArray(input)) return [cn(...input)];
      if (typeof input === "object" && input) return Object.keys(input).filter((name) => input[name]);
      return input ? [String(input)] : [];
    })
    .filter(Boolean)
    .join(" ");
}

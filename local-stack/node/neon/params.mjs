// JSON parameters become PostgreSQL's text form.

import { isLosslessNumber, stringify } from "lossless-json";

/**
 * @param {unknown} value
 * @returns {string | null}
 */
export function paramToText(value) {
  if (value === null || typeof value === "string") return value;
  if (Array.isArray(value)) return arrayLiteral(value);
  return scalarText(value);
}

/**
 * Strings inside an array are escaped as JSON, which is what Neon does: right for quotes and backslashes, wrong for
 * control characters (PostgreSQL reads the `\n` of an array literal as the letter n). Kept, so that a client that
 * relies on it fails here first.
 *
 * @param {unknown[]} items
 * @returns {string}
 */
function arrayLiteral(items) {
  const texts = items.map((item) => {
    if (item === null) return "NULL";
    if (typeof item === "string") return JSON.stringify(item);
    if (Array.isArray(item)) return arrayLiteral(item);
    if (typeof item === "object" && !isLosslessNumber(item)) return JSON.stringify(scalarText(item));
    return scalarText(item);
  });
  return `{${texts.join(",")}}`;
}

/** @param {unknown} value a boolean, a number with its digits, or an object */
function scalarText(value) {
  return stringify(value) ?? "null";
}

// PostgreSQL's text form becomes JSON, in Neon's way: few types are converted, all else stays text.

import { EndpointError } from "./errors.mjs";

const BOOL = 16;
const INT2 = 21;
const INT4 = 23;
const FLOAT4 = 700;
const FLOAT8 = 701;
const JSON_TYPE = 114;
const JSONB = 3802;

/** Array types whose elements are converted: array OID to element OID. */
const CONVERTED_ARRAYS = new Map([
  [1000, BOOL],
  [1005, INT2],
  [1007, INT4],
  [1021, FLOAT4],
  [1022, FLOAT8],
  [199, JSON_TYPE],
  [3807, JSONB],
]);

/** The other built-in array types (from `pg_type`): JSON arrays of text. */
const TEXT_ARRAYS = new Set([
  143, 210, 270, 271, 272, 273, 629, 651, 719, 775, 791, 1001, 1002, 1003, 1006, 1008, 1009, 1010, 1011, 1012,
  1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1027, 1028, 1034, 1040, 1041, 1115, 1182, 1183, 1185, 1187,
  1231, 1263, 1270, 1561, 1563, 2201, 2207, 2208, 2209, 2210, 2211, 2949, 2951, 3221, 3643, 3644, 3645, 3735,
  3770, 3905, 3907, 3909, 3911, 3913, 3927, 4073, 4090, 4097, 4192, 5039, 6150, 6151, 6152, 6153, 6155, 6157,
]);

/**
 * @param {import("pg").FieldDef[]} fields
 * @returns {string} JSON
 */
export function fieldsToJson(fields) {
  return JSON.stringify(
    fields.map((field) => ({
      name: field.name,
      dataTypeID: field.dataTypeID,
      tableID: field.tableID,
      columnID: field.columnID,
      dataTypeSize: field.dataTypeSize,
      dataTypeModifier: field.dataTypeModifier,
      format: "text",
    })),
  );
}

/**
 * @param {import("pg").FieldDef[]} fields
 * @param {(string | null)[]} row
 * @param {{ rawText: boolean, arrayMode: boolean }} mode
 * @returns {string} JSON
 */
export function rowToJson(fields, row, { rawText, arrayMode }) {
  const values = fields.map((field, index) => {
    const text = row[index] ?? null;
    const json = text === null ? "null" : rawText ? JSON.stringify(text) : textToJson(text, field.dataTypeID);
    return arrayMode ? json : `${JSON.stringify(field.name)}:${json}`;
  });
  return arrayMode ? `[${values.join(",")}]` : `{${values.join(",")}}`;
}

/**
 * @param {string} text
 * @param {number} type
 * @returns {string} JSON
 */
export function textToJson(text, type) {
  const element = CONVERTED_ARRAYS.get(type);
  if (element !== undefined) return arrayToJson(text, element);
  if (TEXT_ARRAYS.has(type)) return arrayToJson(text, 0);
  switch (type) {
    case BOOL:
      return text === "t" ? "true" : "false";
    case INT2:
    case INT4:
      return text;
    case FLOAT4:
    case FLOAT8:
      // PostgreSQL prints the shortest digits that round-trip, which is a JSON number; NaN and infinities are text.
      return Number.isFinite(Number(text)) ? text : JSON.stringify(text);
    case JSON_TYPE:
    case JSONB:
      return text;
    default:
      return JSON.stringify(text);
  }
}

/** One element, its delimiter or bracket excluded: quoted with escapes, or bare. */
const ELEMENT = /\s*(?:"((?:[^"\\]|\\.)*)"|([^,{}"]*))\s*/sy;

/**
 * @param {string} text an array in PostgreSQL's output form, maybe with bounds: `[0:1]={a,b}`
 * @param {number} element the type of its elements
 * @returns {string} JSON
 */
function arrayToJson(text, element) {
  let at = text.startsWith("[") ? text.indexOf("=") + 1 : 0;

  const level = /** @returns {string} */ () => {
    if (text[at] !== "{") throw new EndpointError(500, "could not parse postgres response");
    at += 1;
    const items = [];
    while (text[at] !== "}" && at < text.length) {
      items.push(text[at] === "{" ? level() : item());
      if (text[at] === ",") at += 1;
    }
    at += 1;
    return `[${items.join(",")}]`;
  };

  const item = () => {
    ELEMENT.lastIndex = at;
    const match = ELEMENT.exec(text);
    if (!match || ELEMENT.lastIndex === at) throw new EndpointError(500, "could not parse postgres response");
    at = ELEMENT.lastIndex;
    const [, quoted, bare = ""] = match;
    if (quoted !== undefined) return textToJson(quoted.replace(/\\(.)/gs, "$1"), element);
    const word = bare.trimEnd();
    return word === "NULL" ? "null" : textToJson(word, element);
  };

  return level();
}

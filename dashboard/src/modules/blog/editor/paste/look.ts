// What of a look means something: emphasis, a place on the line, a colour that somebody chose.

const MEANT = new Set([
  "text-align",
  "font-weight",
  "font-style",
  "text-decoration",
  "text-decoration-line",
  "vertical-align",
  "color",
]);
const BLACK = 70;
const WHITE = 200;

/** The rules of an element's style that are kept. */
export function keptStyle(element: Element): readonly string[] {
  const style = element.getAttribute("style") ?? "";
  return style.split(";").flatMap((rule) => {
    const colon = rule.indexOf(":");
    const name = rule.slice(0, colon).trim().toLowerCase();
    const value = rule
      .slice(colon + 1)
      .trim()
      .replace(/\s*!important$/i, "");
    if (colon === -1 || !MEANT.has(name) || !isMeant(name, value.toLowerCase(), element)) return [];
    return [`${name}: ${value}`];
  });
}

/** Emphasis as elements, which say it without a style. */
const EMPHASIS: readonly (readonly [rule: RegExp, tag: string])[] = [
  [/^font-weight: (bold|bolder|[5-9]00)/, "strong"],
  [/^font-style: (italic|oblique)/, "em"],
  [/^text-decoration(-line)?: .*underline/, "u"],
  [/^text-decoration(-line)?: .*line-through/, "s"],
  [/^vertical-align: super/, "sup"],
  [/^vertical-align: sub$/, "sub"],
];

export function emphasised(element: Element, rules: readonly string[]): void {
  for (const [sign, tag] of EMPHASIS) {
    if (!rules.some((rule) => sign.test(rule)) || element.matches("table, tr, ul, ol, li, td, th, div"))
      continue;
    const inner = element.ownerDocument.createElement(tag);
    inner.append(...element.childNodes);
    element.append(inner);
  }
}

function isMeant(name: string, value: string, element: Element): boolean {
  switch (name) {
    case "text-align":
      return ["center", "right", "justify"].includes(value);
    case "font-weight":
      // Headings are as heavy as the page wants them.
      return !/^(normal|400|inherit|initial)$/.test(value) && !element.closest("h1,h2,h3,h4,h5,h6");
    case "vertical-align":
      return value === "super" || value === "sub";
    case "color":
      return isChosen(value) && !element.closest("a") && !element.querySelector("a");
    case "text-decoration":
    case "text-decoration-line":
      // A link's line is the page's own.
      return (
        value.includes("line-through") ||
        (value.includes("underline") && !element.closest("a") && !element.querySelector("a"))
      );
    default:
      return !/^(normal|inherit|initial|none)$/.test(value);
  }
}

/** Neither the black or white of the page that it was copied from, nor nothing. */
function isChosen(value: string): boolean {
  const parts = partsOf(value);
  if (!parts) return false;
  const [least, most] = [Math.min(...parts), Math.max(...parts)];
  const isGrey = most - least < 24;
  return !(most <= BLACK || least >= WHITE || isGrey);
}

const NAMED: Readonly<Record<string, readonly number[]>> = {
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  orange: [255, 165, 0],
  purple: [128, 0, 128],
};

function partsOf(value: string): readonly number[] | undefined {
  const short = /^#([\da-f])([\da-f])([\da-f])$/.exec(value);
  if (short) return short.slice(1).map((digit) => parseInt(digit + digit, 16));
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/.exec(value);
  if (long) return long.slice(1).map((digits) => parseInt(digits, 16));
  const listed = /^rgba?\((\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(value);
  if (listed) return listed.slice(1).map(Number);
  return NAMED[value];
}

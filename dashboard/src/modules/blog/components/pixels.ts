// How much of a line a search engine shows: they cut by pixels, not by letters.

export const TITLE = { font: "20px Arial, sans-serif", most: 580 };
export const DESCRIPTION = { font: "14px Arial, sans-serif", most: 920 };

let context: CanvasRenderingContext2D | null | undefined;

export function pixelsOf(words: string, font: string): number {
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) return 0;
  context.font = font;
  return Math.round(context.measureText(words).width);
}

/** The words as they are shown: cut at a word's end, where they are too wide. */
export function cut(words: string, { font, most }: { readonly font: string; readonly most: number }): string {
  if (pixelsOf(words, font) <= most) return words;
  const parts = words.split(/(?<=\s)/);
  while (parts.length > 1 && pixelsOf(`${parts.join("").trimEnd()} …`, font) > most) parts.pop();
  return `${parts.join("").trimEnd()} …`;
}

// What a file says beside its picture, cut out without drawing it anew: for those that move.

const text = new TextDecoder("latin1");

/** The moving picture without its notes; nothing if it does not move, or is of a kind that is drawn. */
export function strippedIfMoving(bytes: Uint8Array<ArrayBuffer>): Blob | undefined {
  if (starts(bytes, "GIF8")) return new Blob(gif(bytes), { type: "image/gif" });
  if (starts(bytes, "RIFF") && at(bytes, 8, "WEBP") && isMovingWebp(bytes))
    return new Blob(webp(bytes), { type: "image/webp" });
  if (at(bytes, 1, "PNG\r\n") && pngChunks(bytes).some(({ type }) => type === "acTL"))
    return new Blob(png(bytes), { type: "image/png" });
  return undefined;
}

type Part = Uint8Array<ArrayBuffer>;

/** Without comments and applications' blocks, but for the one that says how often it repeats. */
function gif(bytes: Part): Part[] {
  const flags = bytes[10] ?? 0;
  let place = 13 + tableLength(flags);
  const parts = [bytes.subarray(0, place)];
  while (place < bytes.length) {
    const begin = place;
    const kind = bytes[place];
    if (kind === 0x21) {
      const label = bytes[place + 1];
      place = afterBlocks(bytes, place + 2);
      const repeats =
        label === 0xff && /^(?:NETSCAPE|ANIMEXTS)/.test(text.decode(bytes.subarray(begin + 3, begin + 11)));
      if (label !== 0xfe && (label !== 0xff || repeats)) parts.push(bytes.subarray(begin, place));
    } else if (kind === 0x2c) {
      const table = tableLength(bytes[place + 9] ?? 0);
      place = afterBlocks(bytes, place + 10 + table + 1);
      parts.push(bytes.subarray(begin, place));
    } else {
      parts.push(Uint8Array.of(0x3b));
      break;
    }
  }
  return parts;
}

function tableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function afterBlocks(bytes: Part, start: number): number {
  let place = start;
  for (let length = bytes[place]; length; length = bytes[place]) place += length + 1;
  return place + 1;
}

function isMovingWebp(bytes: Part): boolean {
  return at(bytes, 12, "VP8X") && ((bytes[20] ?? 0) & 0x02) !== 0;
}

/** Without `EXIF` and `XMP `, and without the flags that announce them. */
function webp(bytes: Part): Part[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Part[] = [];
  for (let place = 12; place + 8 <= bytes.length;) {
    const length = 8 + view.getUint32(place + 4, true);
    const end = Math.min(bytes.length, place + length + (length % 2));
    const name = text.decode(bytes.subarray(place, place + 4));
    const part = bytes.slice(place, end);
    if (name === "VP8X") part[8] = (part[8] ?? 0) & ~0x0c;
    if (name !== "EXIF" && name !== "XMP ") parts.push(part);
    place = end;
  }
  const head = bytes.slice(0, 12);
  const size = 4 + parts.reduce((sum, part) => sum + part.length, 0);
  new DataView(head.buffer).setUint32(4, size, true);
  return [head, ...parts];
}

interface Chunk {
  readonly type: string;
  readonly bytes: Part;
}

const PNG_NOTES = new Set(["tEXt", "zTXt", "iTXt", "eXIf", "tIME"]);

function png(bytes: Part): Part[] {
  const kept = pngChunks(bytes).filter(({ type }) => !PNG_NOTES.has(type));
  return [bytes.subarray(0, 8), ...kept.map((chunk) => chunk.bytes)];
}

function pngChunks(bytes: Part): readonly Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let place = 8; place + 12 <= bytes.length;) {
    const end = Math.min(bytes.length, place + 12 + view.getUint32(place));
    chunks.push({
      type: text.decode(bytes.subarray(place + 4, place + 8)),
      bytes: bytes.subarray(place, end),
    });
    place = end;
  }
  return chunks;
}

function starts(bytes: Part, sign: string): boolean {
  return at(bytes, 0, sign);
}

function at(bytes: Part, place: number, sign: string): boolean {
  return text.decode(bytes.subarray(place, place + sign.length)) === sign;
}

// A picture before it leaves the browser: upright, no larger than a screen, and without a word of where it was taken.

import { strippedIfMoving } from "./strip";

/** What can be uploaded, for a file dialog. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/webp,image/gif,image/avif";

const LONGEST_SIDE = 2560;
const QUALITY = 0.86;

/** A file that is no picture, or one that this browser cannot read. It stays here: its notes could not be taken out. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Draws it anew, so that nothing but the picture is left; one that moves is cut free of its notes instead. */
export async function prepare(file: Blob): Promise<Blob> {
  const moving = strippedIfMoving(new Uint8Array(await file.arrayBuffer()));
  if (moving) return moving;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Unreadable("no picture that this browser can read");
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const own = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
  const drawings = await Promise.all([drawn(canvas, "image/webp"), drawn(canvas, own)]);
  const [smallest] = drawings.filter((blob) => blob !== null).sort((a, b) => a.size - b.size);
  if (!smallest) throw new Unreadable("this browser cannot draw it");
  return smallest;
}

function drawn(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => {
    canvas.toBlob(resolve, type, QUALITY);
  });
}

// Pictures on their way into a text.

import type { Schemas } from "@/api/types";
import { prepare } from "@/modules/media/prepare";
import { transfer } from "@/modules/media/transfer";

export { PICTURE_TYPES } from "@/modules/media/prepare";

export type Picture = Schemas["Media"];

export async function uploadPicture(file: Blob, name: string): Promise<Picture> {
  return transfer({
    blob: await prepare(file),
    name: name.slice(0, 100),
    key: crypto.randomUUID(),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
}

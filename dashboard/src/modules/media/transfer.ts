// One picture on its way to the blog, with how far it is. `fetch` does not tell that, so it is the older way.

import { ApiError, failureOf } from "@/api/call";
import type { Schemas } from "@/api/types";

const LIMIT_MS = 180_000;

interface Transfer {
  readonly blob: Blob;
  readonly name: string;
  /** The same for each try: a lost answer makes no second picture. */
  readonly key: string;
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

export function transfer({ blob, name, key, onProgress, signal }: Transfer): Promise<Schemas["Media"]> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const unreachable = () => reject(new ApiError(0, "unreachable", "The server cannot be reached"));
    const abort = () => request.abort();
    request.open("POST", "/api/blog/admin/media");
    request.timeout = LIMIT_MS;
    request.responseType = "json";
    request.setRequestHeader("content-type", blob.type);
    request.setRequestHeader("x-file-name", encodeURIComponent(name));
    request.setRequestHeader("idempotency-key", key);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = unreachable;
    request.ontimeout = unreachable;
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = () => {
      signal.removeEventListener("abort", abort);
      if (request.status === 201) resolve(request.response as Schemas["Media"]);
      else reject(failureOf(request, request.response));
    };
    signal.addEventListener("abort", abort, { once: true });
    request.send(blob);
  });
}

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/call";
import { prepare, Unreadable } from "./prepare";
import { transfer } from "./transfer";
import { forgetWaiting, keepWaiting, waitingOf, type Waiting } from "./waiting";

export type UploadState =
  | { readonly is: "preparing" }
  | { readonly is: "sending"; readonly part: number }
  /** No connection: it goes on by itself. */
  | { readonly is: "waiting" }
  | { readonly is: "unreadable" }
  | { readonly is: "failed"; readonly failure: ApiError };

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly state: UploadState;
}

interface Uploads {
  readonly uploads: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly cancel: (id: string) => void;
  readonly retry: (id: string) => void;
}

/** Prepares and sends pictures; what cannot be sent waits on this device, also for the next visit. */
export function useUploads(owner: string | undefined, onDone: () => void): Uploads {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const pictures = useRef(new Map<string, Waiting>());
  const aborters = useRef(new Map<string, AbortController>());
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  const set = useCallback((id: string, state: UploadState | undefined) => {
    setUploads((present) =>
      present.flatMap((upload) => (upload.id !== id ? [upload] : state ? [{ ...upload, state }] : [])),
    );
  }, []);

  const forget = useCallback(
    (id: string) => {
      pictures.current.delete(id);
      set(id, undefined);
      // A store that refuses has kept nothing either.
      void forgetWaiting(id).catch(() => undefined);
    },
    [set],
  );

  const send = useCallback(
    async (picture: Waiting) => {
      const { id, name, blob } = picture;
      if (aborters.current.has(id)) return;
      const aborter = new AbortController();
      aborters.current.set(id, aborter);
      set(id, { is: "sending", part: 0 });
      try {
        const onProgress = (part: number) => set(id, { is: "sending", part });
        await transfer({ blob, name, key: id, onProgress, signal: aborter.signal });
        forget(id);
        done.current();
      } catch (error) {
        if (aborter.signal.aborted) forget(id);
        else if (error instanceof ApiError && error.status > 0) set(id, { is: "failed", failure: error });
        else {
          set(id, { is: "waiting" });
          void keepWaiting(picture).catch(() => undefined);
        }
      } finally {
        aborters.current.delete(id);
      }
    },
    [forget, set],
  );

  const add = (files: readonly File[]) => {
    for (const file of files) {
      const id = crypto.randomUUID();
      const upload: Upload = { id, name: file.name, state: { is: "preparing" } };
      setUploads((present) => [...present, upload]);
      prepare(file).then(
        (blob) => {
          const picture = { id, owner: owner ?? "", name: file.name, blob };
          pictures.current.set(id, picture);
          void send(picture);
        },
        (error: unknown) => {
          if (error instanceof Unreadable) set(id, { is: "unreadable" });
          else set(id, { is: "failed", failure: new ApiError(0, "", String(error)) });
        },
      );
    }
  };

  const retry = useCallback(
    (id: string) => {
      const picture = pictures.current.get(id);
      if (picture) void send(picture);
    },
    [send],
  );

  useEffect(() => {
    const again = () => [...pictures.current.keys()].forEach(retry);
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [retry]);

  useEffect(() => {
    if (!owner) return;
    waitingOf(owner).then(
      (found) => {
        for (const picture of found) {
          if (pictures.current.has(picture.id)) continue;
          pictures.current.set(picture.id, picture);
          setUploads((present) => [
            ...present,
            { id: picture.id, name: picture.name, state: { is: "waiting" } },
          ]);
          void send(picture);
        }
      },
      () => undefined,
    );
  }, [owner, send]);

  const cancel = (id: string) => {
    const aborter = aborters.current.get(id);
    if (aborter) aborter.abort();
    else forget(id);
  };
  return { uploads, add, cancel, retry };
}

"use client";

import { useFormat, useText } from "@/i18n/use-text";
import { Failure } from "@/modules/shell/Failure";
import type { Upload } from "./use-uploads";
import styles from "./Media.module.css";

interface Props {
  readonly uploads: readonly Upload[];
  readonly cancel: (id: string) => void;
  readonly retry: (id: string) => void;
}

/** What is on its way, how far, and how to stop it or try again. */
export function UploadList({ uploads, cancel, retry }: Props) {
  const [text, format] = [useText(), useFormat()];
  return (
    <>
      <p className="hidden" role="status">
        {uploads.length > 0 && format("uploadsLeft", { count: uploads.length })}
      </p>
      {uploads.length > 0 && (
        <ul className={styles["uploads"]} aria-label={text.uploads}>
          {uploads.map(({ id, name, state }) => (
            <li key={id} className={styles["upload"]}>
              <bdi className={styles["name"]}>{name}</bdi>
              {state.is === "preparing" && <span>{text.preparing}</span>}
              {state.is === "sending" && (
                <progress aria-label={format("uploadOf", { name })} max={1} value={state.part} />
              )}
              {state.is === "waiting" && <span>{text.uploadWaits}</span>}
              {state.is === "unreadable" && <span role="alert">{text.unreadable}</span>}
              {state.is === "failed" && <Failure failure={state.failure} />}
              {(state.is === "waiting" || state.is === "failed") && (
                <button type="button" className="button small" onClick={() => retry(id)}>
                  {text.tryAgain}
                </button>
              )}
              <button
                type="button"
                className="button small"
                aria-label={format("cancelUpload", { name })}
                onClick={() => cancel(id)}
              >
                {text.cancel}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

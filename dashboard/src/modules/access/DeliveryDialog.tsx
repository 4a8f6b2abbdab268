"use client";

import type { Schemas } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { Loading } from "@/modules/shell/Confirm";
import { Failure } from "@/modules/shell/Failure";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import { Copyable } from "@/ui/Copyable";
import { Dialog, DialogActions } from "@/ui/Dialog";
import styles from "./access.module.css";

/** What was sent, and what came back each time. */
export function DeliveryDialog({ url, onClose }: { url: string | undefined; onClose: () => void }) {
  const [text, format] = [useText(), useFormat()];
  const { data, failure, isLoading } = useResource<Schemas["DeliveryDetail"]>(url ?? null);
  return (
    <Dialog open={url !== undefined} title={text.delivery} onClose={onClose} wide>
      {isLoading && <Loading />}
      {failure && <Failure failure={failure} />}
      {data && !isLoading && (
        <>
          {data.tries.map((one) => (
            <dl key={one.number} className={styles["facts"]}>
              <dt>{format("attemptNumber", { number: one.number })}</dt>
              <dd>
                <When at={one.attemptedAt} /> · {format("milliseconds", { count: one.durationMs })}
              </dd>
              <dt>{text.answer}</dt>
              <dd>
                <code>
                  {one.status ?? ""} {one.error ?? ""} {one.answer ?? ""}
                </code>
              </dd>
            </dl>
          ))}
          {data.body && <Copyable value={data.body} label={text.copy} done={text.copied} block />}
        </>
      )}
      <DialogActions>
        <button type="button" className="button" onClick={onClose}>
          {text.close}
        </button>
      </DialogActions>
    </Dialog>
  );
}

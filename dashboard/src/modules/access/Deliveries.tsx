"use client";

import Link from "next/link";
import { useState } from "react";
import { call, type ApiError } from "@/api/call";
import type { Delivery, Schemas, Webhook } from "@/api/types";
import { useText } from "@/i18n/use-text";
import { asFailure } from "@/modules/shell/ApiForm";
import { Failure } from "@/modules/shell/Failure";
import { Listing } from "@/modules/shell/Listing";
import { Page, Section } from "@/modules/shell/Page";
import { Paging } from "@/modules/shell/Paging";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import type { Column } from "@/ui/Table";
import { useToast } from "@/ui/Toasts";
import { DeliveryDialog } from "./DeliveryDialog";
import { HookStatus } from "./Webhooks";
import styles from "./access.module.css";

/** One endpoint and what it was told; what failed can be told again. */
export function Deliveries({ id }: { id: string }) {
  const [text, toast] = [useText(), useToast()];
  const { can } = useSession();
  const url = `/api/manager/webhooks/${id}`;
  const [page, setPage] = useState(1);
  const hook = useResource<Webhook>(url);
  const list = useResource<Schemas["DeliveryPage"]>(`${url}/deliveries?limit=20&page=${String(page)}`);
  const [failure, setFailure] = useState<ApiError>();
  const [looked, setLooked] = useState<Delivery>();
  const ask = (path: string) => {
    setFailure(undefined);
    call(`${url}/${path}`, { method: "POST" }).then(
      () => {
        toast({ message: text.deliveryQueued });
        list.reload();
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  return (
    <Page
      title={text.webhook}
      needs="webhooks:read"
      lead={
        <Link href="/dashboard/webhooks" prefetch={false}>
          {text.allWebhooks}
        </Link>
      }
      actions={
        <>
          <button type="button" className="button" onClick={list.reload}>
            {text.reload}
          </button>
          {can("webhooks:manage") && (
            <button type="button" className="button primary" onClick={() => ask("test")}>
              {text.sendTest}
            </button>
          )}
        </>
      }
    >
      {hook.failure && <Failure failure={hook.failure} onRetry={hook.reload} />}
      {hook.data && (
        <dl className={styles["facts"]}>
          <dt>{text.webhookUrl}</dt>
          <dd>
            <code>{hook.data.url}</code>
          </dd>
          <dt>{text.status}</dt>
          <dd>
            <HookStatus hook={hook.data} />
          </dd>
        </dl>
      )}
      {failure && <Failure failure={failure} />}
      <Section title={text.deliveries}>
        <Listing
          resource={list}
          rowsOf={({ data }) => data}
          caption={text.deliveries}
          columns={useColumns(setLooked, ({ id: delivery }) => ask(`deliveries/${delivery}/replay`))}
          idOf={(delivery) => delivery.id}
          empty={text.noDeliveries}
        />
        {list.data && <Paging at={list.data.meta.page} of={list.data.meta.totalPages} go={setPage} />}
      </Section>
      <DeliveryDialog url={looked && `${url}/deliveries/${looked.id}`} onClose={() => setLooked(undefined)} />
    </Page>
  );
}

function useColumns(
  look: (delivery: Delivery) => void,
  replay: (delivery: Delivery) => void,
): readonly Column<Delivery>[] {
  const text = useText();
  const { can } = useSession();
  const states = {
    pending: text.deliveryPending,
    delivered: text.deliveryDone,
    failed: text.deliveryFailed,
  };
  const tones = { pending: "warn", delivered: "ok", failed: "danger" };
  return [
    {
      key: "event",
      label: text.event,
      kind: "name",
      cell: ({ id, eventType }) => <code id={`event-${id}`}>{eventType}</code>,
    },
    { key: "when", label: text.when, cell: ({ createdAt }) => <When at={createdAt} /> },
    {
      key: "status",
      label: text.status,
      cell: ({ status, lastStatus }) => (
        <span className={styles["stack"]}>
          <span className="badge" data-tone={tones[status]}>
            {states[status]}
          </span>
          {lastStatus !== null && <code>{lastStatus}</code>}
        </span>
      ),
    },
    { key: "attempts", label: text.attempts, kind: "number", cell: ({ attempts }) => attempts },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (delivery) => (
        <span className="rowActions">
          <button
            type="button"
            className="button quiet small"
            aria-describedby={`event-${delivery.id}`}
            onClick={() => look(delivery)}
          >
            {text.details}
          </button>
          {can("webhooks:manage") && delivery.status !== "pending" && (
            <button
              type="button"
              className="button quiet small"
              aria-describedby={`event-${delivery.id}`}
              onClick={() => replay(delivery)}
            >
              {text.replay}
            </button>
          )}
        </span>
      ),
    },
  ];
}

"use client";

import Link from "next/link";
import { useState } from "react";
import { call } from "@/api/call";
import type { Schemas, Webhook } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { Confirm } from "@/modules/shell/Confirm";
import { Listing } from "@/modules/shell/Listing";
import { Page } from "@/modules/shell/Page";
import { Paging } from "@/modules/shell/Paging";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import type { Column } from "@/ui/Table";
import { useToast } from "@/ui/Toasts";
import { ShownOnce } from "./ShownOnce";
import { RotateSecretDialog, WebhookDialog } from "./webhook-dialogs";
import styles from "./access.module.css";

const URL_OF_ALL = "/api/manager/webhooks";

type Open = { readonly is: "create" } | { readonly is: "edit" | "rotate" | "delete"; readonly of: Webhook };

/** Who is told when something happens. */
export function Webhooks() {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const { can } = useSession();
  const [page, setPage] = useState(1);
  const hooks = useResource<Schemas["WebhookPage"]>(`${URL_OF_ALL}?limit=50&page=${String(page)}`);
  const [open, setOpen] = useState<Open>();
  const [secret, setSecret] = useState<string>();
  const close = () => setOpen(undefined);
  const done = (message?: string) => {
    close();
    hooks.reload();
    if (message) toast({ message });
  };
  const show = ({ secret: shown }: Schemas["ShownWebhookSecret"]) => {
    done();
    setSecret(shown);
  };
  return (
    <Page
      title={text.webhooks}
      lead={text.webhooksLead}
      needs="webhooks:read"
      actions={
        can("webhooks:manage") && (
          <button type="button" className="button primary" onClick={() => setOpen({ is: "create" })}>
            {text.newWebhook}
          </button>
        )
      }
    >
      <Listing
        resource={hooks}
        rowsOf={({ data }) => data}
        caption={text.webhooks}
        columns={useColumns(setOpen)}
        idOf={({ id }) => id}
        empty={text.noWebhooks}
      />
      {hooks.data && <Paging at={hooks.data.meta.page} of={hooks.data.meta.totalPages} go={setPage} />}
      <WebhookDialog
        open={open?.is === "create" || open?.is === "edit"}
        of={open?.is === "edit" ? open.of : undefined}
        onClose={close}
        onMade={show}
        onSaved={() => done(text.savedNow)}
      />
      <RotateSecretDialog of={open?.is === "rotate" ? open.of : undefined} onClose={close} onMade={show} />
      <Confirm
        open={open?.is === "delete"}
        title={text.deleteWebhook}
        submit={text.delete}
        send={async () => {
          if (open?.is === "delete") await call(`${URL_OF_ALL}/${open.of.id}`, { method: "DELETE" });
          done(text.deletedNow);
        }}
        onClose={close}
      >
        <p>{open?.is === "delete" && format("deleteWebhookTouches", { url: open.of.url })}</p>
      </Confirm>
      <ShownOnce
        title={text.yourSecret}
        secret={secret}
        note={text.secretShownOnce}
        onClose={() => setSecret(undefined)}
      />
    </Page>
  );
}

function useColumns(setOpen: (open: Open) => void): readonly Column<Webhook>[] {
  const text = useText();
  const { can } = useSession();
  const button = (label: string, is: "edit" | "rotate" | "delete", of: Webhook) => (
    <button
      type="button"
      className="button quiet small"
      aria-describedby={`url-${of.id}`}
      onClick={() => setOpen({ is, of })}
    >
      {label}
    </button>
  );
  return [
    {
      key: "url",
      label: text.webhookUrl,
      kind: "name",
      cell: ({ id, url, description }) => (
        <span className={styles["stack"]}>
          <Link id={`url-${id}`} href={`/dashboard/webhooks/${id}`} dir="ltr" prefetch={false}>
            <bdi>{url}</bdi>
          </Link>
          {description && <bdi>{description}</bdi>}
        </span>
      ),
    },
    {
      key: "events",
      label: text.events,
      cell: ({ events }) => (
        <span className={styles["stack"]}>
          {events.map((event) => (
            <code key={event}>{event}</code>
          ))}
        </span>
      ),
    },
    { key: "status", label: text.status, cell: (hook) => <HookStatus hook={hook} /> },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (hook) =>
        can("webhooks:manage") && (
          <span className="rowActions">
            {button(text.edit, "edit", hook)}
            {button(text.rotateSecret, "rotate", hook)}
            {button(text.delete, "delete", hook)}
          </span>
        ),
    },
  ];
}

/** Whether an endpoint is told, and since when it fails. */
export function HookStatus({ hook: { enabled, disabledReason, failingSince } }: { hook: Webhook }) {
  const text = useText();
  const reasons = { manual: text.hookOff, gone: text.hookGone, failing: text.hookFailing };
  const words = enabled ? text.hookOn : reasons[disabledReason ?? "manual"];
  return (
    <span className={styles["stack"]}>
      <span className="badge" data-tone={enabled ? (failingSince ? "warn" : "ok") : "danger"}>
        {words}
      </span>
      {failingSince && (
        <span>
          {text.failingSince} <When at={failingSince} />
        </span>
      )}
    </span>
  );
}

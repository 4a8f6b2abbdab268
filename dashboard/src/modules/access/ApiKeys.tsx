"use client";

import { useState } from "react";
import { call } from "@/api/call";
import type { ApiKey, Schemas } from "@/api/types";
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
import { NewKeyDialog, RotateKeyDialog } from "./key-dialogs";
import { ShownOnce } from "./ShownOnce";
import styles from "./access.module.css";

type Open = { readonly is: "create" } | { readonly is: "rotate" | "revoke"; readonly of: ApiKey };

/** What lets a site read the blog. A key itself is shown once, when it is made. */
export function ApiKeys() {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const { can } = useSession();
  const [page, setPage] = useState(1);
  const keys = useResource<Schemas["ApiKeyPage"]>(`/api/manager/api-keys?limit=50&page=${String(page)}`);
  const [open, setOpen] = useState<Open>();
  const [shown, setShown] = useState<string>();
  const close = () => setOpen(undefined);
  const show = ({ key }: Schemas["ShownApiKey"]) => {
    close();
    keys.reload();
    setShown(key);
  };
  return (
    <Page
      title={text.apiKeys}
      lead={text.apiKeysLead}
      needs="apikeys:read"
      actions={
        can("apikeys:manage") && (
          <button type="button" className="button primary" onClick={() => setOpen({ is: "create" })}>
            {text.newKey}
          </button>
        )
      }
    >
      <Listing
        resource={keys}
        rowsOf={({ data }) => data}
        caption={text.apiKeys}
        columns={useColumns(setOpen)}
        idOf={({ id }) => id}
        empty={text.noKeys}
      />
      {keys.data && <Paging at={keys.data.meta.page} of={keys.data.meta.totalPages} go={setPage} />}
      <NewKeyDialog open={open?.is === "create"} onClose={close} onMade={show} />
      <RotateKeyDialog of={open?.is === "rotate" ? open.of : undefined} onClose={close} onMade={show} />
      <Confirm
        open={open?.is === "revoke"}
        title={text.revokeKey}
        submit={text.revoke}
        send={async () => {
          if (open?.is === "revoke") await call(`/api/manager/api-keys/${open.of.id}`, { method: "DELETE" });
          keys.reload();
          toast({ message: text.revokedNow });
        }}
        onClose={close}
      >
        <p>{open?.is === "revoke" && format("revokeTouches", { name: open.of.name })}</p>
      </Confirm>
      <ShownOnce
        title={text.yourKey}
        secret={shown}
        note={text.shownOnce}
        onClose={() => setShown(undefined)}
      />
    </Page>
  );
}

function useColumns(setOpen: (open: Open) => void): readonly Column<ApiKey>[] {
  const text = useText();
  const { can } = useSession();
  const states = { active: text.keyActive, expired: text.keyExpired, revoked: text.keyRevoked };
  const button = (label: string, is: "rotate" | "revoke", of: ApiKey) => (
    <button
      type="button"
      className="button quiet small"
      aria-describedby={`name-${of.id}`}
      onClick={() => setOpen({ is, of })}
    >
      {label}
    </button>
  );
  return [
    {
      key: "name",
      label: text.name,
      kind: "name",
      cell: ({ id, name, hint }) => (
        <span className={styles["stack"]}>
          <bdi id={`name-${id}`}>{name}</bdi>
          <code>{hint}…</code>
        </span>
      ),
    },
    {
      key: "kind",
      label: text.kind,
      cell: ({ kind, allowedOrigins }) => (
        <span className={styles["stack"]}>
          {kind === "publishable" ? text.keyPublishable : text.keySecret}
          {allowedOrigins.map((origin) => (
            <code key={origin}>{origin}</code>
          ))}
        </span>
      ),
    },
    {
      key: "status",
      label: text.status,
      cell: ({ status, expiresAt }) => (
        <span className={styles["stack"]}>
          <span className="badge" data-tone={status === "active" ? "ok" : "danger"}>
            {states[status]}
          </span>
          {status === "active" && expiresAt && (
            <span>
              {text.until} <When at={expiresAt} as="day" />
            </span>
          )}
        </span>
      ),
    },
    {
      key: "used",
      label: text.lastUsed,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} as="ago" /> : text.never),
    },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (key) =>
        can("apikeys:manage") &&
        key.status === "active" && (
          <span className="rowActions">
            {button(text.rotate, "rotate", key)}
            {button(text.revoke, "revoke", key)}
          </span>
        ),
    },
  ];
}

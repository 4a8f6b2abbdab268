"use client";

import { signOut } from "next-auth/react";
import { useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { useText } from "@/i18n/use-text";
import { Confirm } from "@/modules/shell/Confirm";
import { Listing } from "@/modules/shell/Listing";
import { Page } from "@/modules/shell/Page";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import type { Column } from "@/ui/Table";
import { useToast } from "@/ui/Toasts";

type Session = Schemas["Session"];
const URL_OF_ALL = "/api/account/sessions";

/** Where one is signed in, and how to end it there. */
export function Sessions() {
  const [text, toast] = [useText(), useToast()];
  const list = useResource<Schemas["SessionList"]>(URL_OF_ALL);
  const [ending, setEnding] = useState<Session | "others">();
  const close = () => setEnding(undefined);
  const hasOthers = list.data?.data.some(({ current }) => !current) ?? false;
  const columns: readonly Column<Session>[] = [
    {
      key: "device",
      label: text.device1,
      kind: "name",
      cell: ({ id, device, current }) => (
        <span id={`session-${id}`}>
          {device ? <bdi>{device}</bdi> : text.unknownDevice}{" "}
          {current && (
            <span className="badge" data-tone="ok">
              {text.thisSession}
            </span>
          )}
        </span>
      ),
    },
    { key: "tenant", label: text.blog, cell: ({ tenantName }) => <bdi>{tenantName}</bdi> },
    { key: "begun", label: text.begun, cell: ({ begunAt }) => <When at={begunAt} /> },
    { key: "used", label: text.lastUsed, cell: ({ lastUsedAt }) => <When at={lastUsedAt} as="ago" /> },
    {
      key: "actions",
      label: text.actions,
      kind: "actions",
      cell: (session) => (
        <button
          type="button"
          className="button quiet small"
          aria-describedby={`session-${session.id}`}
          onClick={() => setEnding(session)}
        >
          {text.endSession}
        </button>
      ),
    },
  ];
  return (
    <Page
      title={text.sessions}
      lead={text.sessionsLead}
      actions={
        hasOthers && (
          <button type="button" className="button" onClick={() => setEnding("others")}>
            {text.endOthers}
          </button>
        )
      }
    >
      <Listing
        resource={list}
        rowsOf={({ data }) => data}
        caption={text.sessions}
        columns={columns}
        idOf={({ id }) => id}
        empty=""
      />
      <Confirm
        open={ending !== undefined}
        title={ending === "others" ? text.endOthers : text.endSession}
        submit={text.endSession}
        send={async () => {
          if (!ending) return;
          const isOwn = ending !== "others" && ending.current;
          // One's own ends by signing out, which takes the cookie as well.
          if (isOwn) return void (await signOut({ callbackUrl: "/signin" }));
          const path = ending === "others" ? "" : `/${ending.id}`;
          await call(`${URL_OF_ALL}${path}`, { method: "DELETE" });
          list.reload();
          toast({ message: text.endedNow });
        }}
        onClose={close}
      >
        <p>{text.endTouches}</p>
      </Confirm>
    </Page>
  );
}

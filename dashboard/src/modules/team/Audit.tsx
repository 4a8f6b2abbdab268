"use client";

import { useEffect, useState } from "react";
import { call, type ApiError } from "@/api/call";
import type { Schemas } from "@/api/types";
import { useText } from "@/i18n/use-text";
import { asFailure } from "@/modules/shell/ApiForm";
import { Loading } from "@/modules/shell/Confirm";
import { Failure } from "@/modules/shell/Failure";
import { Page } from "@/modules/shell/Page";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import { Table, type Column } from "@/ui/Table";
import styles from "./team.module.css";

type Entry = Schemas["AuditEntry"];

/** Who did what, newest first. */
export function Audit() {
  const text = useText();
  const [entries, setEntries] = useState<readonly Entry[]>();
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiError>();
  const load = (before: string | null) => {
    setFailure(undefined);
    const query = new URLSearchParams({ limit: "50", ...(before ? { before } : {}) });
    return call<Schemas["AuditEntryList"]>(`/api/manager/audit?${query.toString()}`).then(
      ({ data, meta }) => {
        setEntries((present) => [...(before ? (present ?? []) : []), ...data]);
        setNext(meta.nextBefore);
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  useEffect(() => {
    void load(null);
  }, []);
  const columns = useColumns();
  return (
    <Page title={text.audit} lead={text.auditLead} needs="audit:read">
      {failure && <Failure failure={failure} onRetry={() => void load(entries ? next : null)} />}
      {!entries && !failure && <Loading />}
      {entries && <Table caption={text.audit} columns={columns} rows={entries} idOf={({ id }) => id} />}
      {next && (
        <p className="empty">
          <button type="button" className="button" onClick={() => void load(next)}>
            {text.loadOlder}
          </button>
        </p>
      )}
    </Page>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const text = useText();
  const { can } = useSession();
  const team = can("team:members.read") ? "/api/manager/team/members?limit=100" : null;
  const members = useResource<Schemas["MemberPage"]>(team);
  const names = new Map(members.data?.data.map(({ userId, name, email }) => [userId, name ?? email]));
  return [
    { key: "when", label: text.when, cell: ({ occurredAt }) => <When at={occurredAt} /> },
    {
      key: "who",
      label: text.who,
      cell: ({ actorId }) =>
        actorId === null ? text.platformItself : <bdi>{names.get(actorId) ?? actorId}</bdi>,
    },
    { key: "action", label: text.action, kind: "name", cell: ({ action }) => <code>{action}</code> },
    {
      key: "subject",
      label: text.subject,
      cell: ({ subject, data }) => <bdi>{named(data) ?? names.get(subject) ?? subject}</bdi>,
    },
    {
      key: "details",
      label: text.details,
      cell: ({ id, subject, data }) => (
        <details className={styles["details"]}>
          <summary>{text.details}</summary>
          <dl lang="en" dir="ltr">
            {Object.entries({ id, subject, ...data }).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd dir="auto">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      ),
    },
  ];
}

/** What a thing is called, where the entry says so. */
function named(data: Entry["data"]): string | undefined {
  return ["title", "name", "email"]
    .map((field) => data[field])
    .find((value): value is string => typeof value === "string" && value !== "");
}

"use client";

import { useText } from "@/i18n/use-text";
import { Page } from "@/modules/shell/Page";
import { useResource } from "@/modules/shell/use-resource";
import { Table, type Column } from "@/ui/Table";

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly isOk: boolean;
}

/** What the server found, and what this browser gets of the session. */
export function Diagnosis({ facts }: { facts: readonly Fact[] }) {
  const text = useText();
  const { data: session } = useResource<{ readonly access_token?: boolean }>("/api/auth/session");
  const hasToken = session?.access_token === true;
  const rows = [
    ...facts,
    { label: text.diagnoseToken, value: hasToken ? text.yes : text.no, isOk: hasToken || !session },
  ];
  const columns: readonly Column<Fact>[] = [
    { key: "question", label: text.question, kind: "name", cell: ({ label }) => label },
    { key: "answer", label: text.answer, cell: ({ value }) => <bdi>{value}</bdi> },
    {
      key: "state",
      label: text.status,
      cell: ({ isOk }) => (
        <span className="badge" data-tone={isOk ? "ok" : "danger"}>
          {isOk ? text.fine : text.toMend}
        </span>
      ),
    },
  ];
  return (
    <Page title={text.diagnose} lead={text.diagnoseLead}>
      <Table caption={text.diagnose} columns={columns} rows={rows} idOf={({ label }) => label} />
    </Page>
  );
}

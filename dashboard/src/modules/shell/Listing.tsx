"use client";

import type { ReactNode } from "react";
import { Table, type Column } from "@/ui/Table";
import { Empty, Loading } from "./Confirm";
import { Failure } from "./Failure";
import type { Resource } from "./use-resource";

interface Props<Answer, Row> {
  readonly resource: Resource<Answer>;
  readonly rowsOf: (answer: Answer) => readonly Row[];
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  /** In the rows' place where there is none. */
  readonly empty: ReactNode;
}

/** A table of what an address answers: awaited, failed, empty or there. */
export function Listing<Answer, Row>({
  resource,
  rowsOf,
  caption,
  columns,
  idOf,
  empty,
}: Props<Answer, Row>) {
  const rows = resource.data === undefined ? undefined : rowsOf(resource.data);
  return (
    <>
      {resource.failure && <Failure failure={resource.failure} onRetry={resource.reload} />}
      {rows === undefined && !resource.failure && <Loading />}
      {rows?.length === 0 && <Empty>{empty}</Empty>}
      {rows && rows.length > 0 && <Table caption={caption} columns={columns} rows={rows} idOf={idOf} />}
    </>
  );
}

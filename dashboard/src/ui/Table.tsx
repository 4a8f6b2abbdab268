import type { ReactNode } from "react";
import styles from "./Table.module.css";

export interface Column<Row> {
  readonly key: string;
  /** What the column is called, beside its cells too where the screen is narrow. */
  readonly label: string;
  /** In the label's place at the top. */
  readonly head?: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly kind?: "name" | "number" | "actions" | "select";
}

interface Props<Row> {
  /** What a screen reader calls it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
}

/** A table; where the screen is narrow a row becomes a card. The roles are said because the cards' layout would take them. */
export function Table<Row>({ caption, columns, rows, idOf }: Props<Row>) {
  return (
    <table role="table" className={styles["table"]} aria-label={caption}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ key, label, head, kind }) => (
            <th key={key} role="columnheader" scope="col" data-kind={kind}>
              {head ?? (kind === "actions" ? <span className="hidden">{label}</span> : label)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={idOf(row)} role="row">
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column: { label, kind, cell }, row }: { column: Column<Row>; row: Row }) {
  const hasLabel = kind === undefined || kind === "number";
  const attributes = { "data-kind": kind, "data-label": hasLabel ? label : undefined };
  return kind === "name" ? (
    <th role="rowheader" scope="row" {...attributes}>
      {cell(row)}
    </th>
  ) : (
    <td role="cell" {...attributes}>
      {cell(row)}
    </td>
  );
}

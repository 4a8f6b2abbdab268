// Copies on this device: IndexedDB. "Written" is said after the transaction is complete, never before.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { recordOf, type CopyRef, type LocalCopy, type Writer } from "..";

interface Schema extends DBSchema {
  copies: {
    key: [string, string];
    value: { readonly owner: string; readonly copyId: string; readonly copy: LocalCopy };
  };
}

const NAME = "logicspike-writing";
let database: Promise<IDBPDatabase<Schema>> | undefined;

function opened(): Promise<IDBPDatabase<Schema>> {
  const forget = () => {
    database = undefined;
  };
  if (!database) {
    database = openDB<Schema>(NAME, 1, {
      upgrade: (db) => void db.createObjectStore("copies", { keyPath: ["owner", "copyId"] }),
      // Some browsers close a database behind a living page: the next use opens it anew.
      terminated: forget,
    });
    database.catch(forget);
  }
  return database;
}

function ownerOf({ tenant, user }: Writer): string {
  return `${tenant}/${user}`;
}

/** All copies of one person in one tenant. */
export async function readCopies(writer: Writer): Promise<readonly LocalCopy[]> {
  const owner = ownerOf(writer);
  const db = await opened();
  const records = await db.getAll("copies", IDBKeyRange.bound([owner, ""], [owner, "\uffff"]));
  return records.map(({ copy }) => recordOf(copy));
}

/** Writes one copy and removes those whose text is in it, unless they changed since they were read. */
export async function writeCopy(
  writer: Writer,
  copy: LocalCopy,
  absorbed: readonly CopyRef[],
): Promise<void> {
  const owner = ownerOf(writer);
  const db = await opened();
  const transaction = db.transaction("copies", "readwrite", { durability: "strict" });
  for (const { copyId, turn } of absorbed) {
    const present = await transaction.store.get([owner, copyId]);
    if (copyId !== copy.copyId && present?.copy.turn === turn)
      await transaction.store.delete([owner, copyId]);
  }
  await transaction.store.put({ owner, copyId: copy.copyId, copy });
  await transaction.done;
}

export async function removeCopies(writer: Writer, copyIds: readonly string[]): Promise<void> {
  const db = await opened();
  await Promise.all(copyIds.map((copyId) => db.delete("copies", [ownerOf(writer), copyId])));
}

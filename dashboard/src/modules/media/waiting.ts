// Pictures that could not be sent yet, kept on this device until they can.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface Waiting {
  readonly id: string;
  /** Whose it is: tenant and person. */
  readonly owner: string;
  readonly name: string;
  readonly blob: Blob;
}

interface Schema extends DBSchema {
  waiting: { key: string; value: Waiting; indexes: { owner: string } };
}

let database: Promise<IDBPDatabase<Schema>> | undefined;

function opened(): Promise<IDBPDatabase<Schema>> {
  const forget = () => {
    database = undefined;
  };
  if (!database) {
    database = openDB<Schema>("logicspike-pictures", 1, {
      upgrade: (db) => void db.createObjectStore("waiting", { keyPath: "id" }).createIndex("owner", "owner"),
      terminated: forget,
    });
    database.catch(forget);
  }
  return database;
}

export async function keepWaiting(picture: Waiting): Promise<void> {
  await (await opened()).put("waiting", picture);
}

export async function forgetWaiting(id: string): Promise<void> {
  await (await opened()).delete("waiting", id);
}

export async function waitingOf(owner: string): Promise<readonly Waiting[]> {
  return (await opened()).getAllFromIndex("waiting", "owner", owner);
}

// Every word that was ever shown as saved is on the server, in a revision or in a copy on the device.
//
//   npm run histories                    100,000 histories
//   SEED=7 HISTORIES=1 npm run histories one of them again

import { describe, expect, test } from "vitest";
import { histories } from "./histories";
import { FAULTS, type Fault } from "./world";

const SEED = Number(process.env["SEED"] ?? Math.floor(Date.now() / 1000) % 1_000_000);
const COUNT = Number(process.env["HISTORIES"] ?? 3_000);

/** These need two people to meet within moments, which the first thousands of histories have not. */
const FIRST: Partial<Record<Fault, number>> = { draftsAlike: 18_001, appliedUnseen: 18_001 };

describe("every word ever shown as saved is kept", () => {
  test(`${String(COUNT)} histories from seed ${String(SEED)} lose nothing`, { timeout: 3_600_000 }, () => {
    const { told, failure } = histories(SEED, COUNT);
    console.info(`seeds ${String(SEED)} to ${String(SEED + COUNT - 1)}: ${JSON.stringify(told)}`);
    expect(failure).toBeUndefined();
    // A model in which nothing happens proves nothing.
    if (COUNT >= 1_000)
      for (const [name, times] of Object.entries(told)) expect(times, name).toBeGreaterThan(10);
  });

  test.each(FAULTS)("a planted fault is caught: %s", (fault) => {
    const { failure } = histories(FIRST[fault] ?? 1, 3_000, fault);
    console.info(`${fault}: seed ${String(failure?.seed)}: ${String(failure?.message)}`);
    expect(failure).toBeDefined();
  });
});

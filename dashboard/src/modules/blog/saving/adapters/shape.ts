// Reading members of bodies that nobody has looked at.

import type { Node } from "..";

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

export function isNode(value: unknown): value is Node {
  return typeof member(value, "type") === "string";
}

export function stringIn(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}

export function numberIn(value: unknown, key: string): number | undefined {
  const found = member(value, key);
  return typeof found === "number" ? found : undefined;
}

export function listIn(value: unknown, key: string): readonly unknown[] {
  const found = member(value, key);
  return Array.isArray(found) ? found : [];
}

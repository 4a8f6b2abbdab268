// Permissions and roles, by the names that people know.

import type { Me, Permission, Role, Schemas } from "@/api/types";
import type { Catalogue, Key } from "@/i18n";

/** All but ownership, which no role of one's own gives; in the order in which they are shown. */
export const PERMISSIONS: readonly (readonly [Permission, Key])[] = [
  ["blog:posts.read", "mayReadPosts"],
  ["blog:posts.create", "mayCreatePosts"],
  ["blog:posts.update", "mayUpdatePosts"],
  ["blog:posts.publish", "mayPublishPosts"],
  ["blog:posts.delete", "mayDeletePosts"],
  ["team:members.read", "mayReadTeam"],
  ["team:members.invite", "mayInvite"],
  ["team:members.update", "mayChangeRoles"],
  ["team:members.remove", "mayRemoveMembers"],
  ["team:roles.read", "mayReadRoles"],
  ["team:roles.manage", "mayManageRoles"],
  ["tenant:read", "mayReadTenant"],
  ["tenant:update", "mayUpdateTenant"],
  ["apikeys:read", "mayReadKeys"],
  ["apikeys:manage", "mayManageKeys"],
  ["webhooks:read", "mayReadWebhooks"],
  ["webhooks:manage", "mayManageWebhooks"],
  ["audit:read", "mayReadAudit"],
];

const NAMES: Readonly<Record<string, Key>> = {
  owner: "roleOwner",
  admin: "roleAdmin",
  editor: "roleEditor",
  author: "roleAuthor",
  viewer: "roleViewer",
};

/** What every blog has, for those who may not read the list. */
export const BUILT_IN: readonly Schemas["RoleName"][] = ["viewer", "author", "editor", "admin"].map((id) => ({
  id,
  name: id,
}));

/** A built-in role in one's language, another by its own name. */
export function roleName({ id, name }: Schemas["RoleName"], text: Catalogue): string {
  const key = NAMES[id];
  return key ? text[key] : name;
}

export function permissionName(permission: string, text: Catalogue): string {
  const [, key] = PERMISSIONS.find(([known]) => known === permission) ?? [];
  if (permission === "system:owner") return text.mayEverything;
  return key ? text[key] : permission;
}

/** Whether whoever is here holds all that a role gives. */
export function isGrantable(role: Role, me: Me | undefined): boolean {
  const held: readonly string[] = me?.permissions ?? [];
  return held.includes("system:owner") || role.permissions.every((permission) => held.includes(permission));
}

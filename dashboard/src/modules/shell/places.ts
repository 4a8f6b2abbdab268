import type { Permission } from "@/api/types";
import type { Key } from "@/i18n";

export interface Place {
  readonly path: string;
  readonly label: Key;
  readonly needs: Permission;
}

/** Where one can go. What a role does not open is not there. */
export const PLACES: readonly { readonly label: Key; readonly places: readonly Place[] }[] = [
  {
    label: "groupWriting",
    places: [
      { path: "/dashboard/blog", label: "posts", needs: "blog:posts.read" },
      { path: "/dashboard/blog/categories", label: "categories", needs: "blog:posts.read" },
      { path: "/dashboard/blog/tags", label: "tags", needs: "blog:posts.read" },
      { path: "/dashboard/media", label: "media", needs: "blog:posts.read" },
    ],
  },
  {
    label: "groupSite",
    places: [
      { path: "/dashboard/site", label: "site", needs: "blog:posts.read" },
      { path: "/dashboard/api-keys", label: "apiKeys", needs: "apikeys:read" },
      { path: "/dashboard/webhooks", label: "webhooks", needs: "webhooks:read" },
    ],
  },
  {
    label: "groupPeople",
    places: [
      { path: "/dashboard/team", label: "team", needs: "team:members.read" },
      { path: "/dashboard/roles", label: "roles", needs: "team:roles.read" },
      { path: "/dashboard/audit", label: "audit", needs: "audit:read" },
    ],
  },
];

// The site whose posts these are: where they stand, and in which zone its clocks are.

import { useEffect, useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";

export type Site = Schemas["AdminSite"];

/** The page of a post as readers reach it; a path where the site's address is not known. */
export function addressOf(site: Site | undefined, slug: string): string {
  const path = (site?.postPath ?? "").split("/").filter((part) => part !== "");
  const page = [...path, slug].map((part) => encodeURI(part)).join("/");
  const base = site?.baseUrl?.replace(/\/+$/, "");
  return base ? `${base}/${page}` : `/${page}`;
}

/** The writer's own zone where the site names none. */
export function zoneOf(site: Site | undefined): string {
  return site?.timeZone ?? ownZone();
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useSite(): Site | undefined {
  const [site, setSite] = useState<Site>();
  useEffect(() => {
    const asked = new AbortController();
    call<Site>("/api/blog/admin/site", { signal: asked.signal })
      .then(setSite)
      // Addresses are then paths, and times the writer's.
      .catch(() => undefined);
    return () => asked.abort();
  }, []);
  return site;
}

// The document's schemas, by the names that pages use.

import type { components } from "./openapi";

export type Schemas = components["schemas"];
export type Permission = Schemas["Permission"];
export type Taxonomy = Schemas["AdminTaxonomy"];
export type MediaItem = Schemas["MediaItem"];
export type Role = Schemas["Role"];
export type Member = Schemas["Member"];
export type ApiKey = Schemas["ApiKey"];
export type Webhook = Schemas["Webhook"];
export type Delivery = Schemas["Delivery"];
export type Me = Schemas["Me"];

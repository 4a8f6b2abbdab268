"use client";

import { getSchema } from "@tiptap/core";
import { DOMSerializer } from "@tiptap/pm/model";
import { useEffect, useRef } from "react";
import { extensions } from "../editor/schema";
import { wrap } from "../editor/unknown";
import { textOf, type Node } from "../saving";
import styles from "./Rendered.module.css";

const schema = getSchema(extensions);

/** Blocks as the editor shows them, to be looked at. Nothing in them can be operated, and no script runs. */
export function Rendered({ nodes }: { readonly nodes: readonly Node[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(drawn(nodes));
  }, [nodes]);
  return <div ref={place} className={styles["rendered"]} dir="auto" inert />;
}

function drawn(nodes: readonly Node[]): DocumentFragment | Text {
  try {
    const doc = schema.nodeFromJSON(wrap({ type: "doc", content: nodes }, schema));
    const fragment = DOMSerializer.fromSchema(schema).serializeFragment(doc.content);
    return fragment instanceof DocumentFragment ? fragment : document.createTextNode("");
  } catch {
    // Whatever it is, its words are shown.
    return document.createTextNode(nodes.map(textOf).join("\n"));
  }
}

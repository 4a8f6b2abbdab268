"use client";

import { useRouter } from "next/navigation";
import { useEffect, useId, useRef, useState } from "react";
import type { Me, Schemas } from "@/api/types";
import { filled } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { Dialog } from "@/ui/Dialog";
import { Option } from "@/ui/Option";
import styles from "./CommandMenu.module.css";
import { PLACES } from "./places";
import { useResource } from "./use-resource";

/** Something that a page can do, by its name. */
export interface PageCommand {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

interface Found extends PageCommand {
  /** A person wrote it. */
  readonly isForeign?: boolean;
}

const NOTHING: readonly PageCommand[] = [];
/** After the last letter posts are looked for this much later. */
const PAUSE_MS = 200;
const MOST_POSTS = 8;

/** ⌘K: everything that can be done here, every place one can go to, and the posts, by a few letters. */
export function CommandMenu({ commands = NOTHING }: { readonly commands?: readonly PageCommand[] }) {
  const [isOpen, setOpen] = useState(false);
  const text = useText();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isMod = (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;
      if (!isMod || event.key.toLowerCase() !== "k" || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(true);
    };
    document.addEventListener("keydown", press, { capture: true });
    return () => document.removeEventListener("keydown", press, { capture: true });
  }, []);
  return (
    <Dialog open={isOpen} title={text.commands} onClose={() => setOpen(false)}>
      <Finder commands={commands} close={() => setOpen(false)} />
    </Dialog>
  );
}

interface FinderProps {
  readonly commands: readonly PageCommand[];
  readonly close: () => void;
}

function Finder({ commands, close }: FinderProps) {
  const text = useText();
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const offers = useOffers(commands, words);
  const at = Math.min(chosen, offers.length - 1);
  const active = offers[at];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, offers]);
  const take = (offer: Found | undefined) => {
    if (!offer) return;
    close();
    // What it opens takes the focus after the dialog gave it back.
    setTimeout(offer.run);
  };
  return (
    <>
      <input
        className="field"
        role="combobox"
        aria-label={text.commandsFind}
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active && `${id}-${String(at)}`}
        placeholder={text.commandsFind}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={words}
        onChange={({ target }) => {
          setWords(target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && offers.length > 0) setChosen((at + step + offers.length) % offers.length);
          else if (event.key === "Enter") take(active);
          else return;
          event.preventDefault();
        }}
      />
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={text.commands} className={styles["list"]}>
        {offers.map((offer, index) => (
          <Option
            key={offer.id}
            id={`${id}-${String(index)}`}
            isChosen={index === at}
            onPoint={() => setChosen(index)}
            onTake={() => take(offer)}
          >
            {offer.isForeign ? <bdi className={styles["label"]}>{offer.label}</bdi> : offer.label}
            {offer.keys && (
              <kbd className={styles["keys"]} aria-hidden>
                {offer.keys}
              </kbd>
            )}
          </Option>
        ))}
      </ul>
      <p role="status" className={offers.length > 0 ? "hidden" : styles["none"]}>
        {active
          ? filled(text.menuCount, { count: String(at + 1), all: String(offers.length), name: active.label })
          : text.commandsNone}
      </p>
    </>
  );
}

/** First what the page does, then places, then posts; those of the last letters stay until the next have come. */
function useOffers(commands: readonly PageCommand[], words: string): readonly Found[] {
  const text = useText();
  const router = useRouter();
  const me = useResource<Me>("/api/account/me").data;
  const posts =
    useResource<Schemas["AdminPostSummaryPage"]>(usePause(addressOf(words.trim()))).data?.data ?? [];
  const go = (path: string) => () => router.push(path);
  const held: readonly string[] = me?.permissions ?? [];
  const can = (permission: string) => held.includes("system:owner") || held.includes(permission);
  const places = PLACES.flatMap((group) => group.places)
    .filter(({ needs }) => can(needs))
    .map(({ path, label }): Found => ({ id: path, label: text[label], run: go(path) }));
  const fixed: readonly Found[] = [
    ...commands,
    ...(can("blog:posts.create") ? [{ id: "new", label: text.newPost, run: go("/dashboard/blog/new") }] : []),
    ...places,
    { id: "/dashboard/sessions", label: text.sessions, run: go("/dashboard/sessions") },
  ];
  const found = posts.map((post): Found => ({
    id: post.id,
    label: post.title,
    isForeign: true,
    run: go(`/dashboard/blog/${post.id}`),
  }));
  const wanted = words.trim().toLocaleLowerCase();
  return [...fixed.filter(({ label }) => label.toLocaleLowerCase().includes(wanted)), ...found];
}

/** The posts that have these words, or those that were written last. */
function addressOf(words: string): string {
  const query = new URLSearchParams({ limit: String(MOST_POSTS) });
  if (words) query.set("search", words);
  else
    for (const [name, value] of [
      ["sort", "updatedAt"],
      ["order", "desc"],
    ] as const)
      query.set(name, value);
  return `/api/blog/admin/posts?${query.toString()}`;
}

/** The value once it stands still. */
function usePause(value: string): string {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return still;
}

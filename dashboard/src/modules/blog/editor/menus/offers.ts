// What is offered behind each sign, as a list of the same shape.

import type { Editor } from "@tiptap/core";
import type { LucideIcon } from "lucide-react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { catalogue, type Catalogue } from "@/i18n";
import { BLOCKS, keysShown, type Ask } from "../commands";
import { emojiTable, type EmojiTable } from "../nodes/emoji";
import type { Begun } from "../plugins/typeahead";

export interface Offer {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Stands where the icon would. */
  readonly sign?: string;
  readonly hint?: string;
  /** Puts it where the words were that asked for it. */
  readonly take: (editor: Editor, begun: Begun, ask: Ask) => void;
}

const MOST = 40;

export async function offersFor({ sign, query }: Begun, text: Catalogue): Promise<readonly Offer[]> {
  switch (sign) {
    case "/":
      return blocks(query, text);
    case "@":
      return people(query);
    case ":":
      return emoji(query, await emojiTable());
  }
}

/** By the writer's words or the English ones, from the beginning of a word first. */
export function blocks(query: string, text: Catalogue): readonly Offer[] {
  const english = catalogue("en");
  const asked = query.toLowerCase();
  const ranked = BLOCKS.map((command) => {
    const { name, words } = command;
    const names = [text[name], english[name], ...(words ? [text[words], english[words]] : [])]
      .join(" ")
      .toLowerCase();
    const rank = text[name].toLowerCase().startsWith(asked)
      ? 0
      : names.split(/\s+/).some((word) => word.startsWith(asked))
        ? 1
        : 2;
    return { command, rank };
  }).filter(({ rank }) => rank < 2);
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ command }) => ({
      id: command.name,
      label: text[command.name],
      icon: command.icon,
      hint: command.typed ?? (command.keys ? keysShown(command.keys) : ""),
      take: (editor, { from, to }, ask) => {
        editor.chain().focus().deleteRange({ from, to }).run();
        command.run(editor, ask);
      },
    }));
}

let members: Promise<readonly Schemas["Member"][]> | undefined;

async function people(query: string): Promise<readonly Offer[]> {
  members ??= call<Schemas["MemberPage"]>("/api/manager/team/members?limit=100").then(({ data }) => data);
  // Who may not see the team, or is offline, mentions nobody; the next time it is asked for again.
  const all = await members.catch(() => {
    members = undefined;
    return [];
  });
  const asked = query.toLowerCase();
  return all
    .map((member) => ({ id: member.userId, label: member.name ?? member.email, email: member.email }))
    .filter(({ label, email }) =>
      `${label} ${email}`
        .toLowerCase()
        .split(/[\s@.]+/)
        .some((word) => word.startsWith(asked)),
    )
    .slice(0, 8)
    .map(({ id, label, email }) => ({
      id,
      label,
      sign: label.slice(0, 1).toUpperCase(),
      hint: email,
      take: (editor, { from, to }) => {
        const content = [
          { type: "mention", attrs: { id, label } },
          { type: "text", text: " " },
        ];
        editor.chain().focus().insertContentAt({ from, to }, content).run();
      },
    }));
}

/** Names that begin with the words, then those that have them; each picture once. */
export function emoji(query: string, table: EmojiTable): readonly Offer[] {
  const asked = query.toLowerCase();
  const names = [...table.keys()].filter((name) => name.includes(asked));
  const sorted = names.toSorted(
    (a, b) => Number(!a.startsWith(asked)) - Number(!b.startsWith(asked)) || a.length - b.length,
  );
  const seen = new Set<string>();
  const offers: Offer[] = [];
  for (const name of sorted) {
    const sign = table.get(name) ?? "";
    if (seen.has(sign) || offers.length >= MOST) continue;
    seen.add(sign);
    offers.push({
      id: name,
      label: name.replaceAll("_", " "),
      sign,
      hint: `:${name}:`,
      take: (editor, { from, to }) => {
        editor.chain().focus().insertContentAt({ from, to }, { type: "emoji", attrs: { name } }).run();
      },
    });
  }
  return offers;
}

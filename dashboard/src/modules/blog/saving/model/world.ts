// Writers, tabs, devices, a network and a server, driven step by step by a seed. Knows the words that each writer typed
// and what the state line said, and nothing of how the protocol works.

import { check } from "../check";
import type { LocalCopy } from "../copies";
import { canonical, completed, sameValue, sameValues, textOf, type Node, type Values } from "../document";
import { follow, open, transition } from "../machine";
import type { Effect, Event, SaveAnswer, State } from "../protocol";
import { statusOf } from "../status";
import { Random } from "./random";
import { Server } from "./server";

/** Faults that are planted to see whether anybody notices. */
export const FAULTS = [
  ...(["noIfMatch", "answerIntoText", "savedTooMuch", "copySaidTooEarly", "newKeyEachTry"] as const),
  ...(["draftsAlike", "wrongDoor", "appliedUnseen"] as const),
];
export type Fault = (typeof FAULTS)[number];

interface Device {
  readonly copies: Map<string, LocalCopy>;
  refuses: boolean;
}

interface Tab {
  readonly user: string;
  readonly device: Device;
  state: State;
  editor: Values;
  touched: boolean;
}

/** What is under way: run when its turn comes, or never. `drop` loses it. */
interface Message {
  readonly network: boolean;
  readonly run: () => void;
}

const WORD = /w\d+/g;

export interface Told {
  merges: number;
  questions: number;
  noAnswers: number;
  creations: number;
  crashes: number;
  saves: number;
  /** Saves beside a post that readers see, and what became of them. */
  besides: number;
  applied: number;
  discarded: number;
}

export function nothingTold(): Told {
  const server = { creations: 0, saves: 0, besides: 0, applied: 0, discarded: 0 };
  return { merges: 0, questions: 0, noAnswers: 0, crashes: 0, ...server };
}

export class World {
  readonly #random: Random;
  readonly #fault: Fault | undefined;
  readonly #server: Server;
  readonly #devices: ReadonlyMap<string, Device>;
  readonly #locks: boolean;
  /** Two people at work on one post, with little in their way: what they do meets more often. */
  readonly #isBusy: boolean;
  readonly #promised = new Set<string>();
  readonly #deleted = new Set<string>();
  /** Keys under which a writer began a post, or confirmed that there should be another. */
  readonly #drafts = new Set<string>();
  readonly told = nothingTold();
  #tabs: Tab[] = [];
  #messages: Message[] = [];
  #now = 0;
  #words = 0;
  #names = 0;
  #healing = false;

  constructor(seed: number, fault?: Fault) {
    this.#random = new Random(seed);
    this.#fault = fault;
    this.#server = new Server(fault === "draftsAlike");
    this.#locks = this.#random.chance(0.7);
    this.#devices = new Map(["ana", "ben"].map((user) => [user, { copies: new Map(), refuses: false }]));
    if (this.#random.chance(0.6)) {
      const changes = { title: this.#word(), content: doc([line(this.#word()), line(this.#word())]) };
      const save = {
        postId: null,
        draftId: "first",
        on: null,
        changes,
        deliberate: true,
        door: "autosave",
      } as const;
      this.#server.save(save, "ana");
      this.#drafts.add(save.draftId);
      if (this.#random.chance(0.5)) this.#publish();
    }
    this.#openTab("ana");
    this.#isBusy = this.#random.chance(0.4);
    if (this.#isBusy) this.#openTab("ben");
  }

  /** One history; throws what was lost. */
  run(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      this.#step();
      this.#look();
    }
    this.#heal();
  }

  // -- what happens ---------------------------------------------------------------------------------------------------

  #step(): void {
    const random = this.#random;
    const dice = random.next();
    const tab = random.pick(this.#tabs);
    if (tab && this.#isBusy && random.chance(0.6)) return this.#work(tab, random.next());
    if (!tab || dice < 0.04) return void this.#openTab(random.chance(0.6) ? "ana" : "ben");
    if (dice < 0.34) return this.#type(tab);
    if (dice < 0.62) return this.#deliver();
    if (dice < 0.67) return this.#lose();
    if (dice < 0.82) return this.#pass(random.pick([100, 300, 2_000, 10_000, 61_000]) ?? 0);
    if (dice < 0.85) return this.#crash(tab);
    if (dice < 0.88) return this.#tell(tab, { type: "saveAsked" });
    if (dice < 0.89) return this.#tell(tab, { type: "hidden" });
    if (dice < 0.895) return this.#publish();
    if (dice < 0.9) return this.#poll(tab);
    if (dice < 0.93) return this.#finish(tab);
    if (dice < 0.94) return this.#tell(tab, { type: "onlineCame" });
    if (dice < 0.942) return this.#tell(tab, { type: "lookAsked" });
    if (dice < 0.945) return this.#restore(tab);
    if (dice < 0.948) return this.#sleep(tab);
    if (dice < 0.955) {
      tab.device.refuses = random.chance(0.3);
      return;
    }
    if (dice < 0.96) return this.#tell(tab, { type: "compositionChanged", composing: random.chance(0.4) });
    if (dice < 0.97) return this.#tell(tab, { type: "signedIn", writer: { user: tab.user, tenant: "t" } });
    if (dice < 0.98) return this.#locks ? this.#tell(tab, { type: "handOverAsked" }) : undefined;
    this.#answer(tab);
  }

  #work(tab: Tab, dice: number): void {
    if (dice < 0.2) return this.#type(tab);
    if (dice < 0.6) return this.#deliver();
    if (dice < 0.75) return this.#pass(this.#random.pick([300, 2_000, 10_000]) ?? 0);
    if (dice < 0.9) return this.#tell(tab, { type: "hidden" });
    this.#finish(tab);
  }

  #openTab(user: string): void {
    const device = this.#devices.get(user);
    if (!device || this.#tabs.length >= 3 || (user === "ben" && this.#server.posts.size === 0)) return;
    if (this.#server.posts.size === 0 && this.#tabs.length > 0) return;
    const [postId] = this.#server.posts.keys();
    this.#names += 1;
    const draftId = device.copies.values().next().value?.draftId ?? `draft_${String(this.#names)}`;
    this.#drafts.add(draftId);
    const [state, effects] = open({
      writer: { user, tenant: "t" },
      copyId: `copy_${String(this.#names)}`,
      draftId,
      // Whoever was creating comes back by the draft's address, and does not know whether it was created.
      postId:
        postId !== undefined && (device.copies.size === 0 || this.#random.chance(0.5))
          ? postId
          : (postId ?? null),
      jitter: this.#random.next(),
    });
    const tab: Tab = { user, device, state, editor: { title: "", content: null }, touched: false };
    const isFirst = !this.#locks || !this.#tabs.some((other) => other.user === user);
    this.#tabs.push(tab);
    if (isFirst) for (const effect of effects) this.#carryOut(tab, effect);
    else tab.state = follow(state.setting);
  }

  #type(tab: Tab): void {
    const { state } = tab;
    if (state.is !== "open" || state.role !== "writer") return;
    if (tab.touched && this.#random.chance(0.5)) return this.#take(tab);
    tab.editor = this.#edited(tab.editor);
    tab.touched = true;
    this.#tell(tab, { type: "touched" });
    if (this.#random.chance(0.7)) this.#take(tab);
  }

  /** Somebody publishes or unpublishes it from the list, and no tab is told. */
  #publish(): void {
    const [post] = this.#server.posts.values();
    if (post) post.live = !post.live;
  }

  /** What the server has is asked for without the text. */
  #poll(tab: Tab): void {
    const { state } = tab;
    const stands = this.#server.versionOf(state.setting.postId ?? "");
    if (!stands || state.is !== "open") return;
    const { version, draft } = stands;
    const heard = this.#random.chance(0.5) ? { version } : { draft };
    this.#later(true, () => this.#tell(tab, { type: "versionHeard", ...heard }));
  }

  #finish(tab: Tab): void {
    const { state } = tab;
    if (state.is !== "open" || state.role !== "writer") return;
    const finish = this.#random.chance(0.7) ? "apply" : "discard";
    if (finish === "discard" && !state.base?.live) return;
    if (tab.touched) this.#take(tab);
    if (finish === "discard") this.#forget(canonical(tab.editor));
    this.#tell(tab, { type: "finishAsked", finish });
  }

  /** The writer takes the server's text in the place of what this device had. */
  #restore(tab: Tab): void {
    const { state } = tab;
    if (state.is !== "open" || !state.restored) return;
    if (tab.touched) this.#take(tab);
    this.#forget(canonical(tab.editor));
    this.#tell(tab, { type: "serverTextAsked" });
  }

  /** The page goes to sleep, its lock is free for another tab, and it comes back. */
  #sleep(tab: Tab): void {
    if (tab.touched) this.#take(tab);
    this.#passLock(tab);
    this.#tell(tab, { type: "returned" });
    const isAlone = !this.#tabs.some((other) => other !== tab && other.user === tab.user);
    if (!this.#locks || isAlone) this.#tell(tab, { type: "lockGained" });
  }

  #take(tab: Tab): void {
    tab.touched = false;
    this.#tell(tab, { type: "textTaken", values: tab.editor });
  }

  #edited(values: Values): Values {
    const random = this.#random;
    const dice = random.next();
    if (dice < 0.12) {
      this.#forget(values.title);
      return { ...values, title: this.#word() };
    }
    const blocks = [...(values.content?.content ?? [])];
    const at = random.below(blocks.length + 1);
    const block = blocks[at];
    if (dice < 0.5 || !block) blocks.splice(at, 0, line(this.#word()));
    else if (dice < 0.9) blocks[at] = line(this.#within(textOf(block)));
    else {
      this.#forget(textOf(block));
      blocks.splice(at, 1);
    }
    return { ...values, content: doc(blocks) };
  }

  /** Another word at the beginning, the end or between; at times in the place of one. */
  #within(text: string): string {
    const words = text.split(" ");
    const at = this.#random.below(words.length + 1);
    const instead = this.#random.chance(0.25) ? 1 : 0;
    this.#forget(words.slice(at, at + instead).join(" "));
    words.splice(at, instead, this.#word());
    return words.join(" ");
  }

  #word(): string {
    this.#words += 1;
    return `w${String(this.#words)}`;
  }

  #forget(text: string): void {
    for (const word of text.match(WORD) ?? []) this.#deleted.add(word);
  }

  #deliver(): void {
    const at = this.#random.below(this.#messages.length);
    const [message] = this.#messages.splice(at, 1);
    if (!message) return;
    message.run();
    // A network may say a thing twice.
    if (message.network && this.#random.chance(0.08)) message.run();
  }

  #lose(): void {
    const at = this.#messages.findIndex((message) => message.network);
    if (at >= 0) this.#messages.splice(at, 1);
  }

  #pass(ms: number): void {
    this.#now += ms;
    for (const tab of [...this.#tabs]) this.#tell(tab, { type: "timePassed" });
  }

  #crash(tab: Tab): void {
    this.told.crashes += 1;
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    this.#passLock(tab);
  }

  #passLock(from: Tab): void {
    if (!this.#locks) return;
    const others = this.#tabs.filter((tab) => tab.user === from.user && tab !== from);
    if (others.some(({ state }) => state.is !== "following")) return;
    const next = others[0] ?? (this.#tabs.includes(from) ? from : undefined);
    if (next) this.#tell(next, { type: "lockGained" });
  }

  #answer(tab: Tab): void {
    const { state } = tab;
    if (state.is !== "open" || state.net.is !== "asking") return;
    if (tab.touched) this.#take(tab);
    if (tab.state.is !== "open" || tab.state.net.is !== "asking") return;
    const { fields, blocks } = tab.state.net.merged;
    const choose = () => this.#random.pick(["mine", "theirs", "both"] as const) ?? "both";
    this.#tell(tab, {
      type: "decided",
      choices: Object.fromEntries([...fields, ...blocks].map(({ id }) => [id, choose()])),
    });
  }

  /** The writer was told that there may be a post already, and wants one nevertheless. */
  #confirm(tab: Tab): void {
    const { state } = tab;
    if (state.is !== "open" || state.net.is !== "stopped" || state.net.stop.why !== "oldCreation") return;
    this.#names += 1;
    const draftId = `draft_${String(this.#names)}`;
    this.#drafts.add(draftId);
    this.#tell(tab, { type: "createConfirmed", draftId });
  }

  // -- how the outside answers ----------------------------------------------------------------------------------------

  #tell(tab: Tab, event: Event): void {
    if (!this.#tabs.includes(tab)) return;
    const before = tab.state;
    const [state, effects] = transition(before, this.#distorted(event, before), this.#now);
    tab.state = this.#plant(state, event);
    const faults = check(tab.state);
    if (faults.length > 0) throw new Error(`after ${event.type}: ${faults.join("; ")}`);
    const asks = (it: State) => it.is === "open" && it.net.is === "asking";
    if (asks(state) && !asks(before)) this.told.questions += 1;
    for (const effect of effects) this.#carryOut(tab, effect);
    if (this.#fault === "answerIntoText" && event.type === "saveAnswered" && tab.state.is === "open") {
      if (event.answer.is === "saved" && tab.state.base) {
        tab.editor = tab.state.base.values;
        tab.state = { ...tab.state, mine: tab.editor };
      }
    }
  }

  #distorted(event: Event, state: State): Event {
    if (this.#fault === "copySaidTooEarly" && event.type === "copyAnswered")
      return { ...event, written: true };
    void state;
    return event;
  }

  #plant(state: State, event: Event): State {
    const isSaved = event.type === "saveAnswered" && event.answer.is === "saved";
    return this.#fault === "savedTooMuch" && isSaved && state.is === "open"
      ? { ...state, savedSeq: state.seq }
      : state;
  }

  #carryOut(tab: Tab, effect: Effect): void {
    switch (effect.do) {
      case "show":
        tab.editor = effect.values;
        tab.touched = false;
        return;
      case "bringIn":
        this.told.merges += 1;
        if (tab.touched) throw new Error("foreign text came in while a change was not taken");
        tab.editor = effect.values;
        return;
      case "releaseLock":
        return this.#passLock(tab);
      case "askLock":
        return;
      case "readCopies": {
        const { draftId, postId } = tab.state.setting;
        const isOfPost = (copy: LocalCopy) =>
          copy.draftId === draftId || (postId !== null && copy.postId === postId);
        return this.#later(false, () => {
          this.#tell(tab, { type: "copiesRead", copies: [...tab.device.copies.values()].filter(isOfPost) });
        });
      }
      case "writeCopy": {
        const { id, copy, absorbed } = effect;
        return this.#later(false, () => {
          // A tab that was killed may have been about to write; whether the write came first is the device's affair.
          if (!this.#tabs.includes(tab)) return;
          const written = !tab.device.refuses;
          if (written) {
            for (const { copyId, turn } of absorbed) {
              if (tab.device.copies.get(copyId)?.turn === turn) tab.device.copies.delete(copyId);
            }
            tab.device.copies.set(copy.copyId, copy);
          }
          this.#tell(tab, { type: "copyAnswered", id, written });
        });
      }
      case "readPost":
        return this.#request(
          tab,
          () => {
            const answer = this.#server.read(effect.postId);
            return { type: "readAnswered", id: effect.id, answer };
          },
          { type: "readAnswered", id: effect.id, answer: { is: "noAnswer" } },
        );
      case "finish": {
        const seen = tab.state.is === "open" ? tab.state.base?.values : undefined;
        return this.#request(
          tab,
          () => ({ type: "finishAnswered", id: effect.id, answer: this.#finished(tab, effect, seen) }),
          { type: "finishAnswered", id: effect.id, answer: { is: "noAnswer" } },
        );
      }
      case "save": {
        this.told.saves += 1;
        let { save } = effect;
        if (save.door === "workingCopy") this.told.besides += 1;
        if (this.#fault === "wrongDoor" && save.door === "workingCopy")
          save = { ...save, door: "autosave", on: null };
        if (tab.state.is === "open" && tab.state.base?.live && save.door !== "workingCopy")
          throw new Error("readers would see half a sentence");
        if (save.postId === null) this.told.creations += 1;
        if (this.#fault === "noIfMatch") save = { ...save, on: null };
        if (this.#fault === "newKeyEachTry")
          save = { ...save, draftId: `${save.draftId}-${String(effect.id)}` };
        return this.#request(
          tab,
          () => {
            const answer = this.#server.save(save, tab.user);
            return { type: "saveAnswered", id: effect.id, answer };
          },
          { type: "saveAnswered", id: effect.id, answer: { is: "noAnswer" } },
        );
      }
    }
  }

  #finished(
    tab: Tab,
    asked: Extract<Effect, { readonly do: "finish" }>,
    seen: Values | undefined,
  ): SaveAnswer {
    const post = this.#server.posts.get(asked.postId);
    const isBlind = this.#fault === "appliedUnseen";
    const draft = this.#server.versionOf(asked.postId)?.draft;
    const effect = isBlind && draft ? { ...asked, draft } : asked;
    const before = this.#server.discarded.length;
    const beside = Object.entries(post?.draft?.changes ?? {});
    const answer = this.#server.finish(effect, tab.user);
    if (answer.is !== "saved") return answer;
    this.told[effect.finish === "apply" ? "applied" : "discarded"] += 1;
    if (effect.finish === "apply" && seen && !beside.every(([field, value]) => sameValue(value, seen[field])))
      throw new Error("readers see what nobody looked at");
    for (const changes of this.#server.discarded.slice(before))
      this.#forget(Object.values(changes).map(canonical).join());
    return answer;
  }

  #later(network: boolean, run: () => void): void {
    this.#messages.push({ network, run });
  }

  /** Arrival and answer are two things: either may be late, lost or repeated, and the tab may have given up meanwhile. */
  #request(tab: Tab, arrive: () => Event, nothing: Event): void {
    this.#later(true, () => {
      const answer = arrive();
      this.#later(true, () =>
        this.#tell(tab, this.#healing || !this.#random.chance(0.1) ? answer : unlike(answer)),
      );
    });
    this.#messages.push({
      network: false,
      run: () => {
        if (this.#healing && this.#messages.some(({ network }) => network))
          return this.#later(false, () => this.#tell(tab, nothing));
        this.told.noAnswers += 1;
        this.#tell(tab, nothing);
      },
    });
  }

  // -- what must hold -------------------------------------------------------------------------------------------------

  #look(): void {
    for (const { state, editor } of this.#tabs) {
      const status = statusOf(state).is;
      if (status === "saved" || status === "device") {
        for (const word of canonical(editor).match(WORD) ?? []) this.#promised.add(word);
      }
    }
    const copies = [...this.#devices.values()].flatMap(({ copies }) => [...copies.values()]).map(inCopy);
    const held = new Set([...this.#server.holdings(), ...copies].flatMap((text) => text.match(WORD) ?? []));
    const lost = [...this.#promised].filter((word) => !held.has(word) && !this.#deleted.has(word));
    if (lost.length > 0) throw new Error(`shown as saved and nowhere any more: ${lost.join(" ")}`);
    if (this.#server.posts.size > this.#drafts.size) throw new Error("one draft became two posts");
  }

  /** Everything works again: all open tabs come to rest, and what they show is what the server has. */
  #heal(): void {
    this.#healing = true;
    for (const device of this.#devices.values()) device.refuses = false;
    for (let round = 0; round < 60; round += 1) {
      for (const tab of [...this.#tabs]) {
        this.#tell(tab, { type: "compositionChanged", composing: false });
        if (tab.touched) this.#take(tab);
        this.#tell(tab, { type: "signedIn", writer: { user: tab.user, tenant: "t" } });
        this.#answer(tab);
        this.#confirm(tab);
        this.#tell(tab, { type: "saveAsked" });
      }
      for (let turn = 0; turn < 200 && this.#messages.length > 0; turn += 1) {
        const at = Math.max(
          0,
          this.#messages.findIndex(({ network }) => network),
        );
        const [message] = this.#messages.splice(at, 1);
        message?.run();
      }
      this.#pass(61_000);
      this.#look();
      const isAtRest = this.#tabs.every(({ state }) => ["saved", "following"].includes(statusOf(state).is));
      if (isAtRest && this.#messages.length === 0) return this.#compare();
    }
    throw new Error(
      `no rest: ${this.#tabs.map(({ state }) => JSON.stringify([statusOf(state), state.is === "open" ? state.net : state])).join()}`,
    );
  }

  #compare(): void {
    for (const { state, editor } of this.#tabs) {
      const post = this.#server.posts.get(state.setting.postId ?? "");
      if (state.is !== "open" || !state.base || !post) continue;
      // While there is no title here, the server keeps the one it has.
      const titled = editor.title === "" ? { ...editor, title: state.base.values.title } : editor;
      const shown = completed(titled, post.values);
      const isNewest =
        state.base.version === post.version &&
        state.base.draft === this.#server.versionOf(state.setting.postId ?? "")?.draft;
      if (isNewest && !sameValues(shown, { ...post.values, ...post.draft?.changes }))
        throw new Error("shown as saved, and the server has another text");
      if (!sameValues(shown, completed(state.base.values, post.values)))
        throw new Error("shown as saved, and another text was acknowledged");
    }
  }
}

function unlike(event: Event): Event {
  if (event.type === "saveAnswered") return { ...event, answer: { is: "signedOut" } };
  if (event.type === "finishAnswered") return { ...event, answer: { is: "signedOut" } };
  return event.type === "readAnswered" ? { ...event, answer: { is: "busy", retryAfterMs: 3_000 } } : event;
}

function inCopy({ mine, kept, theirs, creating }: LocalCopy): string {
  return [mine, theirs?.values, creating?.values, ...kept.map(({ values }) => values)].map(canonical).join();
}

function line(text: string): Node {
  return { type: "paragraph", content: [{ type: "text", text }] };
}

function doc(content: readonly Node[]): Node {
  return { type: "doc", content };
}

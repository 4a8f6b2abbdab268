// Runs the machine in a page: does what it asks for, tells it what came of it, decides nothing.

import { readCopies, removeCopies, writeCopy } from "./adapters/copies";
import { finish, read, save, type Loaded } from "./adapters/server";
import { expired, isSafeToLeave, nextWake, open, statusOf, transition } from ".";
import type { Effect, Event, Finish, Net, Setting, State, Status, Values } from ".";

/** What the editor does for the machine. */
export interface EditorPort {
  show(values: Values): void;
  bringIn(values: Values, by: string | undefined): void;
  /** The text as it stands, if a change was not taken yet. */
  flush(): Values | undefined;
}

export interface Snapshot {
  readonly state: State;
  readonly status: Status;
  readonly post: Loaded | undefined;
}

/** An editor that is gone. */
const NOBODY: EditorPort = { show: () => undefined, bringIn: () => undefined, flush: () => undefined };
const PATIENCE_MS = 15_000;
const SIGNED_IN = "logicspike-signed-in";

export class SavingSession {
  #state: State;
  #snapshot: Snapshot;
  #post: Loaded | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #release: (() => void) | undefined;
  #ended = new AbortController();
  readonly #listeners = new Set<() => void>();
  #editor: EditorPort;
  readonly #channel = new BroadcastChannel(SIGNED_IN);

  constructor(setting: Setting, editor: EditorPort) {
    this.#editor = editor;
    const [state, effects] = open(setting);
    this.#state = state;
    this.#snapshot = { state, status: statusOf(state), post: undefined };
    const { signal } = this.#ended;
    const hide = () => {
      this.#flush();
      this.tell({ type: "hidden" });
    };
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && hide(), {
      signal,
    });
    window.addEventListener("pagehide", hide, { signal });
    window.addEventListener("blur", hide, { signal });
    window.addEventListener("online", () => this.tell({ type: "onlineCame" }), { signal });
    window.addEventListener("focus", () => void this.askWhoIsSignedIn(), { signal });
    window.addEventListener(
      "beforeunload",
      (event) => {
        this.#flush();
        if (!isSafeToLeave(this.#state)) event.preventDefault();
      },
      { signal },
    );
    this.#channel.onmessage = () => void this.askWhoIsSignedIn();
    void this.#begin(setting, effects);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): Snapshot => this.#snapshot;

  tell(event: Event): void {
    if (this.#ended.signal.aborted) return;
    const [state, effects] = transition(this.#state, event, Date.now());
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#changed();
  }

  /** Everything that is written, saved deliberately; true when the server has it. */
  async saveNow(): Promise<boolean> {
    this.#flush();
    this.tell({ type: "saveAsked" });
    return new Promise((resolve) => {
      const look = () => {
        const { is } = this.#snapshot.status;
        if (is === "saving") return;
        done();
        resolve(is === "saved");
      };
      const done = this.subscribe(look);
      look();
    });
  }

  /** Everything that is written, for readers to see; true when they do. */
  async update(): Promise<boolean> {
    return this.#finished("apply");
  }

  /** Gives the working copy up: the text is again what readers see, and what stood here is kept for a week. */
  async discard(): Promise<boolean> {
    return this.#finished("discard");
  }

  async #finished(finish: Finish): Promise<boolean> {
    this.#flush();
    this.tell({ type: "finishAsked", finish });
    return new Promise((resolve) => {
      const look = () => {
        const { state } = this;
        if (state.is === "open" && state.finish !== null && !isHeldUp(state.net)) return;
        done();
        resolve(state.is === "open" && state.finish === null && state.base?.draft === null);
      };
      const done = this.subscribe(look);
      look();
    });
  }

  get state(): State {
    return this.#state;
  }

  /** It was published or unpublished; of a post that readers see a save goes beside it. */
  setStatus(status: string): void {
    this.#post = { slug: "", scheduledFor: null, ...this.#post, status };
    this.tell({ type: "publicationChanged", live: status === "published" });
  }

  /** Another page of this browser signed in, or this one came back to the front. */
  async askWhoIsSignedIn(): Promise<void> {
    const state = this.#state;
    const isWaiting = state.is === "open" && (state.net.is === "signedOut" || state.net.is === "stopped");
    if (!isWaiting && !(state.is === "opening" && state.trouble)) return;
    const response = await fetch("/api/auth/session", { cache: "no-store" }).catch(() => undefined);
    const session: unknown = await response?.json().catch(() => undefined);
    const writer = writerOf(session);
    if (writer) this.tell({ type: "signedIn", writer });
  }

  /** The page goes on to another: what is written is still sent, for a while; it is on this device in any case. */
  end(): void {
    this.#flush();
    this.#editor = NOBODY;
    this.tell({ type: "hidden" });
    const finish = () => {
      leave();
      clearTimeout(patience);
      clearTimeout(this.#timer);
      this.#ended.abort();
      this.#channel.close();
      this.#release?.();
    };
    const look = () => this.#snapshot.status.is !== "saving" && finish();
    const leave = this.subscribe(() => queueMicrotask(look));
    const patience = setTimeout(finish, PATIENCE_MS);
    queueMicrotask(look);
  }

  async #begin(setting: Setting, effects: readonly Effect[]): Promise<void> {
    await this.#lock(`post:${setting.postId ?? setting.draftId}`);
    for (const effect of effects) this.#carryOut(effect);
    this.#changed();
  }

  /** Resolves when this tab is the one that writes. Without locks every tab is a person of its own. */
  #lock(name: string): Promise<void> {
    if (!("locks" in navigator)) return Promise.resolve();
    return new Promise((gained) => {
      const held = new Promise<void>((release) => (this.#release = release));
      const { signal } = this.#ended;
      navigator.locks.request(name, { signal }, () => (gained(), held)).catch(() => undefined);
    });
  }

  #flush(): void {
    const values = this.#editor.flush();
    if (values) this.tell({ type: "textTaken", values });
  }

  #carryOut(effect: Effect): void {
    const { writer, draftId, postId } = this.#state.setting;
    switch (effect.do) {
      case "readCopies":
        void readCopies(writer)
          .catch(() => [])
          .then((copies) => {
            const old = expired(copies, Date.now());
            if (old.length > 0) void removeCopies(writer, old).catch(() => undefined);
            const ours = copies.filter(
              (copy) => copy.draftId === draftId || (postId && copy.postId === postId),
            );
            this.tell({ type: "copiesRead", copies: ours });
          });
        return;
      case "readPost":
        void read(effect.postId, (post) => (this.#post = post)).then((answer) => {
          // What a merge starts from is what stands in the editor now.
          this.#flush();
          this.tell({ type: "readAnswered", id: effect.id, answer });
        });
        return;
      case "writeCopy":
        void writeCopy(writer, effect.copy, effect.absorbed)
          .then(() => true)
          .catch(() => false)
          .then((written) => this.tell({ type: "copyAnswered", id: effect.id, written }));
        return;
      case "save":
        void save(effect.save).then((answer) => this.tell({ type: "saveAnswered", id: effect.id, answer }));
        return;
      case "finish":
        void finish(effect.postId, effect.finish, effect.draft).then((answer) =>
          this.tell({ type: "finishAnswered", id: effect.id, answer }),
        );
        return;
      case "show":
        return this.#editor.show(effect.values);
      case "bringIn":
        return this.#editor.bringIn(effect.values, effect.by);
      case "askLock":
        // The draft's lock is kept as well: whoever came by the draft's address must wait too.
        void navigator.locks
          ?.request(effect.name, { signal: this.#ended.signal }, () => new Promise(() => undefined))
          .catch(() => undefined);
        return;
      case "releaseLock":
        return this.#release?.();
    }
  }

  #changed(): void {
    clearTimeout(this.#timer);
    const wake = nextWake(this.#state);
    if (wake !== null && !this.#ended.signal.aborted) {
      this.#timer = setTimeout(() => this.tell({ type: "timePassed" }), Math.max(wake - Date.now(), 0) + 5);
    }
    this.#snapshot = { state: this.#state, status: statusOf(this.#state), post: this.#post };
    for (const listener of this.#listeners) listener();
  }
}

/** Whether it takes somebody's word before anything goes on. */
function isHeldUp({ is }: Net): boolean {
  return ["waiting", "signedOut", "stopped", "asking"].includes(is);
}

/** Tells the other pages of this browser that somebody signed in. */
export function announceSignIn(): void {
  const channel = new BroadcastChannel(SIGNED_IN);
  channel.postMessage("signed in");
  channel.close();
}

export function writerOf(session: unknown): { user: string; tenant: string } | undefined {
  if (typeof session !== "object" || session === null || !("user" in session) || !("tenant" in session))
    return undefined;
  const { user, tenant } = session;
  if (typeof user !== "object" || user === null || !("id" in user)) return undefined;
  return typeof user.id === "string" && typeof tenant === "string" ? { user: user.id, tenant } : undefined;
}

// Runs the machine in a page: does what it asks for, tells it what came of it, decides nothing.

import { readCopies, removeCopies, writeCopy } from "./adapters/copies";
import { PostLock } from "./adapters/lock";
import { watchPage } from "./adapters/page";
import { finish, read, save, versionNow, type Loaded } from "./adapters/server";
import { onSignIn, whoIsSignedIn } from "./adapters/session";
import { Tabs } from "./adapters/tabs";
import { POLL_MS, pollOf } from "./polling";
import { expired, follow, isSafeToLeave, nextWake, statusOf, transition } from ".";
import type { Effect, Event, Finish, Net, Setting, State, Status, Values } from ".";

export { announceSignIn, writerOf } from "./adapters/session";

/** What the editor does for the machine. */
export interface EditorPort {
  show(values: Values): void;
  bringIn(values: Values, by: string | undefined): void;
  /** The text as it stands, if a change was not taken yet. */
  flush(): Values | undefined;
  setWritable(isWritable: boolean): void;
}

export interface Snapshot {
  readonly state: State;
  readonly status: Status;
  readonly post: Loaded | undefined;
  /** Somebody else's changes are in the text since it was saved last. */
  readonly broughtIn: { readonly by: string | undefined } | undefined;
}

/** An editor that is gone. */
const NOBODY: EditorPort = {
  ...{ show: () => undefined, bringIn: () => undefined },
  ...{ flush: () => undefined, setWritable: () => undefined },
};
const PATIENCE_MS = 15_000;
/** A tab that was asked to hand over and does not answer has the lock taken from it. */
const HAND_OVER_MS = 3_000;
/** So often at most is looked because somebody came back to the page. */
const LOOK_AGAIN_MS = 5_000;
/** Whoever follows sees the text this much later. */
const FOLLOWED_MS = 250;

export class SavingSession {
  #state: State;
  #snapshot: Snapshot;
  #post: Loaded | undefined;
  #broughtIn: Snapshot["broughtIn"];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #polls = 0;
  #lookedAt = Date.now();
  #isAsleep = false;
  /** Another tab has the lock; until that is known this one is just opening. */
  #isWaiting = false;
  /** Another tab shows what is written here. */
  #isFollowed = false;
  #showing: ReturnType<typeof setTimeout> | undefined;
  readonly #ended = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #lock: PostLock;
  /** Of the post that was created here: whoever comes by its address must wait as well. */
  #second: PostLock | undefined;
  readonly #tabs: Tabs;
  #editor: EditorPort;

  constructor(setting: Setting, editor: EditorPort) {
    this.#editor = editor;
    this.#state = follow(setting);
    this.#snapshot = this.#taken();
    this.#lock = new PostLock(`post:${setting.postId ?? setting.draftId}`, {
      onGained: () => {
        this.#isWaiting = false;
        this.tell({ type: "lockGained" });
      },
      onWaiting: () => {
        this.#isWaiting = true;
        this.#tabs.ask();
        this.#changed();
      },
      onLost: () => this.tell({ type: "lockLost" }),
    });
    this.#tabs = new Tabs(setting.writer, () => this.#state.setting, {
      onAsked: () => {
        this.#isFollowed = true;
        this.#showOthers();
      },
      onText: (values) => this.tell({ type: "followed", values }),
      onWanted: () => {
        this.#flush();
        this.tell({ type: "handOverAsked" });
      },
      onChanged: () => this.tell({ type: "lookAsked" }),
    });
    this.#watch();
    void this.#lock.ask();
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
    if (event.type === "textTaken" || event.type === "copiesRead") this.#showOthers();
    this.#changed();
  }

  /** Everything that is written, saved deliberately; true when the server has it. */
  async saveNow(): Promise<boolean> {
    this.#flush();
    this.tell({ type: "saveAsked" });
    return this.#until(
      ({ status }) => status.is !== "saving",
      ({ status }) => status.is === "saved",
    );
  }

  /** Everything that is written, where readers see it, or will when the post is published; true when it is. */
  async update(): Promise<boolean> {
    this.#flush();
    this.tell({ type: "saveAsked" });
    return this.#finished("apply");
  }

  /** Gives the working copy up: the text is again what readers see, and what stood here is kept for a week. */
  async discard(): Promise<boolean> {
    this.#flush();
    return this.#finished("discard");
  }

  async #finished(what: Finish): Promise<boolean> {
    this.tell({ type: "finishAsked", finish: what });
    return this.#until(
      ({ state, status }) =>
        state.is !== "open" || isHeldUp(state.net) || (state.finish === null && status.is !== "saving"),
      ({ state, status }) =>
        state.is === "open" && state.finish === null && status.is === "saved" && !status.beside,
    );
  }

  #until(isDone: (now: Snapshot) => boolean, outcome: (now: Snapshot) => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isDone(this.#snapshot)) return;
        leave();
        resolve(outcome(this.#snapshot));
      };
      const leave = this.subscribe(look);
      look();
    });
  }

  /** It was published or unpublished; of a post that readers see a save goes beside it. */
  setStatus(status: string): void {
    this.#post = { slug: "", scheduledFor: null, ...this.#post, status };
    this.tell({ type: "publicationChanged", live: status === "published" });
  }

  /** This tab wants to be the one that writes. */
  editHere(): void {
    this.#tabs.want();
    setTimeout(() => {
      if (this.#state.is === "following" && !this.#ended.signal.aborted) void this.#lock.take();
    }, HAND_OVER_MS);
  }

  /** Another page of this browser signed in, or this one came back to the front. */
  async askWhoIsSignedIn(): Promise<void> {
    const state = this.#state;
    const isWaiting = state.is === "open" && (state.net.is === "signedOut" || state.net.is === "stopped");
    if (!isWaiting && !(state.is === "opening" && state.trouble)) return;
    const writer = await whoIsSignedIn();
    if (writer) this.tell({ type: "signedIn", writer });
  }

  /** The page goes on to another: what is written is still sent, for a while; it is on this device in any case. */
  end(): void {
    this.#flush();
    this.#editor = NOBODY;
    this.tell({ type: "saveAsked" });
    const over = () => {
      leave();
      clearTimeout(patience);
      clearTimeout(this.#timer);
      clearTimeout(this.#showing);
      this.#ended.abort();
      this.#tabs.close();
      this.#lock.letGo();
      this.#second?.letGo();
    };
    const look = () => !isUnderWay(this.#state) && this.#snapshot.status.is !== "saving" && over();
    const leave = this.subscribe(() => queueMicrotask(look));
    const patience = setTimeout(over, PATIENCE_MS);
    queueMicrotask(look);
  }

  #watch(): void {
    const { signal } = this.#ended;
    const hide = () => {
      this.#flush();
      this.tell({ type: "hidden" });
    };
    watchPage(
      {
        onHidden: hide,
        onShown: () => {
          void this.askWhoIsSignedIn();
          this.#lookAgain();
        },
        onLeft: () => {
          this.#flush();
          this.tell({ type: "saveAsked" });
          this.#isAsleep = true;
          this.#letGoAsleep();
        },
        onReturned: () => {
          this.#isAsleep = false;
          if (this.#lock.isHeld) return;
          this.tell({ type: "returned" });
          void this.#lock.ask();
        },
        onOnline: () => this.tell({ type: "onlineCame" }),
        mayClose: () => {
          this.#flush();
          return isSafeToLeave(this.#state);
        },
      },
      signal,
    );
    onSignIn(() => void this.askWhoIsSignedIn(), signal);
    const polling = setInterval(() => void this.#poll(), POLL_MS);
    signal.addEventListener("abort", () => clearInterval(polling));
  }

  /** Asleep, the lock is kept until all is on this device or on the server, and no longer. */
  #letGoAsleep(): void {
    if (!this.#isAsleep || !isSafeToLeave(this.#state)) return;
    this.#lock.letGo();
    this.#second?.letGo();
  }

  /** Whoever comes back may have published it in another window. */
  #lookAgain(): void {
    if (Date.now() - this.#lookedAt < LOOK_AGAIN_MS) return;
    this.#lookedAt = Date.now();
    this.tell({ type: "lookAsked" });
  }

  /** Who saved meanwhile is known before it is in the way. */
  async #poll(): Promise<void> {
    const { postId } = this.#state.setting;
    if (document.visibilityState !== "visible" || postId === null) return;
    this.#polls += 1;
    const asked = pollOf(this.#state, this.#post, this.#polls, Date.now());
    if (asked === "look") return this.tell({ type: "lookAsked" });
    for (const door of asked) this.tell({ type: "versionHeard", ...(await versionNow(postId, door)) });
  }

  #showOthers(): void {
    if (!this.#isFollowed) return;
    this.#showing ??= setTimeout(() => {
      this.#showing = undefined;
      if (this.#state.is === "open" && !this.#ended.signal.aborted) this.#tabs.show(this.#state.mine);
    }, FOLLOWED_MS);
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
        this.#broughtIn = { by: effect.by };
        return this.#editor.bringIn(effect.values, effect.by);
      case "askLock":
        this.#second = new PostLock(effect.name, {
          onGained: () => undefined,
          onWaiting: () => undefined,
          onLost: () => this.tell({ type: "lockLost" }),
        });
        return void this.#second.ask();
      case "releaseLock":
        this.#lock.letGo();
        this.#second?.letGo();
        // Its turn comes again when the other tab is done.
        return void this.#lock.ask();
    }
  }

  #taken(): Snapshot {
    const [state, post, broughtIn] = [this.#state, this.#post, this.#broughtIn];
    const status: Status = state.is === "following" && !this.#isWaiting ? { is: "opening" } : statusOf(state);
    return { state, status, post, broughtIn };
  }

  #changed(): void {
    clearTimeout(this.#timer);
    const wake = nextWake(this.#state);
    if (wake !== null && !this.#ended.signal.aborted) {
      this.#timer = setTimeout(() => this.tell({ type: "timePassed" }), Math.max(wake - Date.now(), 0) + 5);
    }
    this.#letGoAsleep();
    const before = this.#snapshot.status;
    if (isWritable(this.#state) !== isWritable(this.#snapshot.state))
      this.#editor.setWritable(isWritable(this.#state));
    this.#snapshot = this.#taken();
    if (before.is === "saving" && this.#snapshot.status.is === "saved" && this.#broughtIn) {
      this.#broughtIn = undefined;
      this.#snapshot = this.#taken();
    }
    for (const listener of this.#listeners) listener();
  }
}

function isWritable(state: State): boolean {
  return state.is === "open" && state.role === "writer";
}

function isUnderWay(state: State): boolean {
  return state.is === "open" && ["preparing", "saving", "finishing"].includes(state.net.is);
}

/** Whether it takes somebody's word before anything goes on. */
function isHeldUp({ is }: Net): boolean {
  return ["waiting", "signedOut", "stopped", "asking"].includes(is);
}

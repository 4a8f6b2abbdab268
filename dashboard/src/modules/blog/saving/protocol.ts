// What the machine hears, what it asks for, and what it can be in. Events are in the past, effects imperative.

import type { CopyRef, Creating, Kept, LocalCopy } from "./copies";
import type { Values, Version } from "./document";
import type { Choices, Merged } from "./merge";

/** How what is written reaches the server: into the post, or beside it until the writer says that readers shall see it. */
export type Door = "autosave" | "workingCopy";

/** What is done with a working copy in the end. */
export type Finish = "apply" | "discard";

/** Who writes; a queue goes on only for the same. */
export interface Writer {
  readonly user: string;
  readonly tenant: string;
}

export interface Fault {
  readonly field: string;
  readonly message: string;
}

export type SaveAnswer =
  | {
      readonly is: "saved";
      readonly postId: string;
      /** Of the post, or of its working copy, whichever was written. */
      readonly version: number | null;
      readonly draft: string | null;
    }
  | { readonly is: "conflict" }
  | { readonly is: "noAnswer" }
  | { readonly is: "busy"; readonly retryAfterMs?: number }
  | { readonly is: "signedOut" }
  | { readonly is: "refused"; readonly status: number; readonly message: string }
  | { readonly is: "invalid"; readonly faults: readonly Fault[]; readonly message: string }
  | { readonly is: "tooLarge" }
  | { readonly is: "gone" };

export type ReadAnswer =
  | { readonly is: "read"; readonly version: Version; readonly by?: string }
  | Exclude<SaveAnswer, { readonly is: "saved" | "conflict" | "invalid" | "tooLarge" }>;

export type Event =
  /** A transaction of the writer changed something; the text itself follows by `textTaken`. */
  | { readonly type: "touched" }
  | { readonly type: "textTaken"; readonly values: Values }
  | { readonly type: "copyAnswered"; readonly id: number; readonly written: boolean }
  | { readonly type: "saveAnswered"; readonly id: number; readonly answer: SaveAnswer }
  | { readonly type: "readAnswered"; readonly id: number; readonly answer: ReadAnswer }
  | { readonly type: "copiesRead"; readonly copies: readonly LocalCopy[] }
  | { readonly type: "timePassed" }
  /** ⌘S, publishing, leaving the page: save now, and as a deliberate save. */
  | { readonly type: "saveAsked" }
  /** The page is hidden or lost the focus: save now. */
  | { readonly type: "hidden" }
  | { readonly type: "onlineCame" }
  | { readonly type: "signedIn"; readonly writer: Writer }
  | { readonly type: "decided"; readonly choices: Choices }
  | { readonly type: "createConfirmed"; readonly draftId: string }
  | { readonly type: "saveAsNewAsked"; readonly draftId: string }
  | { readonly type: "compositionChanged"; readonly composing: boolean }
  /** It was published or unpublished, which changes no version. */
  | { readonly type: "publicationChanged"; readonly live: boolean }
  /** The version of the post or of its working copy that stands on the server now. */
  | { readonly type: "versionHeard"; readonly version?: number; readonly draft?: string | null }
  /** The writer wants readers to see the working copy, or gives it up. */
  | { readonly type: "finishAsked"; readonly finish: Finish }
  | { readonly type: "finishAnswered"; readonly id: number; readonly answer: SaveAnswer }
  /** How the post stands has to be asked: it may have been published, which no version tells. */
  | { readonly type: "lookAsked" }
  /** The writer wants the server's text in the place of what this device had unsent. */
  | { readonly type: "serverTextAsked" }
  /** The page was asleep and somebody else may have written meanwhile; the lock has to be asked for again. */
  | { readonly type: "returned" }
  /** In a tab that follows: the text as it stands in the one that writes. */
  | { readonly type: "followed"; readonly values: Values }
  | { readonly type: "lockGained" }
  | { readonly type: "lockLost" }
  /** Another tab wants to write: hand over as soon as everything is on this device. */
  | { readonly type: "handOverAsked" };

export interface Save {
  readonly postId: string | null;
  readonly draftId: string;
  /** What it goes on from; nothing when the post is created. */
  readonly on: Pick<Version, "version" | "draft"> | null;
  /** Only what changed; all of it when the post is created. */
  readonly changes: Partial<Values>;
  readonly deliberate: boolean;
  readonly door: Door;
}

export type Effect =
  | { readonly do: "readCopies" }
  | { readonly do: "readPost"; readonly id: number; readonly postId: string }
  | {
      readonly do: "writeCopy";
      readonly id: number;
      readonly copy: LocalCopy;
      readonly absorbed: readonly CopyRef[];
    }
  | { readonly do: "save"; readonly id: number; readonly save: Save }
  | {
      readonly do: "finish";
      readonly id: number;
      readonly finish: Finish;
      readonly postId: string;
      readonly draft: string;
    }
  /** Put a text into the editor as it is opened; not the writer's change. */
  | { readonly do: "show"; readonly values: Values }
  /** Bring foreign changes into the text, block by block, which undo does not undo. */
  | { readonly do: "bringIn"; readonly values: Values; readonly by: string | undefined }
  | { readonly do: "askLock"; readonly name: string }
  | { readonly do: "releaseLock" };

export type Stop =
  | { readonly why: "refused"; readonly status: number; readonly message: string }
  | { readonly why: "invalid"; readonly message: string }
  | { readonly why: "tooLarge" }
  | { readonly why: "gone" }
  | { readonly why: "otherWriter"; readonly writer: Writer }
  /** A creation was tried long ago, or with another text; doing it again might make a second post. */
  | { readonly why: "oldCreation" };

/** One request per post: this is a union, so a second cannot be under way. */
export type Net =
  | { readonly is: "idle" }
  /** The copy that says what is about to be sent is being written. */
  | { readonly is: "preparing"; readonly save: Save; readonly text: Text }
  | { readonly is: "saving"; readonly id: number; readonly save: Save; readonly text: Text }
  | { readonly is: "looking"; readonly id: number; readonly held: ReadAnswer | null }
  | { readonly is: "finishing"; readonly id: number; readonly finish: Finish }
  | { readonly is: "waiting"; readonly until: number; readonly offline: boolean; readonly look: boolean }
  | { readonly is: "signedOut"; readonly look: boolean }
  | { readonly is: "stopped"; readonly stop: Stop }
  | {
      readonly is: "asking";
      readonly theirs: Version;
      readonly merged: Merged;
      readonly by: string | undefined;
    };

/** A text and which of the writer's changes it holds. */
export interface Text {
  readonly values: Values;
  readonly seq: number;
}

export interface Opening {
  readonly is: "opening";
  readonly setting: Setting;
  readonly copies: readonly LocalCopy[] | null;
  readonly read: { readonly version: Version } | "failed" | null;
  readonly readId: number;
  readonly nextId: number;
  readonly retryAt: number | null;
  readonly tries: number;
  readonly trouble: Exclude<ReadAnswer, { readonly is: "read" }> | null;
}

/** Another tab of this person writes; this one shows what it writes. */
export interface Following {
  readonly is: "following";
  readonly setting: Setting;
  readonly nextId: number;
}

/** What does not change while a post is open in a tab, but for its id. */
export interface Setting {
  readonly writer: Writer;
  readonly copyId: string;
  readonly draftId: string;
  readonly postId: string | null;
  /** Between 0 and 1, for the spread of pauses. */
  readonly jitter: number;
}

export interface Open {
  readonly is: "open";
  readonly setting: Setting;
  readonly role: "writer" | "leaving" | "left";
  /** The last version that the server acknowledged or showed. */
  readonly base: Version | null;
  readonly mine: Values;
  /** Counts the writer's changes; every other count is at most this. */
  readonly seq: number;
  /** Up to here the text is on this device. */
  readonly storedSeq: number;
  /** Up to here the text is on the server. */
  readonly savedSeq: number;
  /** What this device had unsent was put into the text as it was opened, and is not acknowledged yet. */
  readonly restored: boolean;
  /** A change was made whose text was not taken yet. */
  readonly touched: boolean;
  readonly composing: boolean;
  readonly net: Net;
  readonly copy:
    { readonly is: "idle" } | { readonly is: "writing"; readonly id: number; readonly seq: number };
  /** The copy on this device is not as it should be, though the text in it may be. */
  readonly copyStale: boolean;
  readonly copyRefused: boolean;
  readonly sent: readonly Values[];
  readonly creating: Creating | null;
  readonly kept: readonly Kept[];
  readonly absorbed: readonly CopyRef[];
  readonly faults: readonly (Fault & { readonly value: unknown })[];
  readonly firstUnsentAt: number | null;
  readonly lastChangeAt: number;
  readonly copyDueAt: number | null;
  readonly urgent: boolean;
  readonly deliberate: boolean;
  /** The newest text on the server was saved while typing; a deliberate save of it is still to be made. */
  readonly autosaved: boolean;
  readonly lastDeliberateAt: number;
  /** What the writer wants to become of the working copy, until it is done. */
  readonly finish: Finish | null;
  /** Why that could not be done. */
  readonly finishFault: string | null;
  readonly tries: number;
  readonly nextId: number;
}

export type State = Opening | Open | Following;

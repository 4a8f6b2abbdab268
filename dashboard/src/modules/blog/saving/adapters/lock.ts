// Which tab of one person writes: a lock of the browser, one for each post. Without locks every tab is a person of its own.

export interface LockEvents {
  readonly onGained: () => void;
  /** Another tab has it; it was asked for, and comes when that one lets go. */
  readonly onWaiting: () => void;
  /** Another tab took it because this one did not answer. */
  readonly onLost: () => void;
}

export class PostLock {
  readonly #name: string;
  readonly #events: LockEvents;
  #asked: AbortController | undefined;
  #letGo: (() => void) | undefined;

  constructor(name: string, events: LockEvents) {
    this.#name = name;
    this.#events = events;
  }

  get isHeld(): boolean {
    return this.#letGo !== undefined;
  }

  /** Takes it if nobody has it, else waits for it. */
  async ask(): Promise<void> {
    if (!("locks" in navigator)) return this.#events.onGained();
    let isFree = true;
    await this.#request({ ifAvailable: true }, () => {
      isFree = false;
    });
    if (isFree) return;
    this.#events.onWaiting();
    this.#asked = new AbortController();
    await this.#request({ signal: this.#asked.signal }, () => undefined);
  }

  /** Takes it from a tab that does not answer. */
  async take(): Promise<void> {
    this.#asked?.abort();
    await this.#request({ steal: true }, () => undefined);
  }

  letGo(): void {
    this.#asked?.abort();
    const { letGo } = { letGo: this.#letGo };
    this.#letGo = undefined;
    letGo?.();
  }

  /** Ends when it is let go of, or was never given. */
  async #request(options: LockOptions, onRefused: () => void): Promise<void> {
    // Resolves for the caller as soon as it is clear who has it.
    await new Promise<void>((clear) => {
      navigator.locks
        .request(this.#name, options, (lock) => {
          if (!lock) {
            onRefused();
            return clear();
          }
          return new Promise<void>((letGo) => {
            this.#letGo = letGo;
            this.#events.onGained();
            clear();
          });
        })
        .catch(() => {
          // The question was taken back, or the lock was taken away.
          if (this.#letGo) {
            this.#letGo = undefined;
            this.#events.onLost();
          }
          clear();
        });
    });
  }
}

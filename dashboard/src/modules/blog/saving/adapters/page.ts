// What happens to the page that a post is open in.

export interface PageEvents {
  /** It is no longer looked at. */
  readonly onHidden: () => void;
  readonly onShown: () => void;
  /** It ends, or goes to sleep. */
  readonly onLeft: () => void;
  /** It was asleep, and others may have written meanwhile. */
  readonly onReturned: () => void;
  readonly onOnline: () => void;
  /** Whether it may be closed without a question. */
  readonly mayClose: () => boolean;
}

export function watchPage(events: PageEvents, signal: AbortSignal): void {
  document.addEventListener(
    "visibilitychange",
    () => (document.visibilityState === "hidden" ? events.onHidden() : events.onShown()),
    { signal },
  );
  window.addEventListener("blur", events.onHidden, { signal });
  window.addEventListener("focus", events.onShown, { signal });
  window.addEventListener("online", events.onOnline, { signal });
  window.addEventListener("pagehide", events.onLeft, { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && events.onReturned(), { signal });
  window.addEventListener("beforeunload", (event) => !events.mayClose() && event.preventDefault(), {
    signal,
  });
}

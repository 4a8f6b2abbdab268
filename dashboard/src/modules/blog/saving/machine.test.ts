// Numbers are those of the protocol in docs/saving.md.

import { describe, expect, test } from "vitest";
import { open, statusOf, transition, type Effect, type Event, type State, type Values } from ".";

/** A draft without a working copy. */
const NONE = { draft: null, live: false };
const VALUES: Values = { title: "T", content: null };

class Driver {
  state: State;
  effects: Effect[] = [];
  now = 0;

  constructor(postId: string | null = "post_1") {
    const setting = {
      writer: { user: "u", tenant: "t" },
      copyId: "c",
      draftId: "d",
      postId,
      jitter: 0,
    };
    const [state] = open(setting);
    this.state = state;
    this.hear({ type: "copiesRead", copies: [] });
    if (postId)
      this.hear({
        type: "readAnswered",
        id: 0,
        answer: { is: "read", version: { ...NONE, version: 1, values: VALUES } },
      });
  }

  hear(event: Event): Effect[] {
    const [state, effects] = transition(this.state, event, this.now);
    this.state = state;
    this.effects.push(...effects);
    return [...effects];
  }

  write(title: string): void {
    this.hear({ type: "textTaken", values: { ...VALUES, title } });
  }

  pass(ms: number): Effect[] {
    this.now += ms;
    return this.hear({ type: "timePassed" });
  }

  /** Answers all copies that are being written. */
  copied(written = true): void {
    for (let turn = 0; turn < 5 && this.state.is === "open" && this.state.copy.is === "writing"; turn += 1) {
      this.hear({ type: "copyAnswered", id: this.state.copy.id, written });
    }
  }

  get saves() {
    return this.effects.filter((effect) => effect.do === "save");
  }

  get status() {
    return statusOf(this.state);
  }

  answer(answer: Extract<Event, { type: "saveAnswered" }>["answer"]): void {
    const last = this.saves.at(-1);
    if (last) this.hear({ type: "saveAnswered", id: last.id, answer });
  }
}

describe("the saving protocol", () => {
  test("1: opening and waiting sends nothing and writes nothing", () => {
    const driver = new Driver();
    driver.pass(1_000_000);
    driver.hear({ type: "hidden" });
    expect(driver.effects.map((effect) => effect.do)).toEqual(["show"]);
    expect(driver.status).toEqual({ is: "saved", beside: false });
  });

  test("3: a change is on the device after 300 ms and sent 2 s after the last one, with what changed only", () => {
    const driver = new Driver();
    driver.write("A");
    expect(driver.pass(300).map((effect) => effect.do)).toEqual(["writeCopy"]);
    driver.copied();
    driver.pass(1_800);
    driver.copied();
    expect(driver.saves[0]?.save).toMatchObject({
      on: { version: 1 },
      changes: { title: "A" },
      deliberate: false,
    });
    driver.answer({ is: "saved", version: 2, draft: null, postId: "post_1" });
    expect(driver.status).toEqual({ is: "saved", beside: false });
  });

  test("3: one request at a time; what was written meanwhile goes with the next", () => {
    const driver = new Driver();
    driver.write("A");
    driver.pass(2_000);
    driver.copied();
    driver.write("B");
    driver.hear({ type: "saveAsked" });
    driver.pass(20_000);
    driver.copied();
    expect(driver.saves).toHaveLength(1);
    driver.answer({ is: "saved", version: 2, draft: null, postId: "post_1" });
    driver.copied();
    expect(driver.saves).toHaveLength(2);
    expect(driver.saves[1]?.save).toMatchObject({ on: { version: 2 }, changes: { title: "B" } });
  });

  test("5: an own save whose answer was lost is known again, though the server named the post", () => {
    const driver = new Driver(null);
    driver.write("A");
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "saved", version: 1, draft: null, postId: "post_1" });
    driver.write("B");
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "noAnswer" });
    driver.write("C");
    driver.hear({ type: "onlineCame" });
    driver.copied();
    driver.answer({ is: "conflict" });
    const look = driver.effects.findLast((effect) => effect.do === "readPost");
    const values = { ...VALUES, title: "B", slug: "b", tags: [] };
    const version = { ...NONE, version: 2, values };
    driver.hear({ type: "readAnswered", id: look?.id ?? -1, answer: { is: "read", version } });
    driver.copied();
    expect(driver.saves.at(-1)?.save).toMatchObject({ on: { version: 2 }, changes: { title: "C" } });
  });

  test("4: offline the state line says where the text is, and the line's return sends it at once", () => {
    const driver = new Driver();
    driver.write("A");
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "noAnswer" });
    expect(driver.status).toEqual({ is: "device", reason: "offline" });
    driver.hear({ type: "onlineCame" });
    driver.copied();
    expect(driver.saves).toHaveLength(2);
  });

  test("4: signed out, the queue waits for the same person and for no other", () => {
    const driver = new Driver();
    driver.write("A");
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "signedOut" });
    expect(driver.status).toEqual({ is: "device", reason: "signedOut" });
    driver.hear({ type: "signedIn", writer: { user: "someone", tenant: "t" } });
    expect(driver.status).toEqual({ is: "device", reason: "otherWriter" });
    driver.hear({ type: "signedIn", writer: { user: "u", tenant: "t" } });
    driver.copied();
    expect(driver.saves).toHaveLength(2);
  });

  test("4: a field that is refused holds up no other", () => {
    const driver = new Driver();
    driver.hear({ type: "textTaken", values: { ...VALUES, title: "A", slug: "not a slug" } });
    driver.pass(2_000);
    driver.copied();
    driver.answer({
      is: "invalid",
      message: "Validation failed",
      faults: [{ field: "slug", message: "no spaces" }],
    });
    driver.copied();
    expect(driver.saves[1]?.save.changes).toEqual({ title: "A" });
  });

  test("4: a creation is repeated to the letter until it is answered", () => {
    const driver = new Driver(null);
    driver.write("A");
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "noAnswer" });
    driver.write("AB");
    driver.pass(60_000);
    driver.copied();
    expect(driver.saves.map(({ save }) => save.changes["title"])).toEqual(["A", "A"]);
    driver.answer({ is: "saved", version: 1, draft: null, postId: "post_9" });
    driver.pass(10_000);
    driver.copied();
    expect(driver.saves[2]?.save).toMatchObject({
      postId: "post_9",
      on: { version: 1 },
      changes: { title: "AB" },
    });
  });

  test("5: a 412 over one's own text is a success", () => {
    const driver = new Driver();
    driver.write("A");
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "noAnswer" });
    driver.pass(2_000);
    driver.copied();
    driver.answer({ is: "conflict" });
    const read = driver.effects.findLast((effect) => effect.do === "readPost");
    driver.hear({
      type: "readAnswered",
      id: read?.id ?? -1,
      answer: { is: "read", version: { ...NONE, version: 2, values: { ...VALUES, title: "A" } } },
    });
    expect(driver.status).toEqual({ is: "saved", beside: false });
  });

  test("only if the device refuses the copy as well is anything called not saved", () => {
    const driver = new Driver();
    driver.write("A");
    driver.pass(2_000);
    driver.copied(false);
    driver.answer({ is: "noAnswer" });
    expect(driver.status).toEqual({ is: "unsaved", reason: "offline" });
  });
});

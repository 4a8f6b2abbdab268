import { describe, expect, test } from "vitest";
import { imageAddress, linkAddress, videoOf } from "./addresses";

describe("what a writer gives as a link", () => {
  test.each([
    ["https://example.org/a?b#c", "https://example.org/a?b#c"],
    ["example.org/tea", "https://example.org/tea"],
    ["localhost:3000", "https://localhost:3000"],
    [" /about ", "/about"],
    ["#h-second", "#h-second"],
    ["ana@example.org", "mailto:ana@example.org"],
    ["mailto:ana@example.org", "mailto:ana@example.org"],
    ["tel:+49221123", "tel:+49221123"],
  ])("%s leads to %s", (given, address) => expect(linkAddress(given)).toBe(address));

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org",
    "two words",
    "",
    "word",
    "vbscript:x",
  ])("%s leads nowhere", (given) => expect(linkAddress(given)).toBeUndefined());
});

test("a picture's address is https", () => {
  expect(imageAddress("https://example.org/a.png")).toBe("https://example.org/a.png");
  for (const given of ["http://example.org/a.png", "data:image/png;base64,AA", "blob:https://x/1", "a.png"])
    expect(imageAddress(given)).toBeUndefined();
});

describe("an address of a video", () => {
  test.each([
    ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", 0],
    ["https://youtu.be/dQw4w9WgXcQ?t=90", 90],
    ["youtube.com/shorts/dQw4w9WgXcQ", 0],
    ["https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=1m30s", 90],
    ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=5", 5],
    ["https://www.youtube.com/live/dQw4w9WgXcQ", 0],
  ])("%s is found", (given, start) =>
    expect(videoOf(given)).toEqual({ src: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", start }),
  );

  test.each([
    "https://vimeo.com/1",
    "https://evil.example/watch?v=dQw4w9WgXcQ",
    "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "dQw4w9WgXcQ",
    "https://www.youtube.com/@channel",
  ])("%s is none", (given) => expect(videoOf(given)).toBeUndefined());
});

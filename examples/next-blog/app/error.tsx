"use client";

import { words } from "@/lib/words";

export default function Failed() {
  return (
    <>
      <h1>{words.failed}</h1>
      <p>
        <a href="/">{words.home}</a>
      </p>
    </>
  );
}

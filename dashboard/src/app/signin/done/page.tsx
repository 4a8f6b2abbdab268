"use client";

import { useEffect } from "react";
import { useText } from "@/i18n/use-text";
import { announceSignIn } from "@/modules/blog/saving/runner";

/** The end of a sign-in beside a page that waits for it. */
export default function Page() {
  const text = useText();
  useEffect(() => {
    announceSignIn();
    window.close();
  }, []);
  return <a href="/dashboard/blog">{text.posts}</a>;
}

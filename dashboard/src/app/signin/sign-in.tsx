"use client";

import { signIn } from "next-auth/react";
import { useText } from "@/i18n/use-text";
import styles from "./sign-in.module.css";

interface Props {
  readonly missing: readonly string[];
  readonly target: string;
  readonly failed: boolean;
}

export function SignIn({ missing, target, failed }: Props) {
  const text = useText();
  return (
    <main className={styles["page"]}>
      <h1>{text.appName}</h1>
      <p className={styles["lead"]}>{text.signInLead}</p>
      {failed && <p role="alert">{text.signInFailed}</p>}
      {missing.length > 0 ? (
        <div role="alert">
          <p>{text.notConfigured}</p>
          <ul className={styles["missing"]}>
            {missing.map((name) => (
              <li key={name}>
                <code>{name}</code>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <button
          type="button"
          className="button primary"
          onClick={() => void signIn("google", { callbackUrl: target })}
        >
          {text.signInWithGoogle}
        </button>
      )}
    </main>
  );
}

"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { signOut } from "next-auth/react";
import { useEffect, useState, type ReactNode } from "react";
import { CHOSEN_LANGUAGE } from "@/i18n";
import { useLanguage, useText } from "@/i18n/use-text";
import { Toasts } from "@/ui/Toasts";
import { CommandMenu } from "./CommandMenu";
import { PLACES } from "./places";
import { useSession } from "./session";
import styles from "./Shell.module.css";

/** What stands around every page but the editor's. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useText();
  const pathname = usePathname();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  return (
    <Toasts>
      <a className={styles["skip"]} href="#main">
        {text.skip}
      </a>
      <div className={styles["shell"]} onKeyDown={({ key }) => key === "Escape" && setOpen(false)}>
        <header className={styles["side"]}>
          <div className={styles["top"]}>
            <TenantName />
            <button
              type="button"
              className={`button ${styles["toggle"] ?? ""}`}
              aria-expanded={isOpen}
              aria-controls="places"
              onClick={() => setOpen(!isOpen)}
            >
              {text.menu}
            </button>
          </div>
          <div id="places" className={styles["places"]} data-open={isOpen || undefined}>
            <Places pathname={pathname} />
            <Account />
          </div>
        </header>
        <main id="main" className={styles["main"]} tabIndex={-1}>
          {children}
        </main>
        <CommandMenu />
      </div>
    </Toasts>
  );
}

function TenantName() {
  const text = useText();
  const { me } = useSession();
  const tenant = me?.memberships.find(({ tenantId }) => tenantId === me.tenantId);
  return (
    <Link href="/dashboard/blog" className={styles["tenant"]}>
      <bdi>{tenant?.tenantName ?? text.appName}</bdi>
    </Link>
  );
}

function Places({ pathname }: { pathname: string }) {
  const text = useText();
  const { can } = useSession();
  return (
    <nav aria-label={text.mainNavigation}>
      {PLACES.map(({ label, places }) => {
        const open = places.filter(({ needs }) => can(needs));
        if (open.length === 0) return null;
        return (
          <div key={label} className={styles["group"]}>
            <p className={styles["groupName"]} id={`places-${label}`}>
              {text[label]}
            </p>
            <ul aria-labelledby={`places-${label}`}>
              {open.map((place) => (
                <li key={place.path}>
                  <Link
                    href={place.path}
                    className={styles["place"]}
                    aria-current={pathname === place.path ? "page" : undefined}
                    prefetch={false}
                  >
                    {text[place.label]}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function Account() {
  const text = useText();
  const language = useLanguage();
  const { me } = useSession();
  const others = (me?.memberships.length ?? 0) > 1 || (me?.invitations.length ?? 0) > 0;
  return (
    <section className={styles["account"]} aria-label={text.account}>
      {me && (
        <p className={styles["person"]}>
          <bdi>{me.user.name ?? me.user.email}</bdi>
          {me.user.name && <bdi className={styles["email"]}>{me.user.email}</bdi>}
        </p>
      )}
      {others && (
        <Link href="/choose" className={styles["place"]} prefetch={false}>
          {text.chooseBlog}
        </Link>
      )}
      <Link href="/dashboard/sessions" className={styles["place"]} prefetch={false}>
        {text.sessions}
      </Link>
      <label className={styles["language"]}>
        <span>{text.language}</span>
        <select
          className="field"
          value={language === "de" ? "de" : "en"}
          onChange={({ target }) => {
            document.cookie = `${CHOSEN_LANGUAGE}=${target.value}; path=/; max-age=31536000; samesite=lax`;
            window.location.reload();
          }}
        >
          <option value="en" lang="en">
            English
          </option>
          <option value="de" lang="de">
            Deutsch
          </option>
        </select>
      </label>
      <button type="button" className="button" onClick={() => void leave(text.signOutUnsent)}>
        {text.signOut}
      </button>
    </section>
  );
}

/** Asks first where this device has text that no server has. */
async function leave(warning: string): Promise<void> {
  const { readCopies } = await import("@/modules/blog/saving/adapters/copies");
  const answer: unknown = await fetch("/api/auth/session", { cache: "no-store" }).then(
    (response) => response.json(),
    () => undefined,
  );
  const { writerOf } = await import("@/modules/blog/saving/runner");
  const writer = writerOf(answer);
  const copies = writer ? await readCopies(writer).catch(() => []) : [];
  if (copies.some(({ unsent }) => unsent) && !window.confirm(warning)) return;
  await signOut({ callbackUrl: "/signin" });
}

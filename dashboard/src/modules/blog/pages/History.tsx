"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { useFormat, useLocale, useText } from "@/i18n/use-text";
import { Confirm, Loading } from "@/modules/shell/Confirm";
import { Failure } from "@/modules/shell/Failure";
import { Page } from "@/modules/shell/Page";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { useToast } from "@/ui/Toasts";
import { Diff } from "./history/Diff";
import { addressOf, byDay, versionsOf, type Post, type Text, type Version } from "./history/versions";
import styles from "./History.module.css";

/** In the place of a version to compare with. */
const ALONE = "none";

/** What a post was, day by day, what changed between any two, and the way back. */
export function History({ postId }: { postId: string }) {
  const [text, format, toast] = [useText(), useFormat(), useToast()];
  const { can } = useSession();
  const post = useResource<Post>(addressOf(postId, "live"));
  const list = useResource<Schemas["RevisionList"]>(`${addressOf(postId, "live")}/revisions`);
  const [isRestoring, setRestoring] = useState(false);
  const versions = post.data && list.data ? versionsOf(post.data, list.data.data) : [];
  const { shown, against, choose } = useChoice(postId, versions);
  const names = useNames(versions);
  const isFormer = shown !== "live" && shown !== "draft";
  const failure = post.failure ?? list.failure;
  const restore = async () => {
    await call(`${addressOf(postId, shown)}/restore`, { method: "POST" });
    post.reload();
    list.reload();
    choose({ version: "live" });
    toast({ message: text.restoredNow });
  };
  return (
    <Page
      title={text.history}
      needs="blog:posts.read"
      lead={
        <Link href={`/dashboard/blog/${postId}`} dir="auto" prefetch={false}>
          {post.data?.title || text.untitled}
        </Link>
      }
      actions={
        isFormer &&
        can("blog:posts.update") && (
          <button type="button" className="button primary" onClick={() => setRestoring(true)}>
            {text.restoreVersion}
          </button>
        )
      }
    >
      {failure && <Failure failure={failure} onRetry={post.reload} />}
      {versions.length === 0 && !failure && <Loading />}
      {versions.length > 0 && (
        <div className={styles["columns"]}>
          <Days versions={versions} shown={shown} choose={choose} />
          <section aria-label={text.whatChanged}>
            <label className={styles["against"]}>
              <span>{text.compareWith}</span>
              <select
                className="field"
                value={against}
                onChange={({ target }) => choose({ against: target.value })}
              >
                <option value={ALONE}>{text.compareWithNothing}</option>
                {versions
                  .filter(({ id }) => id !== shown)
                  .map(({ id }) => (
                    <option key={id} value={id} dir="auto">
                      {names.get(id)}
                    </option>
                  ))}
              </select>
            </label>
            <Compared key={post.data?.version} postId={postId} shown={shown} against={against} />
          </section>
        </div>
      )}
      <Confirm
        open={isRestoring}
        title={text.restoreVersion}
        submit={text.restore}
        send={restore}
        onClose={() => setRestoring(false)}
      >
        <p>{format("restoreTouches", { version: names.get(shown) ?? "" })}</p>
      </Confirm>
    </Page>
  );
}

interface ComparedProps {
  readonly postId: string;
  readonly shown: string;
  readonly against: string;
}

function Compared({ postId, shown, against }: ComparedProps) {
  const after = useResource<Text>(addressOf(postId, shown));
  const before = useResource<Text>(against === ALONE ? null : addressOf(postId, against));
  const failure = after.failure ?? before.failure;
  if (failure) return <Failure failure={failure} />;
  if (!after.data || after.isLoading || before.isLoading) return <Loading />;
  return <Diff before={against === ALONE ? undefined : before.data} after={after.data} />;
}

interface DaysProps {
  readonly versions: readonly Version[];
  readonly shown: string;
  readonly choose: (changes: Choice) => void;
}

function Days({ versions, shown, choose }: DaysProps) {
  const [text, locale] = [useText(), useLocale()];
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  return (
    <nav aria-label={text.versions} className={styles["days"]}>
      {byDay(versions, (at) => day.format(new Date(at))).map(([name, ofDay]) => (
        <section key={name}>
          <h2 className={styles["day"]}>
            <time dateTime={ofDay[0]?.at.slice(0, 10)}>{name}</time>
          </h2>
          <ul>
            {ofDay.map(({ id, at, by, isAutosaved }) => (
              <li key={id}>
                <button
                  type="button"
                  className={styles["version"]}
                  aria-current={id === shown || undefined}
                  onClick={() => choose({ version: id })}
                >
                  <time dateTime={at}>{time.format(new Date(at))}</time> <bdi>{by ?? ""}</bdi>
                  {id === "draft" && (
                    <span className="badge" data-tone="warn">
                      {text.workingCopy}
                    </span>
                  )}
                  {id === "live" && (
                    <span className="badge" data-tone="ok">
                      {text.presentVersion}
                    </span>
                  )}
                  {isAutosaved && <span className="badge">{text.autosaved}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

interface Choice {
  readonly version?: string;
  readonly against?: string;
}

/** What is looked at stands in the address; without a word it is the newest, against the one before. */
function useChoice(postId: string, versions: readonly Version[]) {
  const params = useSearchParams();
  const ids = versions.map(({ id }) => id);
  const shown = ids.find((id) => id === params.get("version")) ?? ids[0] ?? "live";
  const asked = params.get("against");
  const isKnown = asked === ALONE || (asked !== null && asked !== shown && ids.includes(asked));
  const against = isKnown ? (asked ?? ALONE) : (ids[ids.indexOf(shown) + 1] ?? ALONE);
  const choose = ({ version = shown, against: other }: Choice) => {
    const query = new URLSearchParams({ version, ...(other ? { against: other } : {}) });
    window.history.replaceState(null, "", `/dashboard/blog/${postId}/history?${query.toString()}`);
  };
  return { shown, against, choose };
}

function useNames(versions: readonly Version[]): ReadonlyMap<string, string> {
  const [text, locale] = [useText(), useLocale()];
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  const special: Readonly<Record<string, string>> = { live: text.presentVersion, draft: text.workingCopy };
  return new Map(
    versions.map(({ id, at, by }) => {
      const when = moment.format(new Date(at));
      return [id, special[id] ?? (by ? `${when}, ${by}` : when)];
    }),
  );
}

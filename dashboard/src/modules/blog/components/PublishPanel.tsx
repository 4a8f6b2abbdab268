"use client";

import type { Editor } from "@tiptap/react";
import { useEffect, useId, useRef, useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { filled } from "@/i18n";
import { useLocale, useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { addressOf, ownZone, zoneOf, type Site } from "../api/site";
import type { Values } from "../saving";
import type { SavingSession, Snapshot } from "../saving/runner";
import { missingIn } from "./missing";
import styles from "./PublishPanel.module.css";
import { reasonOf } from "./reason";
import { instantOf, shownIn, spoken } from "./times";

interface Props {
  readonly editor: Editor;
  readonly session: SavingSession;
  readonly snapshot: Snapshot;
  readonly values: Values;
  readonly site: Site | undefined;
  readonly onClose: () => void;
}

type Transition = "publish" | "unpublish" | "schedule" | "unschedule";

/** What became of it. */
interface Done {
  readonly message: string;
  readonly address?: string;
}

const HOUR_MS = 3_600_000;

/** Says what will happen, when, and what is missing; does it when it is confirmed; says where it is afterwards. */
export function PublishPanel({ editor, session, snapshot, values, site, onClose }: Props) {
  const text = useText();
  const locale = useLocale();
  const id = useId();
  const zone = zoneOf(site);
  const planned = usePlanned(snapshot.state.setting.postId, snapshot.post?.status === "scheduled");
  const [isLater, setIsLater] = useState(false);
  const [when, setWhen] = useState(() =>
    shownIn(new Date(Math.ceil(Date.now() / HOUR_MS + 1) * HOUR_MS), zone),
  );
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const [done, setDone] = useState<Done>();
  const status = snapshot.post?.status ?? "draft";
  const isPublished = status === "published";
  const instant = isLater ? instantOf(when, zone) : undefined;
  const isPast = isLater && (!instant || instant.getTime() <= Date.now());

  useEffect(() => {
    if (!planned) return;
    setIsLater(true);
    setWhen(shownIn(planned, zone));
  }, [planned, zone]);

  const slug =
    typeof values["slug"] === "string" && values["slug"] ? values["slug"] : (snapshot.post?.slug ?? "");
  const address = slug ? addressOf(site, slug) : text.publishWithoutSite;
  const shown = address.replace(/^https?:\/\//, "");
  const time = instant ? { when: spoken(instant, zone, locale), zone } : { when: "–", zone };

  const change = async (to: Transition | undefined, message: string) => {
    setFailure("");
    setIsBusy(true);
    // What readers get is what stands here, or nothing happens.
    const isWithdrawn = to === "unpublish" || to === "unschedule";
    const isSaved = await (isWithdrawn ? session.saveNow() : session.update());
    const postId = session.snapshot().state.setting.postId;
    if (!isSaved || postId === null) {
      setIsBusy(false);
      const why = reasonOf(session.snapshot().status);
      return setFailure(filled(text.publishUnsaved, { reason: why ? text[why] : "" }));
    }
    try {
      if (to) {
        const body = to === "schedule" ? { scheduledFor: instant?.toISOString() } : undefined;
        const answer = await call<Schemas["Transition"]>(`/api/blog/admin/posts/${postId}/${to}`, {
          method: "POST",
          ...(body ? { body } : {}),
        });
        session.setStatus(answer.status);
      }
      const present = await call<Schemas["AdminPost"]>(`/api/blog/admin/posts/${postId}`).catch(
        () => undefined,
      );
      const isLive = to === "publish" || to === undefined;
      setDone({
        message,
        ...(isLive && present && site?.baseUrl ? { address: addressOf(site, present.slug) } : {}),
      });
    } catch (error) {
      setFailure(filled(text.publishFailed, { reason: error instanceof Error ? error.message : "" }));
    }
    setIsBusy(false);
  };

  if (done) return <Outcome done={done} onClose={onClose} />;
  const missing = missingIn(values, editor.state.doc);
  const says = isPublished
    ? filled(text.publishUpdateSays, { address: shown })
    : isLater
      ? filled(text.publishLaterSays, { address: shown, ...time })
      : filled(text.publishNowSays, { address: shown });
  return (
    <Dialog open title={isPublished ? text.update : text.publishTitle} onClose={onClose}>
      {!isPublished && (
        <fieldset className={styles["times"]} disabled={isBusy}>
          <legend className="hidden">{text.publishTitle}</legend>
          <label className={styles["time"]}>
            <input type="radio" name={id} checked={!isLater} onChange={() => setIsLater(false)} />
            {text.publishNow}
          </label>
          <label className={styles["time"]}>
            <input type="radio" name={id} checked={isLater} onChange={() => setIsLater(true)} />
            {text.publishLater}
          </label>
          {isLater && (
            <div className={styles["when"]}>
              <label className="label" htmlFor={`${id}-when`}>
                {filled(text.publishWhen, { zone })}
              </label>
              <input
                id={`${id}-when`}
                type="datetime-local"
                className="field"
                value={when}
                aria-invalid={isPast || undefined}
                aria-describedby={`${id}-zones`}
                onChange={(event) => setWhen(event.target.value)}
              />
              <p id={`${id}-zones`} className={styles["hint"]}>
                {isPast
                  ? text.publishPast
                  : instant &&
                    zone !== ownZone() &&
                    filled(text.publishYours, { when: spoken(instant, ownZone(), locale), zone: ownZone() })}
              </p>
            </div>
          )}
        </fieldset>
      )}
      <p className={styles["says"]}>{says}</p>
      <MissingList missing={missing} />
      <p role="status" className={styles["hint"]}>
        {isBusy && text.publishSaving}
      </p>
      <p role="alert" className={styles["fault"]}>
        {failure}
      </p>
      <DialogActions>
        {isPublished && (
          <button
            type="button"
            className="button danger"
            disabled={isBusy}
            onClick={() => void change("unpublish", text.publishWithdrawn)}
          >
            {text.unpublish}
          </button>
        )}
        {status === "scheduled" && (
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => void change("unschedule", text.publishUnscheduled)}
          >
            {text.unschedule}
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          {text.editorCancel}
        </button>
        <button
          type="button"
          className="button primary"
          autoFocus
          disabled={isBusy || isPast}
          onClick={() =>
            void (isPublished
              ? change(undefined, text.publishUpdated)
              : isLater
                ? change("schedule", filled(text.publishScheduled, time))
                : change("publish", text.publishDone))
          }
        >
          {isPublished
            ? text.publishConfirmUpdate
            : isLater
              ? text.publishConfirmLater
              : text.publishConfirmNow}
        </button>
      </DialogActions>
    </Dialog>
  );
}

function MissingList({ missing }: { readonly missing: ReturnType<typeof missingIn> }) {
  const text = useText();
  const lines = [
    missing.title && text.missingTitle,
    missing.text && text.missingText,
    missing.uploads > 0 && filled(text.missingUploads, { count: String(missing.uploads) }),
    missing.alt > 0 && filled(text.missingAlt, { count: String(missing.alt) }),
    missing.excerpt && text.missingExcerpt,
    missing.description && text.missingDescription,
    missing.picture && text.missingPicture,
  ].filter((line) => line !== false);
  if (lines.length === 0) return <p className={styles["hint"]}>{text.publishNothingMissing}</p>;
  return (
    <div className={styles["missing"]}>
      <h3>{text.publishMissing}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Outcome({ done, onClose }: { readonly done: Done; readonly onClose: () => void }) {
  const text = useText();
  const [isCopied, setIsCopied] = useState(false);
  const first = useRef<HTMLAnchorElement & HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { address } = done;
  return (
    <Dialog open title={text.publishTitle} onClose={onClose}>
      <p role="status" className={styles["done"]}>
        {done.message}
      </p>
      {address && (
        <p className={styles["address"]} dir="ltr">
          {address}
        </p>
      )}
      <DialogActions>
        {address && (
          <>
            <button
              type="button"
              className="button"
              onClick={() => void navigator.clipboard.writeText(address).then(() => setIsCopied(true))}
            >
              {isCopied ? text.previewLinkCopied : text.publishCopy}
            </button>
            <a ref={first} className="button" href={address} target="_blank" rel="noreferrer">
              {text.publishOpen}
            </a>
          </>
        )}
        <button ref={address ? undefined : first} type="button" className="button primary" onClick={onClose}>
          {text.editorClose}
        </button>
      </DialogActions>
    </Dialog>
  );
}

/** When a scheduled post will appear. */
function usePlanned(postId: string | null, isScheduled: boolean): Date | undefined {
  const [planned, setPlanned] = useState<Date>();
  useEffect(() => {
    if (postId === null || !isScheduled) return undefined;
    const asked = new AbortController();
    call<Schemas["AdminPost"]>(`/api/blog/admin/posts/${postId}`, { signal: asked.signal })
      .then(({ scheduledFor }) => scheduledFor && setPlanned(new Date(scheduledFor)))
      .catch(() => undefined);
    return () => asked.abort();
  }, [postId, isScheduled]);
  return planned;
}

"use client";

import type { Editor } from "@tiptap/react";
import { Monitor, Smartphone, Tablet, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import { filled, type Key } from "@/i18n";
import { useLocale, useText } from "@/i18n/use-text";
import type { Site } from "../api/site";
import { textOfEditor } from "../editor/bridge";
import type { Values } from "../saving";
import type { Snapshot } from "../saving/runner";
import styles from "./Preview.module.css";

const PAUSE_MS = 500;
const WEEK_SECONDS = 604_800;
const WIDTHS: readonly (readonly [name: Key, icon: LucideIcon, pixels: number | undefined])[] = [
  ["previewPhone", Smartphone, 375],
  ["previewTablet", Tablet, 768],
  ["previewDesktop", Monitor, undefined],
];

interface Props {
  readonly editor: Editor;
  readonly values: Values;
  readonly snapshot: Snapshot;
  readonly site: Site | undefined;
}

/** The post as readers see it: by the renderer that they get it from, in the stylesheet that they get with it. */
export function Preview({ editor, values, snapshot, site }: Props) {
  const text = useText();
  const [width, setWidth] = useState<Key>("previewPhone");
  const { html, failure } = useRendered(editor, values.title);
  const pixels = WIDTHS.find(([name]) => name === width)?.[2];
  return (
    <div className={styles["preview"]}>
      <div className={styles["tools"]}>
        <div role="radiogroup" aria-label={text.imageWidth} className={styles["widths"]}>
          {WIDTHS.map(([name, Icon]) => (
            <label key={name} className={styles["width"]} title={text[name]}>
              <input
                type="radio"
                name="preview-width"
                className="hidden"
                checked={width === name}
                onChange={() => setWidth(name)}
              />
              <Icon aria-hidden size={16} />
              <span>{text[name]}</span>
            </label>
          ))}
        </div>
        <PreviewLink postId={snapshot.state.setting.postId} site={site} />
      </div>
      <p role="status" className={styles["note"]}>
        {failure
          ? filled(text.previewFailed, { reason: failure })
          : html === undefined
            ? text.previewLoading
            : ""}
      </p>
      <div className={styles["stage"]}>
        <Frame title={values.title} html={html ?? ""} pixels={pixels} />
      </div>
    </div>
  );
}

/** The API's answer for what stands in the editor, half a second after the last change. */
function useRendered(editor: Editor, title: string) {
  const [html, setHtml] = useState<string>();
  const [failure, setFailure] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked: AbortController | undefined;
    const render = () => {
      asked?.abort();
      asked = new AbortController();
      const { signal } = asked;
      const body = { title: title.trim() || "–", content: textOfEditor(editor) };
      call<Schemas["Preview"]>("/api/blog/admin/preview", { method: "POST", body, signal })
        .then((page) => {
          setHtml(page.html);
          setFailure("");
        })
        .catch((error: unknown) => {
          if (!signal.aborted) setFailure(error instanceof Error ? error.message : "");
        });
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(render, PAUSE_MS);
    };
    timer = setTimeout(render, 0);
    editor.on("update", wait);
    return () => {
      editor.off("update", wait);
      clearTimeout(timer);
      asked?.abort();
    };
  }, [editor, title]);
  return { html, failure };
}

interface FrameProps {
  readonly title: string;
  readonly html: string;
  readonly pixels: number | undefined;
}

/** A page of its own, in which no script runs. It is made once and then changed, so that it stays where one has scrolled to. */
function Frame({ title, html, pixels }: FrameProps) {
  const text = useText();
  const frame = useRef<HTMLIFrameElement>(null);
  const [page, setPage] = useState<string>();
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    void import("../editor/borrowed/post-styles.json").then(({ default: { styles: look } }) =>
      setPage(pageWith(look)),
    );
  }, []);
  useEffect(() => {
    const shown = frame.current?.contentDocument;
    const [heading, body] = [shown?.querySelector("h1"), shown?.querySelector(".vlozi-html")];
    if (!heading || !body) return;
    heading.textContent = title;
    body.innerHTML = html;
  }, [title, html, loads]);
  return (
    <iframe
      ref={frame}
      className={styles["frame"]}
      title={text.previewTitle}
      // No scripts; the same origin only so that this page can put the text in.
      sandbox="allow-same-origin"
      srcDoc={page}
      style={{ inlineSize: pixels ? `min(100%, ${String(pixels)}px)` : "100%" }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}

/** The stylesheet that readers get, and as little as a site has around it. */
function pageWith(look: string): string {
  const own = `
    :root { color-scheme: light dark; }
    body { margin: 0; padding: 32px 20px 64px; background: light-dark(#fff, #141312); font: 17px/1.65 system-ui, sans-serif; }
    .vlozi-post { margin-inline: auto; }
    .vlozi-post > h1 { font-size: 2em; line-height: 1.2; margin: 0 0 1em; overflow-wrap: anywhere; }
    iframe { background: light-dark(#e6e2db, #2e2b28); }
  `;
  return `<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><style>${look}${own}</style></head><body><article class="vlozi-post" dir="auto"><h1 dir="auto"></h1><div class="vlozi-html" dir="auto"></div></article></body></html>`;
}

/** A link by which others see the draft on the site itself, for a week. */
function PreviewLink({ postId, site }: { readonly postId: string | null; readonly site: Site | undefined }) {
  const text = useText();
  const locale = useLocale();
  const [link, setLink] = useState<{ readonly url: string; readonly expiresAt: string }>();
  const [failure, setFailure] = useState("");
  const [isCopied, setIsCopied] = useState(false);
  const page = site?.baseUrl && site.previewPath ? new URL(site.previewPath, site.baseUrl) : undefined;
  if (!page) return <p className={styles["hint"]}>{text.previewNoSite}</p>;
  const make = async () => {
    setFailure("");
    try {
      const made = await call<Schemas["NewPreviewLink"]>(
        `/api/blog/admin/posts/${String(postId)}/preview-links`,
        {
          method: "POST",
          body: { expiresIn: WEEK_SECONDS },
        },
      );
      page.searchParams.set("token", made.token);
      setLink({ url: page.href, expiresAt: made.expiresAt });
    } catch (error) {
      setFailure(filled(text.previewFailed, { reason: error instanceof Error ? error.message : "" }));
    }
  };
  if (!link)
    return (
      <>
        <button type="button" className="button small" disabled={postId === null} onClick={() => void make()}>
          {text.previewLink}
        </button>
        <p role="alert" className={styles["hint"]}>
          {failure}
        </p>
      </>
    );
  const when = new Date(link.expiresAt).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
  return (
    <div className={styles["link"]}>
      <a className="button small" href={link.url} target="_blank" rel="noreferrer">
        {text.previewOnSite}
      </a>
      <button
        type="button"
        className="button small"
        onClick={() => void navigator.clipboard.writeText(link.url).then(() => setIsCopied(true))}
      >
        {isCopied ? text.previewLinkCopied : text.previewLinkCopy}
      </button>
      <p className={styles["hint"]}>{filled(text.previewLinkMade, { when })}</p>
    </div>
  );
}

"use client";

import { EditorContent, useEditor, type Editor } from "@tiptap/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useText } from "@/i18n/use-text";
import { CommandMenu } from "@/modules/shell/CommandMenu";
import { useSite } from "../api/site";
import { MergeDialog } from "../components/MergeDialog";
import { BlogToolbar } from "./BlogToolbar";
import styles from "./BlogEditorCore.module.css";
import { keysShown, type Ask, type Question } from "./commands";
import { EditorBar } from "./EditorBar";
import { EditorDialogs } from "./dialogs/EditorDialogs";
import { viewExtensions } from "./extensions";
import { FindBar } from "./FindBar";
import { BlockHandle } from "./menus/BlockHandle";
import { SelectionMenu } from "./menus/SelectionMenu";
import { TypeaheadMenu } from "./menus/TypeaheadMenu";
import { FORMULA_OPENED } from "./nodes/mathematics";
import { MARKDOWN_READ } from "./paste/paste";
import { SidePanel, type Side } from "./SidePanel";
import { useKeyboardInset } from "./use-keyboard";
import { PAGE_KEYS, usePageKeys } from "./use-page-keys";
import { useSaving, useSnapshot, type Opening } from "./use-saving";
import { WordCount } from "./WordCount";

const NOTE_MS = 8_000;

export function BlogEditorCore(props: Opening) {
  const text = useText();
  const editor = useEditor({
    extensions: viewExtensions,
    immediatelyRender: false,
    shouldRerenderOnTransaction: false,
    editable: false,
    editorProps: {
      attributes: {
        ...{ role: "textbox", "aria-multiline": "true", "aria-label": text.textLabel },
        ...{ "data-placeholder": text.writeText, dir: "auto" },
      },
    },
  });
  return editor ? <Opened key={props.postId ?? props.draftId} editor={editor} {...props} /> : null;
}

function Opened({ editor, postId, draftId, writer }: Opening & { readonly editor: Editor }) {
  const text = useText();
  const site = useSite();
  const root = useRef<HTMLElement>(null);
  const frame = useRef<HTMLElement>(null);
  const { session, values, edit } = useSaving(editor, { postId, draftId, writer });
  const snapshot = useSnapshot(session);
  const [side, setSide] = useState<Side>();
  const [isFinding, setIsFinding] = useState(false);
  const [isPublishing, setIsPublishing] = useState(false);
  const { question, ask, answered } = useQuestion(editor);
  const isMarkdown = useMarkdownNote(editor);
  editor.storage.lsPicture.text = text;
  const toggle = useCallback((which: Side) => setSide((open) => (open === which ? undefined : which)), []);
  useKeyboardInset();
  const actions = {
    save: () => void session?.saveNow(),
    preview: () => toggle("preview"),
    publish: () => setIsPublishing(true),
    find: () => setIsFinding(true),
    link: () => ask({ is: "link" }),
    help: () => ask({ is: "keys" }),
  };
  usePageKeys(root, editor, actions);
  const created = snapshot?.state.setting.postId ?? null;
  useEffect(() => {
    // The address of a new post is its own as soon as there is one.
    if (created !== null && created !== postId)
      window.history.replaceState(null, "", `/dashboard/blog/${created}`);
  }, [postId, created]);
  if (!session || !snapshot) return <p className={styles["opening"]}>{text.opening}</p>;
  const isOpen = snapshot.state.is === "open" && snapshot.state.role === "writer";

  return (
    <main className={styles["core"]} ref={root} data-side={side} tabIndex={-1}>
      <h1 className="hidden">{values.title.trim() || text.untitled}</h1>
      <EditorBar
        {...{ editor, session, snapshot, values, side, toggle, site }}
        isPublishing={isPublishing}
        setIsPublishing={setIsPublishing}
      />
      <BlogToolbar
        editor={editor}
        ask={ask}
        find={() => setIsFinding(true)}
        outline={() => toggle("outline")}
        fullScreen={toggleFullScreen}
      />
      {isFinding && <FindBar editor={editor} onClose={() => setIsFinding(false)} />}
      <div className={styles["desk"]}>
        <article className={styles["canvas"]} ref={frame}>
          <textarea
            className={styles["title"]}
            aria-label={text.writeTitle}
            placeholder={text.writeTitle}
            rows={1}
            maxLength={255}
            dir="auto"
            readOnly={!isOpen}
            value={values.title}
            onChange={(event) => edit({ title: event.target.value.replace(/\n/g, " ") })}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown"))
                return;
              if (event.key === "ArrowDown" && event.currentTarget.selectionEnd < values.title.length) return;
              event.preventDefault();
              editor.commands.focus("start");
            }}
          />
          <EditorContent editor={editor} className={styles["text"]} />
          <BlockHandle editor={editor} ask={ask} frame={frame} />
          <WordCount editor={editor} />
        </article>
        {side && (
          <SidePanel
            {...{ editor, side, session, snapshot, values, edit, site }}
            isOpen={isOpen}
            onClose={() => setSide(undefined)}
          />
        )}
      </div>
      <SelectionMenu editor={editor} ask={ask} />
      <TypeaheadMenu editor={editor} ask={ask} />
      <EditorDialogs editor={editor} site={site} question={question} onClose={answered} />
      <p className={styles["note"]} role="status">
        {isMarkdown ? text.pastedMarkdown : ""}
      </p>
      <MergeDialog snapshot={snapshot} session={session} />
      <CommandMenu
        commands={PAGE_KEYS.map(({ action, label, keys }) => ({
          ...{ id: action, label: text[label], keys: keysShown(keys) },
          run: actions[action],
        }))}
      />
    </main>
  );
}

/** The dialog that was asked for; when it is gone the text has the focus again. */
function useQuestion(editor: Editor) {
  const [question, setQuestion] = useState<Question>();
  const ask: Ask = useCallback((next) => setQuestion(next), []);
  const answered = useCallback(() => {
    setQuestion(undefined);
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) editor.commands.focus();
    });
  }, [editor]);
  useEffect(() => {
    const open = (event: Event) => {
      const at: unknown = event instanceof CustomEvent ? event.detail : undefined;
      const node = typeof at === "number" ? editor.state.doc.nodeAt(at) : undefined;
      if (typeof at === "number" && node)
        setQuestion({ is: "formula", isBlock: node.type.name === "blockMath", at });
    };
    const { dom } = editor.view;
    dom.addEventListener(FORMULA_OPENED, open);
    return () => dom.removeEventListener(FORMULA_OPENED, open);
  }, [editor]);
  return { question, ask, answered };
}

/** Said for a while after Markdown was read, or until it is undone. */
function useMarkdownNote(editor: Editor): boolean {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const { dom } = editor.view;
    const show = () => setIsShown(true);
    dom.addEventListener(MARKDOWN_READ, show);
    return () => dom.removeEventListener(MARKDOWN_READ, show);
  }, [editor]);
  useEffect(() => {
    if (!isShown) return undefined;
    const timer = setTimeout(() => setIsShown(false), NOTE_MS);
    return () => clearTimeout(timer);
  }, [isShown]);
  return isShown;
}

function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen().catch(() => undefined);
}

"use client";

import type { Editor } from "@tiptap/react";
import type { Site } from "../../api/site";
import type { Question } from "../commands";
import { FormulaDialog } from "./FormulaDialog";
import { ImageDialog } from "./ImageDialog";
import { KeysDialog } from "./KeysDialog";
import { LinkDialog } from "./LinkDialog";
import { VideoDialog } from "./VideoDialog";

interface Props {
  readonly editor: Editor;
  readonly site: Site | undefined;
  readonly question: Question | undefined;
  readonly onClose: () => void;
}

/** The one dialog that is open, if any. It is made anew each time, so that it starts from what stands there. */
export function EditorDialogs({ editor, site, question, onClose }: Props) {
  switch (question?.is) {
    case "link":
      return <LinkDialog editor={editor} site={site} onClose={onClose} />;
    case "image":
      return <ImageDialog editor={editor} onClose={onClose} />;
    case "video":
      return <VideoDialog editor={editor} onClose={onClose} />;
    case "formula":
      return <FormulaDialog editor={editor} isBlock={question.isBlock} at={question.at} onClose={onClose} />;
    case "keys":
      return <KeysDialog onClose={onClose} />;
    default:
      return null;
  }
}

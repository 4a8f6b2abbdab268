"use client";

import type { Editor } from "@tiptap/react";
import { ImagePlus } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { Key } from "@/i18n";
import { filled } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { PICTURE_TYPES, uploadPicture } from "../../api/pictures";
import { imageAddress } from "./addresses";
import styles from "./Dialogs.module.css";

interface Props {
  readonly editor: Editor;
  readonly onClose: () => void;
}

const WIDTHS: readonly (readonly [value: string, name: Key])[] = [
  ["", "imageWidthOwn"],
  ["100%", "imageWidthFull"],
  ["50%", "imageWidthHalf"],
];

/** A picture of one's own or from elsewhere, what it shows, and how wide it stands. */
export function ImageDialog({ editor, onClose }: Props) {
  const text = useText();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const isThere = editor.isActive("image");
  const present = isThere ? editor.getAttributes("image") : {};
  const [src, setSrc] = useState(String(present["src"] ?? ""));
  const [alt, setAlt] = useState(String(present["alt"] ?? ""));
  const [width, setWidth] = useState(String(present["width"] ?? ""));
  const [fault, setFault] = useState("");
  const [isComing, setIsComing] = useState(false);
  const isUploaded = useRef(isThere);

  const upload = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFault("");
    setIsComing(true);
    try {
      const picture = await uploadPicture(chosen, chosen.name);
      isUploaded.current = true;
      setSrc(picture.url);
      setAlt((before) => before || picture.alt);
    } catch (error) {
      setFault(filled(text.imageFailed, { reason: error instanceof Error ? error.message : "" }));
    }
    setIsComing(false);
  };

  const put = () => {
    if (src.trim() === "") return setFault(text.imageNone);
    const address = isUploaded.current ? src.trim() : imageAddress(src);
    if (!address) return setFault(text.imageBadAddress);
    onClose();
    const attrs = { ...present, src: address, alt: alt.trim(), width: width === "" ? null : width };
    const chain = editor.chain().focus();
    if (isThere) chain.updateAttributes("image", attrs).run();
    else chain.insertContent({ type: "image", attrs }).run();
  };

  return (
    <Dialog open title={text.imageTitle} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          put();
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void upload(event.dataTransfer.files[0]);
        }}
      >
        <div className={styles["drop"]}>
          {src !== "" && /^(https?:)?\//.test(src) && <img src={src} alt="" />}
          <button
            type="button"
            className="button"
            autoFocus={!isThere}
            disabled={isComing}
            onClick={() => file.current?.click()}
          >
            <ImagePlus aria-hidden size={16} /> {isComing ? text.imageUploading : text.imageUpload}
          </button>
          <input
            ref={file}
            type="file"
            accept={PICTURE_TYPES}
            hidden
            tabIndex={-1}
            aria-label={text.imageUpload}
            onChange={(event) => void upload(event.target.files?.[0])}
          />
        </div>
        <label className={styles["label"]} htmlFor={`${id}-src`}>
          {text.imageOr}
        </label>
        <input
          id={`${id}-src`}
          className="field"
          type="text"
          inputMode="url"
          placeholder="https://"
          autoComplete="off"
          value={src}
          onChange={(event) => {
            isUploaded.current = false;
            setFault("");
            setSrc(event.target.value);
          }}
        />
        <label className={styles["label"]} htmlFor={`${id}-alt`}>
          {text.imageAltLabel}
        </label>
        <input
          id={`${id}-alt`}
          className="field"
          dir="auto"
          autoFocus={isThere}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          value={alt}
          onChange={(event) => setAlt(event.target.value)}
        />
        <p id={`${id}-hint`} className={styles["hint"]}>
          {text.imageAltHint}
        </p>
        <fieldset className={styles["choices"]}>
          <legend>{text.imageWidth}</legend>
          {[...WIDTHS, ...(isOther(width) ? [[width, undefined] as const] : [])].map(([value, name]) => (
            <label key={value} className={styles["choice"]}>
              <input
                type="radio"
                name={`${id}-width`}
                checked={width === value}
                onChange={() => setWidth(value)}
              />
              {name ? text[name] : `${value} px`}
            </label>
          ))}
        </fieldset>
        <p role="alert" className={styles["fault"]}>
          {fault}
        </p>
        <DialogActions>
          <button type="button" className="button" onClick={onClose}>
            {text.editorCancel}
          </button>
          <button type="submit" className="button primary" disabled={isComing}>
            {isThere ? text.imageSave : text.imageInsert}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function isOther(width: string): boolean {
  return !WIDTHS.some(([value]) => value === width);
}

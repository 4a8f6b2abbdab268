"use client";

import { ImagePlus } from "lucide-react";
import { useId, useRef, useState } from "react";
import { filled } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { PICTURE_TYPES, uploadPicture } from "../api/pictures";
import styles from "./SeoPanel.module.css";

interface Props {
  readonly value: string;
  readonly disabled: boolean;
  readonly fault: string | undefined;
  readonly onChange: (url: string) => void;
}

/** The picture by which a post is known in lists and messages. */
export function FeaturedImage({ value, disabled, fault, onChange }: Props) {
  const text = useText();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [isComing, setIsComing] = useState(false);
  const [failure, setFailure] = useState("");
  const upload = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFailure("");
    setIsComing(true);
    try {
      onChange((await uploadPicture(chosen, chosen.name)).url);
    } catch (error) {
      setFailure(filled(text.imageFailed, { reason: error instanceof Error ? error.message : "" }));
    }
    setIsComing(false);
  };
  return (
    <div>
      <label className="label" htmlFor={id}>
        {text.featured}
      </label>
      {value !== "" && <img className={styles["featured"]} src={value} alt="" />}
      <div className={styles["row"]}>
        <button
          type="button"
          className="button"
          disabled={disabled || isComing}
          onClick={() => file.current?.click()}
        >
          <ImagePlus aria-hidden size={16} />
          &nbsp;{isComing ? text.imageUploading : text.featuredChoose}
        </button>
        {value !== "" && (
          <button type="button" className="button plain" disabled={disabled} onClick={() => onChange("")}>
            {text.featuredRemove}
          </button>
        )}
        <input
          ref={file}
          type="file"
          accept={PICTURE_TYPES}
          hidden
          tabIndex={-1}
          aria-label={text.featuredChoose}
          onChange={(event) => void upload(event.target.files?.[0])}
        />
      </div>
      <input
        id={id}
        className="field"
        dir="ltr"
        inputMode="url"
        placeholder="https://"
        autoComplete="off"
        readOnly={disabled}
        value={value}
        aria-invalid={fault !== undefined || undefined}
        aria-describedby={`${id}-about`}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-about`} className={styles["about"]}>
        {(fault ?? failure) && <p className={styles["fault"]}>{fault ?? failure}</p>}
        <p>{text.featuredHint}</p>
      </div>
    </div>
  );
}

"use client";

import { useEditorState, type Editor } from "@tiptap/react";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { filled, type Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { Option } from "@/ui/Option";
import type { Ask } from "../commands";
import { begunIn, dismiss, type Begun, type Sign } from "../plugins/typeahead";
import { offersFor, type Offer } from "./offers";
import styles from "./TypeaheadMenu.module.css";

const LABELS: Readonly<Record<Sign, Key>> = { "/": "slashMenu", "@": "peopleMenu", ":": "emojiMenu" };
const GAP = 6;

interface Props {
  readonly editor: Editor;
  readonly ask: Ask;
}

/** The one menu behind `/`, `@` and `:`: a combobox whose field is the text itself. */
export function TypeaheadMenu({ editor, ask }: Props) {
  const text = useText();
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const begun = useEditorState({ editor, selector: ({ editor: current }) => begunIn(current.state) });
  const offers = useOffers(begun);
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, Math.max(offers.length - 1, 0));
  const isOpen = begun !== undefined && offers.length > 0;
  const active = isOpen ? offers[at] : undefined;

  const take = (offer: Offer | undefined) => {
    if (begun && offer) offer.take(editor, begun, ask);
  };

  useEffect(() => setChosen(0), [begun?.sign, begun?.query]);

  // The keys of the text are the menu's while it is open.
  useEffect(() => {
    const storage = editor.storage.lsTypeahead;
    if (!isOpen) {
      storage.onKey = undefined;
      return;
    }
    storage.onKey = (event) => {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step !== 0 && !event.altKey) setChosen((at + step + offers.length) % offers.length);
      else if (event.key === "Home" || event.key === "End")
        setChosen(event.key === "Home" ? 0 : offers.length - 1);
      else if (event.key === "Enter" || event.key === "Tab") take(offers[at]);
      else if (event.key === "Escape") dismiss(editor.view);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    };
  });

  // The text says that it has a menu, and which of it is meant.
  useEffect(() => {
    const dom = editor.view.dom;
    const attributes: Readonly<Record<string, string>> = {
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": `${id}-list`,
      "aria-activedescendant": `${id}-${String(at)}`,
    };
    for (const [name, value] of Object.entries(attributes)) {
      if (isOpen) dom.setAttribute(name, value);
      else dom.removeAttribute(name);
    }
  }, [editor, isOpen, id, at]);

  useLayoutEffect(() => {
    const box = list.current;
    if (!box || !begun || !isOpen) return undefined;
    const place = () => {
      const from = editor.view.coordsAtPos(begun.from);
      const { width, height } = box.getBoundingClientRect();
      const view = window.visualViewport;
      const [right, bottom] = [
        view?.width ?? window.innerWidth,
        (view?.height ?? window.innerHeight) + (view?.offsetTop ?? 0),
      ];
      const isBelow = from.bottom + GAP + height <= bottom || from.top - GAP - height < 0;
      box.style.insetInlineStart = "auto";
      box.style.left = `${String(Math.max(8, Math.min(from.left, right - width - 8)))}px`;
      box.style.top = `${String(isBelow ? from.bottom + GAP : from.top - GAP - height)}px`;
    };
    place();
    window.addEventListener("scroll", place, { capture: true, passive: true });
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, { capture: true });
      window.removeEventListener("resize", place);
    };
  }, [editor, begun, isOpen, offers]);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, offers]);

  return (
    <>
      {isOpen && (
        <ul
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={text[LABELS[begun.sign]]}
          className={styles["menu"]}
          // The text keeps the focus, and on phones the keyboard.
          onMouseDown={(event) => event.preventDefault()}
        >
          {offers.map((offer, index) => (
            <Option
              key={offer.id}
              id={`${id}-${String(index)}`}
              isChosen={index === at}
              onPoint={() => setChosen(index)}
              onTake={() => take(offer)}
            >
              <span className={styles["sign"]} aria-hidden>
                {offer.icon ? <offer.icon size={18} /> : offer.sign}
              </span>
              <span className={styles["label"]} dir="auto">
                {offer.label}
              </span>
              {offer.hint && <span className={styles["hint"]}>{offer.hint}</span>}
            </Option>
          ))}
        </ul>
      )}
      <p role="status" className="hidden">
        {active &&
          filled(text.menuCount, { count: String(at + 1), all: String(offers.length), name: active.label })}
      </p>
    </>
  );
}

/** The offers for what was begun; those of the last letter stay until the next have come. */
function useOffers(begun: Begun | undefined): readonly Offer[] {
  const text = useText();
  const [found, setFound] = useState<{ readonly sign: Sign; readonly offers: readonly Offer[] }>();
  const [sign, query] = [begun?.sign, begun?.query];
  useEffect(() => {
    if (sign === undefined || query === undefined) return undefined;
    let isOld = false;
    void offersFor({ sign, query, from: 0, to: 0 }, text).then((offers) => {
      if (!isOld) setFound({ sign, offers });
    });
    return () => {
      isOld = true;
    };
  }, [sign, query, text]);
  return found && found.sign === sign ? found.offers : [];
}

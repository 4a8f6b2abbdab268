// The place of a picture that is on its way, or did not arrive. It is seen, says why, and is never saved.

import { Node } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { uploadPicture } from "../../api/pictures";
import { filled, type Catalogue } from "@/i18n";
import { imageAttributes, pendingAt } from "../paste/pending";

declare module "@tiptap/core" {
  interface Storage {
    lsPicture: { text: Catalogue | undefined };
  }
}

/** A file of one's own, as it would be chosen in a dialog. */
function chooseFile(onChosen: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) onChosen(file);
  });
  input.click();
}

export const PicturePlace = Node.create<object, { text: Catalogue | undefined }>({
  name: "lsPicture",
  group: "block",
  atom: true,
  draggable: true,
  addStorage: () => ({ text: undefined }),
  addAttributes: () => ({
    key: {
      default: null,
      parseHTML: (element: HTMLElement) => element.dataset["lsPicture"] ?? null,
      renderHTML: (attrs: Record<string, unknown>) => ({ "data-ls-picture": attrs["key"] }),
    },
    alt: {
      default: "",
      parseHTML: (element: HTMLElement) => element.getAttribute("title") ?? "",
      renderHTML: (attrs: Record<string, unknown>) => ({ title: attrs["alt"] }),
    },
  }),
  parseHTML: () => [{ tag: "div[data-ls-picture]" }],
  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes],
  addNodeView() {
    const { editor, storage } = this;
    return ({ node, getPos }) => {
      const dom = document.createElement("div");
      dom.className = "picture-place";
      dom.contentEditable = "false";
      const said = document.createElement("p");
      said.setAttribute("role", "status");
      const actions = document.createElement("div");
      dom.append(said, actions);
      const alt = String(node.attrs["alt"] ?? "");

      const button = (label: string, run: () => void) => {
        const element = document.createElement("button");
        element.type = "button";
        element.className = "button small";
        element.textContent = label;
        element.addEventListener("click", run);
        return element;
      };
      const remove = () => {
        const at = getPos();
        if (at === undefined) return;
        editor.view.dispatch(editor.state.tr.delete(at, at + node.nodeSize));
        editor.commands.focus();
      };
      const fail = (reason: string, again: (() => void) | undefined) => {
        const { text } = storage;
        if (!text) return;
        said.textContent = filled(text.pictureFailed, { reason });
        actions.replaceChildren(
          ...(again ? [button(text.pictureRetry, again)] : []),
          button(text.pictureChoose, () => chooseFile((file) => void send(file, file.name))),
          button(text.pictureRemove, remove),
        );
      };
      const send = async (file: Blob, name: string) => {
        said.textContent = storage.text?.pictureComing ?? "";
        actions.replaceChildren();
        try {
          const picture = await uploadPicture(file, name);
          const at = getPos();
          const image = editor.schema.nodes["image"];
          if (at === undefined || !image || editor.isDestroyed) return;
          const { tr } = editor.state;
          tr.replaceWith(at, at + node.nodeSize, image.create(imageAttributes(picture, alt)));
          // Taking the paste back takes the picture back as well, in one step.
          editor.view.dispatch(
            tr.setMeta("addToHistory", false).setSelection(NodeSelection.create(tr.doc, at)),
          );
        } catch (error) {
          fail(error instanceof Error ? error.message : "", () => void send(file, name));
        }
      };

      const pending = pendingAt(String(node.attrs["key"]));
      void pending.then((file) => {
        if (file) void send(file, file instanceof File ? file.name : alt || "picture");
        else fail(storage.text?.pictureUnreachable ?? "", undefined);
      });
      return { dom, ignoreMutation: () => true, stopEvent: (event) => event.type !== "dragstart" };
    };
  },
});

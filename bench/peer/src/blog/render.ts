import {
  getAttributesFromExtensions,
  getSchemaByResolvedExtensions,
  resolveExtensions,
  splitExtensions,
  type JSONContent,
} from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { TableKit } from "@tiptap/extension-table";
import { Node } from "@tiptap/pm/model";
import StarterKit from "@tiptap/starter-kit";
import {
  escapeHTML,
  renderJSONContentToString,
  serializeChildrenToHTMLString,
} from "@tiptap/static-renderer/json/html-string";
import {
  domOutputSpecToHTMLString,
  mapMarkExtensionToReactNode,
  mapNodeExtensionToReactNode,
} from "@tiptap/static-renderer/pm/html-string";
import sanitizeHtml from "sanitize-html";

// StarterKit 3 brings the link and underline marks with it.
const extensions = [
  StarterKit.configure({
    link: { openOnClick: false, HTMLAttributes: { rel: "noopener noreferrer nofollow" } },
  }),
  TableKit,
  Image,
  TaskList,
  TaskItem.configure({ nested: true }),
];

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "a",
    "strong",
    "em",
    "u",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "hr",
    "br",
    "img",
    "table",
    "colgroup",
    "col",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "label",
    "input",
    "span",
    "div",
  ],
  allowedAttributes: {
    a: ["href", "target", "rel", "title"],
    img: ["src", "alt", "title", "width", "height"],
    code: ["class"],
    ol: ["start"],
    ul: ["data-type"],
    li: ["data-type", "data-checked"],
    input: ["type", "checked"],
    th: ["colspan", "rowspan"],
    td: ["colspan", "rowspan"],
  },
  allowedSchemes: ["http", "https", "mailto"],
};

// TipTap's static renderer, with what depends only on the extensions built once per isolate: as documented, it would
// rebuild the schema and all mappings on every call.
type Renderer = {
  schema: ReturnType<typeof getSchemaByResolvedExtensions>;
  run: (ctx: { content: any }) => string;
};
let renderer: Renderer | undefined;
function build(): Renderer {
  const resolved = resolveExtensions(extensions);
  const attributes = getAttributesFromExtensions(resolved);
  const { nodeExtensions, markExtensions } = splitExtensions(resolved);
  const run = renderJSONContentToString<any, any>({
    nodeMapping: {
      ...Object.fromEntries(
        nodeExtensions
          .filter((e) => e.name !== "doc" && e.name !== "text")
          .map((e) => mapNodeExtensionToReactNode<string>(domOutputSpecToHTMLString, e, attributes)),
      ),
      doc: ({ children }: any) => serializeChildrenToHTMLString(children),
      text: ({ node }: any) => escapeHTML(node.text ?? ""),
    } as any,
    markMapping: Object.fromEntries(
      markExtensions.map((e) =>
        mapMarkExtensionToReactNode<string>(domOutputSpecToHTMLString, e, attributes),
      ),
    ) as any,
  });
  return { schema: getSchemaByResolvedExtensions(resolved), run };
}
function renderCached(content: JSONContent): string {
  renderer ??= build();
  return renderer.run({ content: Node.fromJSON(renderer.schema, content) });
}

const sanitize = (html: string) => sanitizeHtml(html, options);

export const renderPost = (content: JSONContent) => sanitize(renderCached(content));

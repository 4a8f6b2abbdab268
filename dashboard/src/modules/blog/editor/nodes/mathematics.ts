// Mathematics: LaTeX as source, drawn as MathML, which needs no stylesheet and no fonts. The drawing comes with the first formula.

import { InputRule, mergeAttributes, Node } from "@tiptap/core";

/** Told to the document when a formula was opened to be changed. */
export const FORMULA_OPENED = "ls-formula-opened";

export async function drawFormula(into: HTMLElement, latex: string, isBlock: boolean): Promise<void> {
  const { default: katex } = await import("katex");
  katex.render(latex, into, {
    output: "mathml",
    displayMode: isBlock,
    throwOnError: false,
    strict: "ignore",
    trust: false,
  });
}

function formula(name: "inlineMath" | "blockMath") {
  const isBlock = name === "blockMath";
  const tag = isBlock ? "div" : "span";
  const type = isBlock ? "block-math" : "inline-math";
  return Node.create({
    name,
    group: isBlock ? "block" : "inline",
    inline: !isBlock,
    atom: true,
    addAttributes: () => ({
      latex: {
        default: "",
        parseHTML: (element: HTMLElement) => element.dataset["latex"] ?? element.textContent,
        renderHTML: (attrs: Record<string, unknown>) => ({ "data-latex": attrs["latex"] }),
      },
    }),
    parseHTML: () => [{ tag: `${tag}[data-type="${type}"]` }],
    renderHTML: ({ node, HTMLAttributes }) => [
      tag,
      mergeAttributes({ "data-type": type }, HTMLAttributes),
      String(node.attrs["latex"]),
    ],
    renderText: ({ node }) => String(node.attrs["latex"]),
    addInputRules() {
      // As TipTap has it: two dollars around a formula in a line, three around one that stands alone.
      const find = isBlock ? /^\$\$\$([^$]+)\$\$\$$/ : /(?<!\$)\$\$([^$\n]+)\$\$$/;
      return [
        new InputRule({
          find,
          handler: ({ state, range, match }) => {
            state.tr.replaceWith(range.from, range.to, this.type.create({ latex: match[1] }));
          },
        }),
      ];
    },
    addNodeView() {
      return ({ node, getPos }) => {
        const dom = document.createElement(tag);
        const draw = (latex: string) => {
          dom.textContent = latex;
          dom.title = latex;
          if (latex.trim() !== "")
            void drawFormula(dom, latex, isBlock).catch(() => (dom.textContent = latex));
        };
        dom.dataset["type"] = type;
        draw(String(node.attrs["latex"]));
        dom.addEventListener("dblclick", () => {
          dom.dispatchEvent(new CustomEvent(FORMULA_OPENED, { bubbles: true, detail: getPos() }));
        });
        return {
          dom,
          ignoreMutation: () => true,
          update: (next) => {
            if (next.type !== node.type) return false;
            draw(String(next.attrs["latex"]));
            return true;
          },
        };
      };
    },
  });
}

export const InlineMath = formula("inlineMath");
export const BlockMath = formula("blockMath");

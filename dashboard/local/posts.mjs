// The example posts. Between them they have every kind of content that a page can show.

/** @param {string} words @param {...string} marks */
const text = (words, ...marks) => ({
  type: "text",
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
});
/** @param {...(string | object)} parts */
const line = (...parts) => parts.map((part) => (typeof part === "string" ? text(part) : part));
/** @param {...(string | object)} parts */
const p = (...parts) => ({ type: "paragraph", content: line(...parts) });
/** @param {number} level @param {string} words */
const h = (level, words) => ({ type: "heading", attrs: { level }, content: line(words) });
/** @param {string} type @param {string} item @param {...string} items */
const list = (type, item, ...items) => ({
  type,
  content: items.map((words) => ({ type: item, content: [p(words)] })),
});
/** @param {string} words @param {string} href */
const link = (words, href) => ({ ...text(words), marks: [{ type: "link", attrs: { href } }] });
/** @param {string} type @param {...string} cells */
const row = (type, ...cells) => ({
  type: "tableRow",
  content: cells.map((words) => ({ type, content: [p(words)] })),
});
/** @param {...object} content */
const doc = (...content) => ({ type: "doc", content });

export const POSTS = [
  {
    title: "A walk before breakfast",
    isPublished: true,
    excerpt: "What the town sounds like at six.",
    content: doc(
      p("At six the town belongs to bakers and gulls. ", text("Nobody", "italic"), " hurries."),
      h(2, "The harbour"),
      p("Boats knock against each other like people who have ", text("something to say", "bold"), "."),
      { type: "blockquote", content: [p("The sea has never been friendly to man.")] },
      p("Back home by seven, with bread."),
    ),
  },
  {
    title: "Sourdough without a scale",
    isPublished: true,
    content: doc(
      p("Hands measure well enough, once they know what to look for."),
      list(
        "orderedList",
        "listItem",
        "Feed the starter.",
        "Wait until it doubles.",
        "Fold, four times.",
        "Bake hot.",
      ),
      h(2, "What you need"),
      list("bulletList", "listItem", "Flour", "Water", "Salt", "A morning"),
    ),
  },
  {
    title: "Packing for a week with one bag",
    isPublished: true,
    content: doc(p("Tick off, close, go."), {
      type: "taskList",
      content: ["Rain jacket", "Two shirts", "The small notebook"].map((words, index) => ({
        type: "taskItem",
        attrs: { checked: index === 0 },
        content: [p(words)],
      })),
    }),
  },
  {
    title: "Three teas compared",
    isPublished: true,
    content: doc(p("Brewed alike, tasted blind."), {
      type: "table",
      content: [
        row("tableHeader", "Tea", "Minutes", "Verdict"),
        row("tableCell", "Assam", "4", "Loud"),
        row("tableCell", "Darjeeling", "3", "Clear"),
        row("tableCell", "Sencha", "1", "Green"),
      ],
    }),
  },
  {
    title: "Reading a post in ten lines of code",
    isPublished: true,
    content: doc(
      p("The smallest program that shows a post:"),
      {
        type: "codeBlock",
        attrs: { language: "typescript" },
        content: [text("const post = await client.blog.get(slug);\ndocument.body.innerHTML = post.html;")],
      },
      p("The text is ", text("post.html", "code"), ", and it is safe to insert."),
    ),
  },
  {
    title: "Notes on typography",
    isPublished: true,
    content: doc(
      { ...p("Sixty-six characters to a line."), attrs: { textAlign: "center" } },
      p(
        ...[
          text("Bold", "bold"),
          ", ",
          text("italic", "italic"),
          ", ",
          text("underlined", "underline"),
          ", ",
        ],
        ...[text("struck", "strike"), ", H", text("2", "subscript"), "O, x", text("2", "superscript"), "."],
      ),
      p({ ...text("Marked"), marks: [{ type: "highlight", attrs: { color: "#ffe08a" } }] }, " by hand."),
      { type: "horizontalRule" },
      p("More in ", link("Practical Typography", "https://practicaltypography.com/"), "."),
    ),
  },
  {
    title: "Questions people ask",
    isPublished: true,
    content: doc({
      type: "details",
      content: [
        { type: "detailsSummary", content: line("Do you ship to islands?") },
        { type: "detailsContent", content: [p("Yes. It takes a week longer.")] },
      ],
    }),
  },
  {
    title: "Ein Brief aus Köln",
    isPublished: true,
    content: doc(
      p("Am Rhein ist es im November so still, dass man die Züge zählen kann."),
      h(2, "Der Dom"),
      p("Er steht."),
    ),
  },
  { title: "رسالة قصيرة", isPublished: true, content: doc(p("الكتابة من اليمين إلى اليسار تعمل كما يجب.")) },
  { title: "東京の朝", isPublished: true, content: doc(p("駅までの道は静かで、パンの匂いがした。")) },
  { title: "Ideas for spring", isPublished: false, content: doc(p("A draft: nobody sees this yet.")) },
  {
    title: "From an older tool",
    isPublished: false,
    content: doc(
      p("Between these paragraphs stands something that this editor does not know, and keeps."),
      { type: "pollFromElsewhere", attrs: { label: "Tea or coffee?", answers: ["tea", "coffee"] } },
      p("It is still there after you save."),
    ),
  },
];

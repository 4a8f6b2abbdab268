// The page with the mails: text only, no script, nothing from elsewhere.

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** @param {import("./sink.mjs").Mail[]} mails newest first */
export function page(mails) {
  const articles = mails.map(
    (mail) => `
    <article>
      <h2>${escape(mail.subject)}</h2>
      <p>to ${escape(mail.to.join(", "))}, from ${escape(mail.from)}, ${mail.receivedAt}</p>
      <pre>${escape(mail.text)}</pre>
    </article>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Local mail</title>
    <style>
      body { font: 1rem system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
      article { border-top: 1px solid #ccc } p { color: #555 } pre { white-space: pre-wrap }
    </style>
  </head>
  <body>
    <h1>Local mail</h1>
    <p>Stands in for the mail provider. ${mails.length === 0 ? "Nothing came yet." : `${mails.length} came.`}</p>
    ${articles.join("")}
  </body>
</html>
`;
}

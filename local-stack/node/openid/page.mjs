// The login page: one field, no script, nothing from elsewhere.

/**
 * @param {string} action path of the form; already matched against letters, digits, `/`, `_` and `-`
 * @param {string} [problem]
 */
export function loginPage(action, problem) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Local sign-in</title>
    <style>
      body { font: 1rem system-ui, sans-serif; max-width: 24rem; margin: 15vh auto; padding: 0 1rem }
      input, button { font: inherit; width: 100%; padding: .5rem; margin: .25rem 0; box-sizing: border-box }
      p { color: #555 } p[role=alert] { color: #b00020 }
    </style>
  </head>
  <body>
    <h1>Local sign-in</h1>
    <p>Stands in for Google. Any e-mail address is accepted, without a password; one that begins with
    <code>unverified</code> counts as not verified.</p>
    ${problem ? `<p role="alert">${problem}</p>` : ""}
    <form method="post" action="${action}">
      <label for="login">E-mail address</label>
      <input id="login" name="login" type="email" autocomplete="email" required autofocus>
      <button>Sign in</button>
    </form>
  </body>
</html>
`;
}

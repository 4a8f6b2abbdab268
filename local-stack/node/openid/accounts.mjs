// The people who can sign in: anybody who types an e-mail address.

import { createHash, randomUUID } from "node:crypto";

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;

export class Accounts {
  /** @type {Map<string, string>} subject to e-mail address */
  #emails = new Map();

  /**
   * @param {unknown} typed
   * @returns {string | undefined} the subject, unless this is no e-mail address
   */
  signIn(typed) {
    if (typeof typed !== "string") return undefined;
    const email = typed.trim().toLowerCase();
    if (!EMAIL.test(email)) return undefined;
    const subject = subjectOf(email);
    this.#emails.set(subject, email);
    return subject;
  }

  /**
   * @param {string} subject
   * @returns {import("oidc-provider").Account | undefined}
   */
  find(subject) {
    const email = this.#emails.get(subject);
    if (email === undefined) return undefined;
    const [local = ""] = email.split("@");
    const words = local.split(/[._+-]+/).filter(Boolean);
    return {
      accountId: subject,
      claims: () => ({
        sub: subject,
        // As Google has it: no two ID tokens are the same, and each opens one session.
        jti: randomUUID(),
        email,
        email_verified: !email.startsWith("unverified"),
        name: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ") || email,
        picture: `https://picture.invalid/${subject}.png`,
      }),
    };
  }
}

/**
 * Looks like Google's: 21 decimal digits, the same for the same address.
 *
 * @param {string} email
 */
function subjectOf(email) {
  const digest = createHash("sha256").update(email).digest("hex");
  return `1${(BigInt(`0x${digest}`) % 10n ** 20n).toString().padStart(20, "0")}`;
}

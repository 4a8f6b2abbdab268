// Bodies: whole, as far as they are wanted, or as they were.

/**
 * All of a body that has at most so many bytes. Of a longer one the whole stream, as it was.
 * @param {Response | undefined} message @param {number} most
 * @returns {Promise<{ bytes?: Uint8Array<ArrayBuffer>, longer?: ReadableStream }>}
 */
export async function whole(message, most) {
  if (message === undefined || message.body === null) return {};
  const length = message.headers.get("content-length");
  if (length !== null && !message.headers.has("content-encoding")) {
    return Number(length) > most
      ? { longer: message.body }
      : { bytes: new Uint8Array(await message.arrayBuffer()) };
  }
  const rest = /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} */ (message.body.getReader());
  const begun = [];
  for (let bytes = 0; bytes <= most;) {
    const { done, value } = await rest.read();
    if (done) return { bytes: concat(begun) };
    begun.push(value);
    bytes += value.length;
  }
  return { longer: joined(begun, rest) };
}

/** @param {Uint8Array<ArrayBuffer>[]} parts */
export function concat(parts) {
  if (parts.length === 1 && parts[0]) return parts[0];
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A body as it was, from its beginning.
 * @param {Uint8Array[]} begun @param {ReadableStreamDefaultReader<Uint8Array>} rest @returns {ReadableStream}
 */
function joined(begun, rest) {
  return new ReadableStream({
    async pull(controller) {
      const part = begun.shift();
      if (part !== undefined) return controller.enqueue(part);
      const { done, value } = await rest.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => rest.cancel(reason),
  });
}

/**
 * The beginning of a body; where it breaks off, it ends, and nobody reads on.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} body @param {number} most
 */
export async function beginning(body, most) {
  const rest = body?.getReader();
  const begun = [];
  try {
    for (let bytes = 0; rest !== undefined && bytes < most;) {
      const { done, value } = await rest.read();
      if (done) break;
      begun.push(value);
      bytes += value.length;
    }
  } catch {
    // The status was the answer.
  }
  rest?.cancel().catch(() => {});
  return concat(begun).subarray(0, most);
}

// What pages ask of the platform, through the proxies: one way in, one kind of failure.

export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** Told to the window when a session is over: lists leave for the sign-in, an editor stays. */
export const SESSION_ENDED = "logicspike-session-ended";

/** An answer that is no success; `message` is the API's own sentence. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** 0 where nothing came back. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly FieldFault[] = [],
    readonly requestId: string = "",
  ) {
    super(message);
  }
}

export interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The answer's body; nothing for a 204. */
export async function call<T = void>(url: string, { method = "GET", body, headers, signal }: Asked = {}) {
  const response = await answerTo(url, {
    method,
    cache: "no-store",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  const answer = parsed(text);
  if (!response.ok) throw failureOf(response, answer);
  // The document's types stand for the shape of our own answers.
  return answer as T;
}

async function answerTo(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, "unreachable", "The server cannot be reached");
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** A refusal as an error; also for answers that came by another way than `fetch`. */
export function failureOf(response: { readonly status: number }, answer: unknown): ApiError {
  const body = Object(answer) as Partial<Record<string, unknown>>;
  const code = typeof body["code"] === "string" ? body["code"] : "";
  const message = typeof body["error"] === "string" ? body["error"] : String(response.status);
  const requestId = typeof body["requestId"] === "string" ? body["requestId"] : "";
  if (response.status === 401 && typeof window !== "undefined")
    window.dispatchEvent(new Event(SESSION_ENDED));
  return new ApiError(response.status, code, message, faultsOf(body["details"]), requestId);
}

function faultsOf(details: unknown): readonly FieldFault[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap((detail) => {
    const { field, message } = Object(detail) as Partial<Record<string, unknown>>;
    return typeof field === "string" && typeof message === "string" ? [{ field, message }] : [];
  });
}

/** The words of an `Idempotency-Key`, one for each thing that a person asked for. */
export function once(): Readonly<Record<string, string>> {
  return { "idempotency-key": crypto.randomUUID() };
}

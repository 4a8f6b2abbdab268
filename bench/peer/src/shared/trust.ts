/** Headers only the gateway may set; everything a client sends under these names is dropped. */
export const TRUSTED = [
  "x-gateway-key",
  "x-tenant-id",
  "x-user-id",
  "x-user-permissions",
  "x-user-role",
  "x-request-id",
] as const;

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const fail = (code: string, message: string) => ({
  success: false as const,
  error: { code, message },
});

/** Comparison whose time does not depend on where the strings differ. */
export function safeEqual(a: string, b: string): boolean {
  const x = new TextEncoder().encode(a),
    y = new TextEncoder().encode(b);
  if (x.length !== y.length) return false;
  let d = 0;
  for (let i = 0; i < x.length; i++) d |= x[i] ^ y[i];
  return d === 0;
}

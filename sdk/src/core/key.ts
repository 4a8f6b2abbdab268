/** API keys: what they look like, and how to tell a mistyped one without asking anybody. */

/** Begins every key that carries a checksum. */
const PREFIX = "ls_";
const CHECKED = /^ls_[a-z]+_[0-9A-Za-z]{36}$/;
const CHECKSUM_LENGTH = 6;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Whether a key of ours was copied wrongly. Keys of a form that this version does not know pass. */
export function isMistyped(key: string): boolean {
  if (!key.startsWith(PREFIX)) return false;
  if (!CHECKED.test(key)) return true;
  return checksum(key.slice(0, -CHECKSUM_LENGTH)) !== key.slice(-CHECKSUM_LENGTH);
}

/** CRC-32 in base 62. */
function checksum(text: string): string {
  let crc = ~0;
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = ~crc >>> 0;
  let digits = "";
  while (digits.length < CHECKSUM_LENGTH) {
    digits = DIGITS.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

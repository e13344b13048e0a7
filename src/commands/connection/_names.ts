const BANG = 0x21;
const TILDE = 0x7e;

/** Why a name was refused. */
export const BAD_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

/** Whether `bytes` can stand as one field of a CLIENT LIST line: visible ASCII only. */
export function isVisibleAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= BANG && byte <= TILDE);
}

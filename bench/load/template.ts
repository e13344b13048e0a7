import { encode } from "../../tests/support/client.ts";

/** An argument that ends with a number of fixed width, which depends on the number of the request. */
export interface Numbered {
  readonly prefix: string;
  readonly digits: number;
  readonly value: (i: number) => number;
}

const ZERO = 48;

/** A {@linkcode Numbered} argument. By default its number is the request's own. */
export function numbered(prefix: string, digits: number, value = (i: number) => i): Numbered {
  return { prefix, digits, value };
}

/** A request that differs from others like it only in some digits. */
export class Template {
  /** The request with zeros for all digits. */
  readonly bytes: Uint8Array;
  readonly #slots: readonly (Numbered & { readonly at: number })[];

  constructor(args: readonly (string | Numbered)[]) {
    this.bytes = encode(args.map((arg) => typeof arg === "string" ? arg : arg.prefix + "0".repeat(arg.digits)));
    // Each slot is the end of its argument, before CRLF: what is encoded up to there tells where.
    const slots: (Numbered & { at: number })[] = [];
    let end = encode([]).length + String(args.length).length - 1;
    for (const arg of args) {
      const length = typeof arg === "string" ? new TextEncoder().encode(arg).length : arg.prefix.length + arg.digits;
      end += `$${length}\r\n\r\n`.length + length;
      if (typeof arg !== "string") slots.push({ ...arg, at: end - 2 - arg.digits });
    }
    this.#slots = slots;
  }

  /** Writes the digits of request number `i` into a copy of `bytes` that begins at `at`. */
  number(into: Uint8Array, at: number, i: number): void {
    for (const slot of this.#slots) writeDigits(into, at + slot.at, slot.digits, slot.value(i));
  }
}

function writeDigits(bytes: Uint8Array, at: number, digits: number, value: number): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const tens = Math.floor(rest / 10);
    bytes[i] = ZERO + rest - tens * 10;
    rest = tens;
  }
}

import { globMatchRange } from "../bytes/mod.ts";
import type { Span } from "../store/mod.ts";

/** The pattern of KEYS and SCAN. A lone `*` also matches the empty key, which no other pattern with a star does. */
export class KeyPattern {
  /** Whether every key matches. */
  readonly matchesAll: boolean;

  /** `bytes` must stay as they are while the pattern is in use. */
  constructor(readonly bytes: Uint8Array) {
    this.matchesAll = bytes.length === 1 && bytes[0] === 0x2a;
  }

  matches({ buf, start, end }: Span): boolean {
    return this.matchesAll || globMatchRange(this.bytes, 0, this.bytes.length, buf, start, end, false);
  }
}

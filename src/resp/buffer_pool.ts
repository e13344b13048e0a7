/** Sizes of pooled buffers in bytes. A writer starts with the smallest and takes the next one each time it has filled one. */
const SIZES = [4096, 16384, 65536, 262144] as const;
/** Bytes of idle buffers that each size keeps at most. */
const IDLE_BYTES = 4 * 1024 * 1024;

/** Output buffers that wait for their next use, so that sending a reply allocates nothing. */
export class BufferPool {
  readonly #idle: Uint8Array[][] = SIZES.map(() => []);

  /** A buffer of at least `bytes`; larger than any pooled size if need be. */
  take(bytes: number): Uint8Array {
    for (let i = 0; i < SIZES.length; i++) {
      if (bytes <= SIZES[i]) return this.#idle[i].pop() ?? new Uint8Array(SIZES[i]);
    }
    return new Uint8Array(bytes);
  }

  /** Takes a buffer back; the caller must not touch it again. */
  give(buffer: Uint8Array): void {
    const size = buffer.length;
    for (let i = 0; i < SIZES.length; i++) {
      if (size === SIZES[i] && this.#idle[i].length * size < IDLE_BYTES) this.#idle[i].push(buffer);
    }
  }

  /** Lets go of all idle buffers. */
  drain(): void {
    for (const idle of this.#idle) idle.length = 0;
  }
}

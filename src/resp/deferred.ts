import type { ReplyWriter } from "./reply.ts";

/** Size of the buffers that parts are written into. */
const BUFFER = 64 * 1024;
/** A part that is smaller is joined by the next: a write to a socket costs some 10 us, whatever its length. */
const ENOUGH = BUFFER / 2;

/** Bytes that make a part full: the buffer has room for one more element. */
export const PART_BYTES = BUFFER - 4096;

/** A reply that is written part by part while it is being sent. One object stands for one reply. */
export interface DeferredSource {
  /**
   * Writes the next part, which is to end once `into.isPartFull`, and returns whether there is more. It reads data and changes none. If it throws,
   * the client gets what was written before and loses its connection.
   */
  produce(into: ReplyWriter): boolean;
  /** Called once, when no more parts will be asked for: all are written, or nobody is left to send them to. Does not throw. */
  end?(): void;
}

/** The place of a {@linkcode DeferredSource} among the replies of a client. */
export class Deferred {
  /** Bytes for which it counts in the writer that it belongs to. */
  booked = 0;
  /** Whether parts are still to come. */
  #open = true;
  #failed = false;
  #error: unknown = null;

  /** `part`, an empty writer for the client's protocol, takes what `source` writes. */
  constructor(readonly source: DeferredSource, readonly part: ReplyWriter) {}

  /** The next buffer, `part.takenBytes` of it count; `null` at the end. Throws what `produce` threw, once all before it is taken. */
  take(): Uint8Array | null {
    const { part } = this;
    if (this.#open && part.pending === 0) {
      part.reserve(BUFFER);
      do this.#produce(); while (this.#open && part.pending < ENOUGH);
    }
    const buffer = part.take();
    if (buffer === null && this.#failed) throw this.#error;
    return buffer;
  }

  /** Has all that is left written. */
  settle(): void {
    while (this.#open) this.#produce();
  }

  /** Asks for no more parts, and forgets what there is. */
  end(): void {
    this.#failed = false;
    this.#close();
    this.part.clear();
  }

  #produce(): void {
    this.part.beginPart();
    try {
      if (this.source.produce(this.part)) return;
    } catch (error) {
      // Not to be met by whoever settles: the fault is the client's to bear whose reply this is.
      this.#failed = true;
      this.#error = error;
    }
    this.#close();
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.source.end?.();
  }
}

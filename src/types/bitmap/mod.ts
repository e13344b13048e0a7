/**
 * Strings as arrays of bits. Bit 0 is the highest bit of the first byte; bits beyond the last byte are 0. A string is a piece of bytes,
 * `buf[start, end)`, wherever it lies; positions and ranges of bits count from its start.
 *
 * @module
 */

export { byteOf, getBit, setBit } from "./bit.ts";
export { countBits, countOnes } from "./count.ts";
export { fit, fitWide, NARROW_BITS, Overflow, readField, readWideField, writeField, writeWideField } from "./field.ts";
export { combine, type Operation } from "./operation.ts";
export { findBit } from "./position.ts";

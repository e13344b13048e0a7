/** A field of INFO and its value. */
export type Field = readonly [name: string, value: string | number];

/** A value with two decimals. */
export function decimal(value: number): string {
  return value.toFixed(2);
}

const UNITS = ["B", "K", "M", "G", "T", "P"];

/** Bytes as people read them: `512B`, `1.00M`. */
export function human(bytes: number): string {
  let unit = 0;
  let value = bytes;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return unit === 0 ? `${value}B` : `${value.toFixed(2)}${UNITS[unit]}`;
}

/** A name from a client, less the characters that give INFO its form. */
export function safeName(name: string): string {
  return name.replace(/[#:\r\n]/g, "_");
}

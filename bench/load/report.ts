import { type Cpu, total } from "./proc.ts";
import { median, pairedRatio } from "./statistics.ts";

/** One line of the table. */
export interface Result {
  readonly benchmark: string;
  readonly tarbo: string;
  readonly redis: string;
  /** Tarbo's figure divided by Redis's; NaN where there is none. */
  readonly ratio: number;
  readonly cpu?: CpuComparison;
  /** What was measured, by name: rounds, percentiles, counts. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Processor time per operation, in microseconds: a value for each round. */
export interface CpuComparison {
  readonly tarbo: readonly Cpu[];
  readonly redis: readonly Cpu[];
}

/** Prints a figure. */
export type Format = (value: number) => string;

/** Figures with their units: `1.44 M/s`, `56.2 B`, `190.8 MB`, `1.69 ms`. */
export const perSecond: Format = (value) =>
  value >= 1e6 ? `${(value / 1e6).toFixed(2)} M/s` : `${Math.round(value / 1e3)} k/s`;
export const bytes: Format = (value) => `${value.toFixed(1)} B`;
export const megabytes: Format = (value) => `${(value / 1e6).toFixed(1)} MB`;
export const milliseconds: Format = (value) =>
  value < 10 ? `${value.toFixed(2)} ms` : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1e3).toFixed(1)} s`;

/** A line from the figures of paired rounds. */
export function compare(
  benchmark: string,
  format: Format,
  tarbo: readonly number[],
  redis: readonly number[],
  details: Readonly<Record<string, unknown>> = {},
): Result {
  return {
    benchmark,
    tarbo: format(median(tarbo)),
    redis: format(median(redis)),
    ratio: pairedRatio(tarbo, redis),
    details: { tarbo, redis, ...details },
  };
}

/** The results as a table in Markdown. */
export function table(results: readonly Result[]): string {
  const head = ["Benchmark", "Tarbo", "Redis", "Ratio", "CPU per operation", "CPU ratio"];
  const rows = results.map((result) => [
    result.benchmark,
    result.tarbo,
    result.redis,
    number(result.ratio),
    ...cpuCells(result.cpu),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => "-".repeat(width + 1) + (i === 0 ? "-" : ":")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function cpuCells(cpu: CpuComparison | undefined): [string, string] {
  if (cpu === undefined) return ["", ""];
  const [tarbo, redis] = [cpu.tarbo.map(total), cpu.redis.map(total)];
  return [`${median(tarbo).toFixed(2)} us : ${median(redis).toFixed(2)} us`, number(pairedRatio(tarbo, redis))];
}

function number(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "";
}

import type { Contender } from "./contender.ts";
import type { Result } from "./report.ts";

/** What a benchmark is told. */
export interface Run {
  readonly tarbo: Contender;
  readonly redis: Contender;
  /** Tarbo as an executable, if there is one. */
  readonly compiled: Contender | null;
  /** Pairs of rounds of what is measured in rounds. */
  readonly rounds: number;
  /** Rather fast than exact. */
  readonly quick: boolean;
  /** Says what is being done. */
  note(text: string): void;
}

/** One benchmark: measures both servers side by side. */
export type Benchmark = (run: Run) => Promise<Result[]>;

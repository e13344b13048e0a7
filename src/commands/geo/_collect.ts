import { decode, firstScore, Position, type SearchArea } from "../../types/geo/mod.ts";
import type { SortedSet } from "../../types/sorted_set/mod.ts";
import type { Hits } from "./_hits.ts";

/** Members that are looked at one by one sooner than their cell is divided. */
const FEW = 48;
/** From this step on cells are so small that dividing them leaves out nothing. */
const SMALL_STEP = 24;

/** The search that is under way. */
let set: SortedSet;
let area: SearchArea;
let hits: Hits;
let enough = Infinity;
const POSITION = new Position();

/** Gathers the members in an area, cell by cell and by their scores in each, until there are `most`. */
export function collect(from: SortedSet, where: SearchArea, most: number, into: Hits): void {
  set = from;
  area = where;
  hits = into;
  enough = most;
  for (let i = 0; i < area.cells && hits.count < enough; i++) {
    const first = set.countBelow(area.min[i], false);
    const end = set.countBelow(area.max[i], false);
    if (end > first) collectCell(area.x[i], area.y[i], area.step, first, end);
  }
}

/** Looks at the members of a cell, whose ranks are `first` to `end`. The quarters of a full one that do not touch the area are left out. */
function collectCell(x: number, y: number, step: number, first: number, end: number): void {
  if (end - first <= FEW || step >= SMALL_STEP) return collectRange(first, end);
  for (let quarter = 0; quarter < 4 && hits.count < enough; quarter++) {
    const quarterX = 2 * x + (quarter >> 1);
    const quarterY = 2 * y + (quarter & 1);
    const next = quarter === 3
      ? end
      : set.countBelow(firstScore(2 * x + (quarter + 1 >> 1), 2 * y + (quarter + 1 & 1), step + 1), false);
    if (next > first && area.touches(quarterX, quarterY, step + 1)) {
      collectCell(quarterX, quarterY, step + 1, first, next);
    }
    first = next;
  }
}

function collectRange(first: number, end: number): void {
  set.seek(first);
  for (let rank = first; rank < end && hits.count < enough; rank++) {
    decode(set.memberScore, POSITION);
    const distance = area.distanceTo(POSITION);
    if (distance >= 0) hits.add(rank, distance);
    set.next();
  }
}

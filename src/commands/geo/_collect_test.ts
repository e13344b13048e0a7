import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString } from "../../bytes/mod.ts";
import { Keyspace } from "../../store/mod.ts";
import { decode, encode, Position, SearchArea } from "../../types/geo/mod.ts";
import { SortedSet } from "../../types/sorted_set/mod.ts";
import { collect } from "./_collect.ts";
import { Hits } from "./_hits.ts";

const KEY = fromString("k");
const area = new SearchArea();
const centre = new Position();
const position = new Position();

/** A sorted set of positions, most of them close together around the first. */
function setOf(places: readonly (readonly [number, number])[]): SortedSet {
  const set = new SortedSet().create(new Keyspace(1, () => 0).databases[0], KEY, 0, KEY.length);
  const [x0, y0] = places[0];
  places.forEach(([x, y], i) => {
    const member = fromString(`m${i}`);
    const near = i % 3 > 0;
    const longitude = near ? x0 + x / 1000 : x;
    set.set(member, 0, member.length, encode(Math.min(Math.max(longitude, -180), 180), near ? y0 + y / 1000 : y));
  });
  return set;
}

/** Ranks of the members in the area: all members of each of its cells, one after the other. */
function ranksIn(set: SortedSet): number[] {
  const ranks: number[] = [];
  for (let cell = 0; cell < area.cells; cell++) {
    for (let rank = 0; set.seek(rank); rank++) {
      if (set.memberScore < area.min[cell] || set.memberScore >= area.max[cell]) continue;
      decode(set.memberScore, position);
      if (area.distanceTo(position) >= 0) ranks.push(rank);
    }
  }
  return ranks;
}

const place = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -84.9, max: 84.9, noNaN: true }),
);
const metres = fc.double({ min: 0, max: 24, noNaN: true }).map((power) => 2 ** power);

Deno.test("the division of cells leaves no hit out, and changes no order", () => {
  const hits = new Hits();
  const places = fc.array(place, { minLength: 1, maxLength: 400, size: "max" });
  const most = fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(places, fc.option(place), metres, metres, fc.boolean(), most, (places, where, a, b, isBox, most) => {
      const set = setOf(places);
      const [x, y] = where ?? places[0];
      centre.longitude = x;
      centre.latitude = y;
      if (isBox) area.box(centre, a, b, 1);
      else area.circle(centre, a, 1);
      const expected = ranksIn(set);
      hits.clear();
      collect(set, area, most, hits);
      assertEquals(Array.from(hits.ranks.subarray(0, hits.count)), expected.slice(0, most));
    }),
    { numRuns: 100 },
  );
});

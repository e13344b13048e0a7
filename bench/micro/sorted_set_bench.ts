import { fromString } from "../../src/bytes/mod.ts";
import { Keyspace } from "../../src/store/mod.ts";
import { SortedSet } from "../../src/types/sorted_set/mod.ts";

/** Calls in one measured round; the figure of a round divided by this is that of one call. */
const CALLS = 1000;
/** A prime: its multiples visit members in an order that the processor cannot foresee. */
const STRIDE = 611_953;
/** How many more members are known than a set holds, for each that it holds; at least one round's. */
const SPARE = 0.25;
const MEMBER_LENGTH = 16;
const MAX_SCORE = 1e9;

const key = fromString("key");
let sink = 0;

/** A score that looks random; every number has its own. */
function scoreOf(i: number): number {
  return (i * 387_420_489) % MAX_SCORE;
}

/** A set of `size` members, and the bytes of these and of `spare` others, one after the other. */
function filled(size: number, spare: number): { set: SortedSet; members: Uint8Array; keyspace: Keyspace } {
  const members = fromString(
    Array.from({ length: size + spare }, (_, i) => `member:${String(i).padStart(MEMBER_LENGTH - 7, "0")}`).join(""),
  );
  const keyspace = new Keyspace(1, () => 0);
  const set = new SortedSet().create(keyspace.databases[0], key, 0, key.length);
  for (let i = 0; i < size; i++) set.set(members, i * MEMBER_LENGTH, (i + 1) * MEMBER_LENGTH, scoreOf(i));
  return { set, members, keyspace };
}

for (const size of [100, 10_000, 1_000_000]) {
  const spare = Math.max(CALLS, size * SPARE);
  const { set, members, keyspace } = filled(size, spare);
  const group = `${size} members`;
  console.log(`${group}: ${Math.round(keyspace.records.memory(set.ref) / size)} bytes a member`);
  let round = 0;
  /** Numbers of members that are there and that are not: others in each round. */
  const present = (i: number) => ((round * CALLS + i) * STRIDE) % size;
  const absent = (i: number) => size + ((round * CALLS + i) * STRIDE) % spare;
  const add = (member: number, by: number) => {
    const at = member * MEMBER_LENGTH;
    set.set(members, at, at + MEMBER_LENGTH, scoreOf(member) + by);
  };
  const remove = (member: number) => {
    const at = member * MEMBER_LENGTH;
    set.remove(members, at, at + MEMBER_LENGTH);
  };

  const rounds = (
    name: string,
    member: (i: number) => number,
    call: (member: number) => void,
    undo?: (member: number) => void,
  ) =>
    Deno.bench({
      name: `${name}, ${group}, x${CALLS}`,
      group,
      fn(bench) {
        round++;
        bench.start();
        for (let i = 0; i < CALLS; i++) call(member(i));
        bench.end();
        if (undo !== undefined) { for (let i = 0; i < CALLS; i++) undo(member(i)); }
      },
    });

  const score = (member: number) => {
    const at = member * MEMBER_LENGTH;
    sink += set.find(members, at, at + MEMBER_LENGTH);
  };
  const rank = (member: number) => {
    const at = member * MEMBER_LENGTH;
    sink += set.rank(members, at, at + MEMBER_LENGTH);
  };
  const range = (member: number) => {
    set.seek(set.countBelow(scoreOf(member), false));
    for (let i = 0; i < 10 && set.next(); i++) sink += set.memberScore;
  };

  // A packed set must stay one: members come and go one by one.
  if (size > CALLS) rounds("add", absent, (member) => add(member, 0), remove);
  else rounds("add and remove", absent, (member) => (add(member, 0), remove(member)));
  rounds("score", present, score);
  rounds("rank", present, rank);
  rounds("move far", present, (member) => add(member, MAX_SCORE / 3), (member) => add(member, 0));
  rounds("move near", present, (member) => add(member, 0.5), (member) => add(member, 0));
  rounds("ten by score", present, range);
  if (size > CALLS) {
    rounds("remove", present, remove, (member) => add(member, 0));
  }
}
addEventListener("unload", () => console.log(`checksum ${sink}`));

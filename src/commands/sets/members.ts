import { command, keyRange, oneKey, OTHER_TYPE, readTyped, writeTyped } from "../../engine/mod.ts";
import { Type } from "../../store/mod.ts";
import { MemberSet } from "../../types/set/mod.ts";
import { emptySet, zero } from "../_record.ts";
import { replyMembers } from "./_reply.ts";
import { finish, setToRead, setToWrite } from "./_set.ts";

const SET = new MemberSet();
const OTHER = new MemberSet();

export const sadd = command({
  name: "SADD",
  since: "1.0.0",
  group: "set",
  summary: "Adds one or more members to a set. Creates the key if it doesn't exist.",
  complexity:
    "O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.",
  history: [["2.4.0", "Accepts multiple `member` arguments."]],
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: oneKey("RW", "insert"),
  syntax: "key member [member ...]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const { argc, buf, start, end } = args;
    const ref = writeTyped(ctx, 1, Type.SET);
    if (ref === OTHER_TYPE) return;
    const isNew = ref === 0;
    if (isNew) SET.create(db, buf, start[1], end[1], argc - 2, buf, start[2], end[2]);
    else SET.open(db, ref).expect(argc - 2);
    let added = isNew ? 1 : 0;
    try {
      for (let i = 2 + added; i < argc; i++) if (SET.add(buf, start[i], end[i])) added++;
    } finally {
      // Where memory runs out on the way, some have come in.
      if (added > 0) db.changed(SET.ref, added);
    }
    reply.integer(added);
  },
});

export const srem = command({
  name: "SREM",
  since: "1.0.0",
  group: "set",
  summary: "Removes one or more members from a set. Deletes the set if the last member was removed.",
  complexity: "O(N) where N is the number of members to be removed.",
  history: [["2.4.0", "Accepts multiple `member` arguments."]],
  arity: -3,
  flags: ["write", "fast"],
  keys: oneKey("RW", "delete"),
  syntax: "key member [member ...]",
  run(ctx) {
    const { argc, buf, start, end } = ctx.args;
    const set = setToWrite(ctx, 1, zero);
    if (set === null) return;
    let removed = 0;
    for (let i = 2; i < argc && set.size > 0; i++) if (set.remove(buf, start[i], end[i])) removed++;
    if (removed > 0) finish(ctx, set, removed);
    ctx.reply.integer(removed);
  },
});

export const sismember = command({
  name: "SISMEMBER",
  since: "1.0.0",
  group: "set",
  summary: "Determines whether a member belongs to a set.",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key member",
  run(ctx) {
    const { buf, start, end } = ctx.args;
    const set = setToRead(ctx, 1, zero);
    if (set !== null) ctx.reply.integer(set.has(buf, start[2], end[2]) ? 1 : 0);
  },
});

export const smismember = command({
  name: "SMISMEMBER",
  since: "6.2.0",
  group: "set",
  summary: "Determines whether multiple members belong to a set.",
  complexity: "O(N) where N is the number of elements being checked for membership",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: oneKey("RO", "access"),
  syntax: "key member [member ...]",
  run(ctx) {
    const { args, db, reply } = ctx;
    const { argc, buf, start, end } = args;
    const ref = readTyped(ctx, 1, Type.SET);
    if (ref === OTHER_TYPE) return;
    if (ref !== 0) SET.open(db, ref);
    reply.array(argc - 2);
    for (let i = 2; i < argc; i++) reply.integer(ref !== 0 && SET.has(buf, start[i], end[i]) ? 1 : 0);
  },
});

export const scard = command({
  name: "SCARD",
  since: "1.0.0",
  group: "set",
  summary: "Returns the number of members in a set.",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: oneKey("RO"),
  syntax: "key",
  run(ctx) {
    const set = setToRead(ctx, 1, zero);
    if (set !== null) ctx.reply.integer(set.size);
  },
});

export const smembers = command({
  name: "SMEMBERS",
  since: "1.0.0",
  group: "set",
  summary: "Returns all members of a set.",
  complexity: "O(N) where N is the set cardinality.",
  arity: 2,
  flags: ["readonly"],
  keys: oneKey("RO", "access"),
  tips: ["nondeterministic_output_order"],
  syntax: "key",
  run(ctx) {
    const set = setToRead(ctx, 1, emptySet);
    if (set === null) return;
    ctx.reply.set(set.size);
    replyMembers(ctx, set);
  },
});

export const smove = command({
  name: "SMOVE",
  since: "1.0.0",
  group: "set",
  summary: "Moves a member from one set to another.",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "fast"],
  keys: [...oneKey("RW", "access", "delete"), ...keyRange(2, 2, 1, "RW", "insert")],
  syntax: "source destination member",
  run(ctx) {
    const { args: { buf, start, end }, db, reply } = ctx;
    const source = writeTyped(ctx, 1, Type.SET);
    if (source === OTHER_TYPE) return;
    if (source === 0) return reply.integer(0);
    const destination = writeTyped(ctx, 2, Type.SET);
    if (destination === OTHER_TYPE) return;
    const isMember = SET.open(db, source).has(buf, start[3], end[3]);
    reply.integer(isMember ? 1 : 0);
    if (!isMember || source === destination) return;
    let isNew = true;
    if (destination === 0) OTHER.create(db, buf, start[2], end[2], 1, buf, start[3], end[3]);
    else isNew = OTHER.open(db, destination).add(buf, start[3], end[3]);
    SET.remove(buf, start[3], end[3]);
    finish(ctx, SET, 1);
    if (isNew) db.changed(OTHER.ref);
  },
});

import type { CommandSpec, Flag, Group } from "./spec.ts";

/** ACL categories, in the order in which COMMAND INFO lists them. */
export const CATEGORIES = [
  "keyspace",
  "read",
  "write",
  "set",
  "sortedset",
  "list",
  "hash",
  "string",
  "bitmap",
  "hyperloglog",
  "geo",
  "stream",
  "pubsub",
  "admin",
  "fast",
  "slow",
  "blocking",
  "dangerous",
  "connection",
  "transaction",
  "scripting",
] as const;

/** One of {@linkcode CATEGORIES}. */
export type Category = (typeof CATEGORIES)[number];

/** Groups whose name is not the category's, or that have none. */
const BY_GROUP: Partial<Record<Group, Category | null>> = {
  "generic": "keyspace",
  "sorted-set": "sortedset",
  "transactions": "transaction",
  "server": null,
  "cluster": null,
  // Those that publish or subscribe have a flag that says so; PUBSUB, which only looks, belongs to no category.
  "pubsub": null,
};

const BY_FLAG: readonly (readonly [Flag, ...Category[]])[] = [
  ["write", "write"],
  ["admin", "admin", "dangerous"],
  ["pubsub", "pubsub"],
  ["fast", "fast"],
  ["blocking", "blocking"],
];

/** The ACL categories of a command: by its group (not for a mere container of subcommands), its flags and what its spec adds or takes away. */
export function categoriesOf(spec: CommandSpec): readonly Category[] {
  const found = new Set<string>();
  const group = spec.group in BY_GROUP ? BY_GROUP[spec.group] : spec.group;
  if (group && spec.run !== undefined) found.add(group);
  for (const category of spec.categories ?? []) {
    if (category.startsWith("-")) found.delete(category.slice(1));
    else found.add(category);
  }
  for (const [flag, ...categories] of BY_FLAG) {
    if (spec.flags.includes(flag)) categories.forEach((category) => found.add(category));
  }
  // A script reads what it likes: EVAL_RO is not among the reads that one may allow without a thought.
  if (spec.flags.includes("readonly") && !found.has("scripting")) found.add("read");
  if (!found.has("fast")) found.add("slow");
  return CATEGORIES.filter((category) => found.has(category));
}

/** The category of that name, in either case. */
export function categoryNamed(name: string): Category | undefined {
  return CATEGORIES.find((category) => category === name.toLowerCase());
}

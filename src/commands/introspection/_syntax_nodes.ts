/** Words of a line of syntax with the brackets among them resolved. */
export type Node = string | Group | { readonly repeat: readonly Node[] };

/** `[a | b ...]` or `<a | b>`. */
export interface Group {
  readonly optional: boolean;
  readonly alternatives: readonly (readonly Node[])[];
  /** Ends with an ellipsis. */
  readonly repeated: boolean;
}

const LEXEME = /\.\.\.|[[\]<>|]|[^\s[\]<>|]+/g;

/** Parses a line of syntax. */
export function parseNodes(syntax: string): readonly Node[] {
  const words = syntax.match(LEXEME) ?? [];
  words.reverse();
  return parseGroup(words, "").alternatives[0];
}

/** Reads up to the bracket `close`; `words` are taken from the end. */
function parseGroup(words: string[], close: string): Group {
  const alternatives: Node[][] = [];
  let nodes: Node[] = [];
  let repeated = false;
  for (let word = words.pop(); word !== undefined && word !== close; word = words.pop()) {
    if (word === "...") repeated = true;
    else if (word === "|") {
      alternatives.push(nodes);
      nodes = [];
    } else if (word === "[") append(nodes, parseGroup(words, "]"));
    else if (word === "<") append(nodes, parseGroup(words, ">"));
    else nodes.push(word);
  }
  alternatives.push(nodes);
  const group = { optional: close === "]", alternatives, repeated };
  const last = nodes.at(-1);
  // `[a | b [a | b ...]]` is `[a | b ...]`.
  if (alternatives.length === 1 || last === undefined || !isRepetition(last)) return group;
  nodes.pop();
  if (contents(last) === contents(group)) return { ...group, repeated: true };
  nodes.push(last);
  return group;
}

/** Appends a group, or makes what precedes it repeat: `a b [a b ...]`. */
function append(nodes: Node[], group: Group): void {
  if (isRepetition(group) && group.alternatives.length === 1) {
    const from = nodes.length - group.alternatives[0].length;
    const before = nodes.slice(Math.max(0, from));
    if (from >= 0 && before.map(textOf).join(" ") === contents(group)) {
      nodes.splice(from, before.length, { repeat: before });
      return;
    }
  }
  nodes.push(group);
}

function isRepetition(node: Node): node is Group {
  return typeof node !== "string" && "repeated" in node && node.optional && node.repeated;
}

function contents({ alternatives }: Group): string {
  return alternatives.map((nodes) => nodes.map(textOf).join(" ")).join(" | ");
}

/** The node as it was written, but for repetitions. */
export function textOf(node: Node): string {
  if (typeof node === "string") return node;
  if ("repeat" in node) return node.repeat.map(textOf).join(" ");
  return node.optional ? `[${contents(node)}]` : `<${contents(node)}>`;
}

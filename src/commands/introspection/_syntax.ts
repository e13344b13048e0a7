import type { ArgumentType, CommandSpec } from "../../engine/mod.ts";
import { blockName, choiceName, tokenName, typeOf } from "./_argument_names.ts";
import { nameKeys } from "./_key_arguments.ts";
import { type Group, type Node, parseNodes, textOf } from "./_syntax_nodes.ts";

/** One argument as COMMAND DOCS describes it. */
export interface Argument {
  name: string;
  /** What stands for it in a line of syntax, if that is not its name. */
  display?: string;
  type: ArgumentType;
  /** The word that introduces it, or that it is. */
  token?: string;
  /** The version that had it first, if younger than the command. */
  since?: string;
  /** Index of the key spec that finds it. */
  keySpec?: number;
  optional?: boolean;
  multiple?: boolean;
  /** Each repetition has the token again. */
  multipleToken?: boolean;
  /** What a `block` consists of, or a `oneof` chooses from. */
  arguments?: Argument[];
}

/**
 * The arguments of a command, from its line of syntax:
 *
 * - `word`: a value; its type follows from the word, from the spec's `types`, from the key specs
 * - `WORD` (no lower-case letter): a token; it takes the values that follow it, as one argument or as a block
 * - `[a]`: optional; `<a | b>`, `[a | b]`: a choice
 * - `a [a ...]`: repeated; `[a ...]`: optional and repeated; `[A b [A b ...]]`: repeated with its token
 */
export function parseSyntax(spec: CommandSpec, isSubcommand: boolean): Argument[] {
  const build = new Builder(spec);
  const list = build.sequence(parseNodes(spec.syntax));
  nameKeys(list, spec.keys ?? [], isSubcommand ? 2 : 1);
  if (spec.names !== undefined) rename(list, spec.names);
  return list;
}

function rename(list: readonly Argument[], names: Readonly<Record<string, string>>): void {
  for (const argument of list) {
    const { arguments: inner, name, token } = argument;
    argument.name = names[`${token} ${name}`] ?? names[name] ?? name;
    if (inner !== undefined) rename(inner, names);
    else if (argument.name !== name) argument.display = name;
  }
}

class Builder {
  constructor(readonly spec: CommandSpec) {}

  sequence(nodes: readonly Node[]): Argument[] {
    const list: Argument[] = [];
    for (let i = 0; i < nodes.length;) {
      let end = i + 1;
      if (isToken(nodes[i])) { while (end < nodes.length && isValue(nodes[end])) end++; }
      list.push(end > i + 1 ? this.#tokenWith(textOf(nodes[i]), nodes.slice(i + 1, end)) : this.#single(nodes[i]));
      i = end;
    }
    return list;
  }

  #tokenWith(token: string, nodes: readonly Node[]): Argument {
    const list = this.sequence(nodes);
    const only = list.length === 1 ? list[0] : null;
    const argument: Argument = only ?? { name: token.toLowerCase(), type: "block", arguments: list };
    if (argument.type === "oneof") argument.name = token === "TYPE" ? "client-type" : token.toLowerCase();
    return { ...argument, token, ...this.#since(token) };
  }

  #single(node: Node): Argument {
    if (typeof node === "string") {
      if (isToken(node)) return { name: tokenName(node), type: "pure-token", token: node, ...this.#since(node) };
      return { name: node, type: this.spec.types?.[node] ?? typeOf(node) };
    }
    return "repeat" in node ? this.#repeated(node.repeat) : this.#group(node);
  }

  #repeated(nodes: readonly Node[]): Argument {
    return { ...this.#joined(nodes, true), multiple: true, ...(isToken(nodes[0]) && { multipleToken: true }) };
  }

  #group({ optional, alternatives, repeated }: Group): Argument {
    const argument = alternatives.length === 1
      ? this.#joined(alternatives[0], repeated)
      : this.#choice(alternatives.map((nodes) => this.#joined(nodes, false)));
    if (optional) {
      argument.optional = true;
      if (argument.arguments === undefined && argument.token === undefined) {
        Object.assign(argument, this.#since(argument.name));
      }
    }
    if (repeated) argument.multiple = true;
    return argument;
  }

  #choice(list: Argument[]): Argument {
    const name = choiceName(list.map(({ name, token }) => token ?? name));
    const { since } = list[0];
    if (since === undefined || list.some((each) => each.since !== since)) {
      return { name, type: "oneof", arguments: list };
    }
    // All came together: so did the choice.
    for (const each of list) delete each.since;
    return { name, type: "oneof", since, arguments: list };
  }

  /** One argument from a run of them. */
  #joined(nodes: readonly Node[], multiple: boolean): Argument {
    const list = this.sequence(nodes);
    if (list.length === 1) return list[0];
    return { name: blockName(list.map(({ name }) => name), multiple), type: "block", arguments: list };
  }

  /** The version whose changes name the token or word: `` `WORD` ``, or among others as in `` `BYTE|BIT` ``. */
  #since(token: string): { since?: string } {
    const change = this.spec.history?.find(([, text]) =>
      text.split(/[`|]/).some((piece, i) => i > 0 && piece === token)
    );
    return change === undefined ? {} : { since: change[0] };
  }
}

function isToken(node: Node): boolean {
  return typeof node === "string" && !/[a-z]/.test(node);
}

/** Whether a token takes the node as its value. */
function isValue(node: Node): boolean {
  if (typeof node === "string") return !isToken(node);
  return "repeat" in node ? !isToken(node.repeat[0]) : !node.optional;
}

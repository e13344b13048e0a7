import type { Command } from "../../engine/mod.ts";
import type { ReplyWriter } from "../../resp/mod.ts";
import { replyFlags } from "./_info.ts";
import { type Argument, parseSyntax } from "./_syntax.ts";

/** A name and what writes its value. */
type Field = readonly [string, () => void];

/** A command as COMMAND DOCS describes it. */
export function replyDocs(reply: ReplyWriter, command: Command): void {
  const { spec, subcommands, parent } = command;
  const { deprecated, history = [] } = spec;
  const list = parseSyntax(spec, parent !== null);
  const fields: Field[] = [
    text(reply, "summary", spec.summary),
    text(reply, "since", spec.since),
    text(reply, "group", spec.group),
  ];
  if (spec.complexity !== "") fields.push(text(reply, "complexity", spec.complexity));
  const flags = [...(deprecated === undefined ? [] : ["deprecated"]), ...(spec.system ? ["syscmd"] : [])];
  if (flags.length > 0) fields.push(["doc_flags", () => replyFlags(reply, flags)]);
  if (deprecated !== undefined) {
    fields.push(text(reply, "deprecated_since", deprecated.since), text(reply, "replaced_by", deprecated.replacedBy));
  }
  if (history.length > 0) fields.push(["history", () => replyHistory(reply, history)]);
  if (list.length > 0) fields.push(["arguments", () => replyArguments(reply, list)]);
  if (subcommands !== null) fields.push(["subcommands", () => replyAllDocs(reply, subcommands.commands)]);
  replyFields(reply, fields);
}

/** Commands by name with what COMMAND DOCS says of them. */
export function replyAllDocs(reply: ReplyWriter, commands: readonly Command[]): void {
  reply.map(commands.length);
  for (const command of commands) {
    reply.bulkString(command.name);
    replyDocs(reply, command);
  }
}

function replyHistory(reply: ReplyWriter, history: readonly (readonly [string, string])[]): void {
  reply.set(history.length);
  for (const [since, change] of history) {
    reply.array(2);
    reply.bulkString(since);
    reply.bulkString(change);
  }
}

function replyArguments(reply: ReplyWriter, list: readonly Argument[]): void {
  reply.array(list.length);
  for (const argument of list) replyArgument(reply, argument);
}

function replyArgument(reply: ReplyWriter, argument: Argument): void {
  const { name, display = name, type, token, since, keySpec, optional, multiple, multipleToken, arguments: inner } =
    argument;
  const fields: Field[] = [text(reply, "name", name), text(reply, "type", type)];
  if (inner === undefined) fields.push(text(reply, "display_text", display));
  if (keySpec !== undefined) fields.push(["key_spec_index", () => reply.integer(keySpec)]);
  if (token !== undefined) fields.push(text(reply, "token", token));
  if (since !== undefined) fields.push(text(reply, "since", since));
  const flags: string[] = [];
  if (optional) flags.push("optional");
  if (multiple) flags.push("multiple");
  if (multipleToken) flags.push("multiple_token");
  if (flags.length > 0) fields.push(["flags", () => replyFlags(reply, flags)]);
  if (inner !== undefined) fields.push(["arguments", () => replyArguments(reply, inner)]);
  replyFields(reply, fields);
}

function text(reply: ReplyWriter, name: string, value: string): Field {
  return [name, () => reply.bulkString(value)];
}

function replyFields(reply: ReplyWriter, fields: readonly Field[]): void {
  reply.map(fields.length);
  for (const [name, write] of fields) {
    reply.bulkString(name);
    write();
  }
}

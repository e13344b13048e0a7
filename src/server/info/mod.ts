/**
 * INFO: one file per section, each a list of fields in Redis's order and under its names. What cannot exist here has the value that it has on
 * a server where it never happened.
 *
 * @module
 */

import type { Server } from "../server.ts";
import { clientFields } from "./clients.ts";
import { commandFields, latencyFields } from "./commands.ts";
import { cpuFields } from "./cpu.ts";
import { errorFields } from "./errors.ts";
import type { Field } from "./fields.ts";
import { keyspaceFields } from "./keyspace.ts";
import { memoryFields } from "./memory.ts";
import { persistenceFields } from "./persistence.ts";
import { replicationFields } from "./replication.ts";
import { serverFields } from "./server.ts";
import { statsFields } from "./stats.ts";

interface Section {
  readonly title: string;
  /** Shown unless others are asked for. */
  readonly standard: boolean;
  readonly fields: (server: Server) => Field[];
}

const sections: Readonly<Record<string, Section>> = {
  server: { title: "Server", standard: true, fields: serverFields },
  clients: { title: "Clients", standard: true, fields: clientFields },
  memory: { title: "Memory", standard: true, fields: memoryFields },
  persistence: { title: "Persistence", standard: true, fields: persistenceFields },
  stats: { title: "Stats", standard: true, fields: statsFields },
  replication: { title: "Replication", standard: true, fields: replicationFields },
  cpu: { title: "CPU", standard: true, fields: cpuFields },
  modules: { title: "Modules", standard: true, fields: () => [] },
  commandstats: { title: "Commandstats", standard: false, fields: commandFields },
  errorstats: { title: "Errorstats", standard: true, fields: errorFields },
  latencystats: { title: "Latencystats", standard: false, fields: latencyFields },
  cluster: { title: "Cluster", standard: true, fields: () => [["cluster_enabled", 0]] },
  keyspace: { title: "Keyspace", standard: true, fields: keyspaceFields },
};

/** The text of INFO for the sections named, in lower case; none: the default ones. */
export function infoText(server: Server, names: readonly string[]): string {
  const asked = new Set(names);
  const all = asked.has("all") || asked.has("everything");
  const standard = names.length === 0 || asked.has("default");
  const shown = Object.entries(sections).filter(([name, section]) =>
    all || asked.has(name) || (standard && section.standard) || (name === "modules" && asked.has("module_list"))
  );
  return shown.map(([, section]) => sectionText(section.title, section.fields(server))).join("\r\n");
}

function sectionText(title: string, fields: readonly Field[]): string {
  return `# ${title}\r\n${fields.map(([name, value]) => `${name}:${value}\r\n`).join("")}`;
}

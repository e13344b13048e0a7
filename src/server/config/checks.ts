/** What values must satisfy beyond their kind; each returns Redis's error text, or `null`. */

const TITLE_VARIABLES = ["title", "listen-addr", "server-mode", "port", "tls-port", "unixsocket", "config-file"];
const MAX_HOSTNAME = 256;

/** A name of a file in `dir`. */
export function plainFile(name: string, noun: string, mayBeEmpty: boolean, what = "filename"): string | null {
  if (name === "" && !mayBeEmpty) return `${noun} can't be empty`;
  return /[/\\]/.test(name) ? `${noun} can't be a path, just a ${what}` : null;
}

/** A name in the domain name system. */
export function hostname(name: string): string | null {
  if (name.length >= MAX_HOSTNAME) return `Hostnames must be less than ${MAX_HOSTNAME} characters`;
  return /^[a-z\d.-]*$/i.test(name) ? null : "Hostnames may only contain alphanumeric characters, hyphens or dots";
}

/** A name that `nodes.conf` can hold. */
export function nodeName(name: string): string | null {
  return /[!#$%&()*+:;<>?@[\]^{|}~]/.test(name) ? "Announced human node name contained invalid character" : null;
}

/** A template of the process's title, with `{variables}`. */
export function titleTemplate(template: string): string | null {
  const unknown = /\{([^}]*)(\}|$)/g;
  let known = template.trim() !== "";
  for (const [, name, end] of template.matchAll(unknown)) known &&= end === "}" && TITLE_VARIABLES.includes(name);
  return known ? null : "template format is invalid or contains unknown variables";
}

/** Options of a shutdown that agree with each other. */
export function shutdownOptions(options: readonly string[]): string | null {
  return options.includes("save") && options.includes("nosave")
    ? "shutdown options SAVE and NOSAVE can't be used simultaneously"
    : null;
}

/** Encrypted links were asked for: going on in plain text would be worse than not starting. */
export function noTls(on: boolean | number): string | null {
  return on ? "this server has no TLS; leave it off and put a TLS proxy in front" : null;
}

/** Redis's words where its allocator cannot do it; clients and its tests take them for "not available". */
export function noDefragmentation(on: boolean): string | null {
  return on
    ? "Active defragmentation cannot be enabled: it requires a Redis server compiled with a modified Jemalloc like the one shipped " +
      "by default with the Redis source distribution"
    : null;
}

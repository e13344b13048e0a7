/** The files that `include` names. */

import { fromString, globMatch } from "../../bytes/mod.ts";
import type { Disk } from "../../platform/mod.ts";
import { diskReason } from "./files.ts";

const WILD = /[*?[]/;

/**
 * The paths that `pattern`, absolute, stands for, sorted. One without wildcards stands for itself, whether there is such a file or not; as in
 * a shell, wildcards do not match a leading dot and `[!a]` is what is not `a`.
 */
export function includedFiles(disk: Disk, pattern: string): string[] {
  if (!WILD.test(pattern)) return [pattern];
  let paths = [""];
  for (const part of pattern.split("/").slice(1)) {
    const matches = WILD.test(part) ? (folder: string) => matching(disk, folder || "/", part) : () => [part];
    paths = paths.flatMap((folder) => matches(folder).map((name) => `${folder}/${name}`));
  }
  return paths.filter((path) => disk.stat(path) !== null).sort();
}

function matching(disk: Disk, folder: string, pattern: string): string[] {
  const glob = fromString(pattern.replaceAll("[!", "[^"));
  const dotted = pattern.startsWith(".");
  return namesIn(disk, folder).filter((name) => name.startsWith(".") === dotted && globMatch(glob, fromString(name)));
}

/** A folder that cannot be read holds nothing to include. */
function namesIn(disk: Disk, folder: string): string[] {
  try {
    return disk.list(folder);
  } catch (error) {
    diskReason(error);
    return [];
  }
}

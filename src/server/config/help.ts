/** What `--help` and `--version` print. */

import { REDIS_VERSION, VERSION } from "../../engine/mod.ts";

/** The line of `--version`. */
export function versionText(): string {
  return `Tarbo server v=${VERSION} redis=${REDIS_VERSION}\n`;
}

/** The text of `--help`. */
export function helpText(): string {
  return `Tarbo ${VERSION}, an in-memory data server that speaks Redis's protocol.

Usage: tarbo [FILE] [--OPTION VALUE...]... [-]

  FILE                       configuration in the syntax of redis.conf
  -                          configuration on standard input
  -h, --help                 print this text
  -v, --version              print the version

Each directive of redis.conf is an option. The most useful ones:

  --port PORT                TCP port; 0 for none (6379)
  --bind ADDRESS...          addresses to listen on ("* -::*")
  --unixsocket PATH          listen on a unix socket, too
  --password PASSWORD        clients must give it (alias of --requirepass)
  --protected-mode yes|no    without password serve this machine only (yes)
  --maxclients NUMBER        most clients at a time (10000)
  --maxmemory SIZE           most memory for data, such as 512mb; 0: no limit (0)
  --maxmemory-policy POLICY  what to evict when it is full (noeviction)
  --databases NUMBER         number of databases (16)
  --dir FOLDER               where data files are (the current folder)
  --dbfilename NAME          name of the snapshot (dump.rdb)
  --save [SECONDS CHANGES]   when to take snapshots; no value: never
  --appendonly yes|no        log each write to a file (no)
  --appendfsync WHEN         sync that file always, everysec or no (everysec)
  --replicaof HOST PORT      be a replica of another server
  --loglevel LEVEL           debug, verbose, notice, warning or nothing (notice)
  --logfile PATH             log there instead of to standard output

Environment: TARBO_<OPTION> sets an option, with underscores for dashes (TARBO_MAXMEMORY_POLICY=allkeys-lru);
TARBO_<OPTION>_FILE names a file that holds the value (TARBO_PASSWORD_FILE=/run/secrets/password).
Options come before the environment, the environment before the file.

Examples:

  tarbo --port 7000 --save --appendonly no
  tarbo /etc/redis/redis.conf --loglevel verbose
  echo 'maxmemory 1gb' | tarbo -
`;
}

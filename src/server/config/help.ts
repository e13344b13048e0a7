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
       tarbo ping [FILE] [--OPTION VALUE...]... [-]

The first form serves. The second asks the server of this configuration whether it answers, and fails if it does not.

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
  --databases NUMBER         number of databases (16)
  --timeout SECONDS          close clients that are idle for so long; 0: never (0)
  --dir FOLDER               folder to work in, where relative paths start (the current folder)
  --loglevel LEVEL           debug, verbose, notice, warning or nothing (notice)
  --logfile PATH             log there instead of to standard output
  --pidfile PATH             write the process id there

Environment: TARBO_<OPTION> sets an option, with underscores for dashes (TARBO_PROTECTED_MODE=no);
TARBO_<OPTION>_FILE names a file that holds the value (TARBO_PASSWORD_FILE=/run/secrets/password).
Options come before the environment, the environment before the file.

Examples:

  tarbo --port 7000 --bind 127.0.0.1
  tarbo /etc/redis/redis.conf --loglevel verbose
  echo 'maxclients 500' | tarbo -
`;
}

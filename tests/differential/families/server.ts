import type { Family } from "../family.ts";
import type { Command, Draw } from "../values.ts";

/** The connection, the databases as a whole, and the server. */
export const server: Family = [
  [2, (d) => ["SELECT", d.database()]],
  [0.5, (d) => ["SWAPDB", d.database(), d.database()]],
  [
    0.05,
    (d) => [d.one(["FLUSHDB", "FLUSHDB", "FLUSHALL"]), ...d.some(0.5, d.anyCase(d.one(["ASYNC", "SYNC", "NOW"])))],
  ],
  [2, () => ["DBSIZE"]],
  [1, (d) => ["PING", ...d.some(0.5, d.value())]],
  [1, (d) => ["ECHO", d.value()]],
  [1, client],
  [
    0.5,
    (d) => ["CONFIG", ...d.one([["GET", "no-such-directive"], ["SET", "no-such-directive", "1"], ["NOPE"], ["GET"]])],
  ],
  [0.5, (d) => [d.one(["NOPE", "GETT", "get ", "", "k\xffy"]), ...d.one([[], ["a"], ["a\r\nb", "c".repeat(200)]])]],
];

/** Commands on the connection that leave the run's protocol as it is; most are malformed. */
function client(d: Draw): Command {
  return [
    "CLIENT",
    ...d.one([
      ["SETNAME", d.value()],
      ["GETNAME"],
      ["NO-EVICT", d.one(["on", "OFF", "maybe"])],
      ["REPLY", "maybe"],
      ["UNBLOCK", d.integer(), "NOPE"],
      ["UNBLOCK", "999999"],
      ["PAUSE", d.one(["x", "-1", "1.5"])],
      ["PAUSE", "0", "nope"],
      ["UNPAUSE"],
      ["KILL", "ID", d.one(["x", "-1", "0", "999999"])],
      ["KILL", "TYPE", "nope"],
      ["KILL", "1.2.3.4:5"],
      ["KILL", "USER", "nobody"],
      ["KILL", "SKIPME", "maybe"],
      ["LIST", "TYPE", "nope"],
      ["LIST", "ID", "x"],
      ["LIST", "NOPE"],
      ["NOPE", "a"],
    ]),
  ];
}

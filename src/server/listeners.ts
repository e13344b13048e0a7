import {
  AddressInUse,
  AddressNotAvailable,
  type Connection,
  type Disk,
  type DiskFile,
  type Listener,
  ListenerClosed,
  OutOfDescriptors,
  type Platform,
} from "../platform/mod.ts";
import type { Clients } from "./clients.ts";
import type { Config } from "./config/mod.ts";
import type { Log } from "./log.ts";

/** Monotonic ms to wait when no client can be accepted, before the next try. */
const RETRY = 100;
/** Turns of the event loop that sockets get to close before those in their place are given up. */
const MOST_TRIES = 1000;
/** Monotonic ms between two log lines about running out of descriptors. */
const COMPLAIN_EVERY = 1000;

/** A socket that clients connect to. */
interface Door {
  readonly listener: Listener;
  /** Turns away clients over IPv4, which a socket of IPv6 would take as well. */
  onlyIpv6: boolean;
  isAccepting: boolean;
}

/** An address of `bind`. */
interface Place {
  /** As it was written, less the `-` that makes it optional. */
  readonly word: string;
  readonly hostname: string;
  readonly optional: boolean;
  readonly onlyIpv6: boolean;
}

/** The listening sockets. */
export class Listeners {
  /** TCP ports in use; the same one for all addresses. */
  readonly ports: number[] = [];
  #doors: Door[] = [];
  #unix: Door | null = null;
  #closed = false;
  #spare: DiskFile | null;
  #complainedAt = -Infinity;

  constructor(
    readonly platform: Platform,
    readonly config: Config,
    readonly log: Log,
    readonly clients: Clients,
  ) {
    this.#spare = openSpare(platform.disk);
  }

  get unixPath(): string | null {
    return this.#unix?.listener.address.transport === "unix" ? this.#unix.listener.address.path : null;
  }

  /** Addresses of TCP sockets as INFO lists them. */
  get tcpAddresses(): string[] {
    return this.#doors.map(hostOf);
  }

  get isEmpty(): boolean {
    return this.#doors.length === 0 && this.#unix === null;
  }

  /**
   * Listens on `port` of all the addresses of `bind` and nowhere else; 0 is any free port. Sockets that fit already stay. Returns false, with the
   * reason logged and all as before, if an address that is not optional fails.
   */
  openTcp(port: number): boolean {
    const opened = this.#open(port, true);
    if (opened === null) return false;
    this.closeTcp(opened === "later" ? [] : opened);
    if (opened === "later") this.#openLater(port, MOST_TRIES);
    else this.#use(opened);
    return true;
  }

  /** The sockets for `port`; `null` if an address fails; `later` if one overlaps with a socket in use and can only follow it. */
  #open(port: number, complain: boolean): Door[] | "later" | null {
    const doors: Door[] = [];
    let later = false;
    for (const place of plan(this.config.get("bind"))) {
      const chosen = doors.length > 0 ? portOf(doors[0]) : port;
      const kept = this.#doors.find((door) => hostOf(door) === place.hostname && portOf(door) === chosen);
      if (kept !== undefined) {
        kept.onlyIpv6 = place.onlyIpv6;
        doors.push(kept);
        continue;
      }
      try {
        doors.push({ listener: this.#listen(place.hostname, chosen), onlyIpv6: place.onlyIpv6, isAccepting: false });
      } catch (error) {
        const inUse = error instanceof AddressInUse;
        // The socket of `::` takes clients over IPv4 as well.
        if (inUse && place.hostname === "0.0.0.0" && doors.some(takesAll)) continue;
        const overlaps = inUse &&
          this.#doors.some((door) => portOf(door) === chosen && overlap(hostOf(door), place.hostname));
        if (overlaps) {
          // The other addresses must be good ones all the same.
          later = true;
          continue;
        }
        if (complain) this.#complainOf(place, chosen, error);
        if (error instanceof AddressNotAvailable && place.optional) continue;
        this.#drop(doors);
        return null;
      }
    }
    if (later) this.#drop(doors);
    return later ? "later" : doors;
  }

  /** Closes those sockets that are not in use. */
  #drop(doors: readonly Door[]): void {
    for (const door of doors) if (!this.#doors.includes(door)) door.listener.close();
  }

  /** Tries again once the event loop has let go of the sockets that were in the way. */
  #openLater(port: number, tries: number): void {
    this.platform.clock.soon(() => {
      if (this.#closed) return;
      const opened = this.#open(port, tries === 0);
      if (opened !== null && opened !== "later") this.#use(opened);
      else if (tries > 0) this.#openLater(port, tries - 1);
    });
  }

  #use(doors: Door[]): void {
    this.#doors = doors;
    this.ports.splice(0, Infinity, ...new Set(doors.map(portOf)));
    for (const door of doors) if (!door.isAccepting) this.#accept(door);
  }

  #listen(hostname: string, port: number): Listener {
    return this.platform.network.listen({ transport: "tcp", hostname, port }, this.config.get("tcp-backlog"));
  }

  #complainOf({ word }: Place, port: number, error: unknown): void {
    const reason = `bind: ${reasonOf(error)}`;
    this.log.write("warning", `Warning: Could not create server TCP listening socket ${word}:${port}: ${reason}`);
  }

  /** Listens on the unix socket of the configuration; false, with the reason logged, if that fails. */
  openUnix(path: string): boolean {
    const { disk, network } = this.platform;
    const mode = this.config.get("unixsocketperm");
    try {
      this.#unix = {
        listener: network.listen({ transport: "unix", path }, this.config.get("tcp-backlog")),
        onlyIpv6: false,
        isAccepting: false,
      };
      if (mode !== 0) disk.setMode(path, mode);
    } catch (error) {
      this.log.write("warning", `Failed opening Unix socket: bind: ${reasonOf(error)}`);
      return false;
    }
    this.#accept(this.#unix);
    return true;
  }

  /** Stops listening on TCP, but for the sockets to keep. */
  closeTcp(keep: readonly Door[] = []): void {
    for (const door of this.#doors) if (!keep.includes(door)) door.listener.close();
    this.#doors = [];
    this.ports.length = 0;
  }

  /** Stops listening everywhere. */
  close(): void {
    this.#closed = true;
    this.closeTcp();
    if (this.#unix !== null) {
      this.log.write("notice", "Removing the unix socket file.");
      this.#unix.listener.close();
      this.#unix = null;
    }
    this.#spare?.close();
    this.#spare = null;
  }

  async #accept(door: Door): Promise<void> {
    const { listener } = door;
    door.isAccepting = true;
    for (;;) {
      try {
        const socket = await listener.accept();
        if (door.onlyIpv6 && socket.peer.transport === "tcp" && !socket.peer.hostname.includes(":")) socket.close();
        else this.clients.admit(socket);
      } catch (error) {
        if (error instanceof ListenerClosed) return;
        this.#complain(error);
        if (error instanceof OutOfDescriptors && this.#spare !== null) await this.#refuseOne(listener);
        else await new Promise<void>((resolve) => this.platform.clock.after(RETRY, resolve));
      }
    }
  }

  /** Gives up the spare descriptor for as long as it takes to tell one client that there is no room. */
  async #refuseOne(listener: Listener): Promise<void> {
    this.#spare?.close();
    this.#spare = null;
    let socket: Connection | null = null;
    try {
      socket = await listener.accept();
      await this.clients.refuse(socket);
    } catch {
      // Another socket took the descriptor; the next round tries again.
    }
    this.#spare = openSpare(this.platform.disk);
  }

  #complain(error: unknown): void {
    const now = this.platform.clock.monotonic();
    if (now - this.#complainedAt < COMPLAIN_EVERY) return;
    this.#complainedAt = now;
    this.log.write("warning", `Accepting client connection: accept: ${reasonOf(error)}`);
  }
}

/** A descriptor to let go of when the process has no other left; `null` where there is none to be had. */
function openSpare(disk: Disk): DiskFile | null {
  try {
    return disk.open("/dev/null", "read");
  } catch {
    return null;
  }
}

/** What to bind in turn: `::` before `0.0.0.0`, since it takes the clients of both where the machine has IPv6. */
function plan(bind: readonly string[]): Place[] {
  const addresses = bind.map((given) => {
    const optional = given.startsWith("-");
    const word = optional ? given.slice(1) : given;
    return { word, hostname: word === "*" ? "0.0.0.0" : word === "::*" ? "::" : word, optional };
  });
  const both = addresses.some(({ hostname }) => hostname === "0.0.0.0");
  return addresses
    .sort((a, b) => Number(b.hostname === "::") - Number(a.hostname === "::"))
    .map((address) => ({ ...address, onlyIpv6: address.hostname === "::" && !both }));
}

function takesAll(door: Door): boolean {
  return hostOf(door) === "::" && !door.onlyIpv6;
}

/** Whether the system refuses to listen on one port of both addresses. */
function overlap(one: string, other: string): boolean {
  return one === other || [one, other].some((hostname) => hostname === "0.0.0.0" || hostname === "::");
}

function portOf({ listener: { address } }: Door): number {
  return address.transport === "tcp" ? address.port : 0;
}

function hostOf({ listener: { address } }: Door): string {
  return address.transport === "tcp" ? address.hostname : "";
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

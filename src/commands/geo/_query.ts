import { NOT_AN_INTEGER, SYNTAX_ERROR } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { decode, Position, type SearchArea } from "../../types/geo/mod.ts";
import type { SortedSet } from "../../types/sorted_set/mod.ts";
import { readCoordinates, unitAt, UNKNOWN_UNIT } from "./_arguments.ts";

/** How a command says where to search and what to do with the hits. */
export interface Form {
  /** The argument that is the sorted set's key. */
  readonly source: number;
  /** What follows that key: the centre's longitude and latitude or its member, with a radius; or options alone. */
  readonly centre: "coordinates" | "member" | "options";
  /** Whether hits are stored: never, if options say so, or always, under the key in argument 1. */
  readonly store: "never" | "by option" | "always";
}

const NO_MEMBER = "ERR could not decode requested zset member";

/** What to search for, as the arguments tell it. One object serves all requests. */
export class Query {
  /** Most hits that are wanted. */
  count = Infinity;
  /** Whether the search ends with the first `count` hits. */
  any = false;
  /** 1: the nearest first, -1: the farthest first, 0: as they come. */
  order: -1 | 0 | 1 = 0;
  withDistance = false;
  withHash = false;
  withPosition = false;
  /** The argument that is the key to store hits under; 0: none. */
  storeKey = 0;
  /** Whether the distances are stored as scores. */
  storeDistances = false;
  /** Metres in a unit of the area's size. */
  unit = 1;

  readonly #centre = new Position();
  #hasCentre: "" | "member" | "coordinates" = "";
  #shape: "" | "circle" | "box" = "";
  /** A circle's radius or a box's width. */
  #size = 0;
  #height = 0;

  /** Makes `area` what is to be searched. */
  describe(area: SearchArea): void {
    if (this.#shape === "box") area.box(this.#centre, this.#size, this.#height, this.unit);
    else area.circle(this.#centre, this.#size, this.unit);
  }

  /** Reads a request. `set` is the sorted set, `null` if there is none: its members are not asked for then. Returns the error, or `null`. */
  read(args: Request, form: Form, set: SortedSet | null): string | null {
    this.#reset(form);
    let error: string | null = null;
    let at = form.source + 1;
    if (form.centre === "coordinates") {
      error = readCoordinates(args, at, this.#centre) ?? this.#readCircle(args, at + 2);
      at += 4;
    } else if (form.centre === "member") {
      if (set !== null) error = this.#locate(args, at, set) ?? this.#readCircle(args, at + 1);
      at += 3;
    }
    if (error !== null) return error;
    while (at < args.argc) {
      const taken = this.#readFlag(args, at) || this.#readStore(args, at, form);
      if (taken > 0) {
        at += taken;
        continue;
      }
      const end = this.#readValues(args, at, form, set);
      if (typeof end === "string") return end;
      at = end;
    }
    return this.#check(args, form);
  }

  #reset(form: Form): void {
    this.count = Infinity;
    this.any =
      this.withDistance =
      this.withHash =
      this.withPosition =
      this.storeDistances =
        false;
    this.order = 0;
    this.storeKey = form.store === "always" ? 1 : 0;
    this.unit = 1;
    this.#hasCentre = this.#shape = "";
  }

  /** Reads an option of one word. Returns how many arguments it took. */
  #readFlag(args: Request, at: number): number {
    if (args.is(at, "WITHDIST")) this.withDistance = true;
    else if (args.is(at, "WITHHASH")) this.withHash = true;
    else if (args.is(at, "WITHCOORD")) this.withPosition = true;
    else if (args.is(at, "ANY")) this.any = true;
    else if (args.is(at, "ASC")) this.order = 1;
    else if (args.is(at, "DESC")) this.order = -1;
    else return 0;
    return 1;
  }

  /** Reads an option that says to store. Returns how many arguments it took. */
  #readStore(args: Request, at: number, form: Form): number {
    const distances = args.is(at, "STOREDIST");
    if (form.store === "always" && distances) {
      this.storeDistances = true;
      return 1;
    }
    if (form.store !== "by option" || at + 1 >= args.argc || !(distances || args.is(at, "STORE"))) return 0;
    this.storeKey = at + 1;
    this.storeDistances = distances;
    return 2;
  }

  /** Reads an option with values. Returns the argument after it, or the error. */
  #readValues(args: Request, at: number, form: Form, set: SortedSet | null): number | string {
    const left = args.argc - at - 1;
    if (args.is(at, "COUNT") && left >= 1) return this.#readCount(args, at + 1) ?? at + 2;
    if (form.centre !== "options") return SYNTAX_ERROR;
    if (args.is(at, "FROMMEMBER") && left >= 1 && this.#hasCentre !== "coordinates") {
      this.#hasCentre = "member";
      return (set === null ? null : this.#locate(args, at + 1, set)) ?? at + 2;
    }
    if (args.is(at, "FROMLONLAT") && left >= 2 && this.#hasCentre !== "member") {
      this.#hasCentre = "coordinates";
      return readCoordinates(args, at + 1, this.#centre) ?? at + 3;
    }
    if (args.is(at, "BYRADIUS") && left >= 2 && this.#shape !== "box") return this.#readCircle(args, at + 1) ?? at + 3;
    if (args.is(at, "BYBOX") && left >= 3 && this.#shape !== "circle") return this.#readBox(args, at + 1) ?? at + 4;
    return SYNTAX_ERROR;
  }

  #readCount(args: Request, at: number): string | null {
    this.count = args.int(at);
    if (this.count !== this.count) return NOT_AN_INTEGER;
    return this.count > 0 ? null : "ERR COUNT must be > 0";
  }

  #locate(args: Request, at: number, set: SortedSet): string | null {
    const score = set.find(args.buf, args.start[at], args.end[at]);
    if (score !== score) return NO_MEMBER;
    decode(score, this.#centre);
    return null;
  }

  #readCircle(args: Request, at: number): string | null {
    this.#shape = "circle";
    this.#size = args.float(at);
    if (this.#size !== this.#size) return "ERR need numeric radius";
    return this.#size < 0 ? "ERR radius cannot be negative" : this.#readUnit(args, at + 1);
  }

  #readBox(args: Request, at: number): string | null {
    this.#shape = "box";
    this.#size = args.float(at);
    this.#height = args.float(at + 1);
    if (this.#size !== this.#size) return "ERR need numeric width";
    if (this.#height !== this.#height) return "ERR need numeric height";
    return this.#size < 0 || this.#height < 0 ? "ERR height or width cannot be negative" : this.#readUnit(args, at + 2);
  }

  #readUnit(args: Request, at: number): string | null {
    this.unit = unitAt(args, at);
    return this.unit !== this.unit ? UNKNOWN_UNIT : null;
  }

  /** What only all options together show. */
  #check(args: Request, form: Form): string | null {
    if (this.storeKey > 0 && (this.withDistance || this.withHash || this.withPosition)) {
      const what = form.store === "always" ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
      return `ERR ${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`;
    }
    if (form.centre === "options" && this.#hasCentre === "") {
      return `ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ${args.string(0)}`;
    }
    if (form.centre === "options" && this.#shape === "") {
      return `ERR exactly one of BYRADIUS and BYBOX can be specified for ${args.string(0)}`;
    }
    return this.any && this.count === Infinity ? "ERR the ANY argument requires COUNT argument" : null;
  }
}

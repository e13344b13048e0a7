import { assertEquals } from "@std/assert";
import type { Client, Protocol, Value } from "../support/client.ts";
import { eachProtocol } from "../support/server.ts";

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
const NOT_AN_INTEGER = "ERR value is not an integer or out of range";
const NOT_A_FLOAT = "ERR value is not a valid float";
const SYNTAX_ERROR = "ERR syntax error";
const UNKNOWN_UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";
const NO_MEMBER = "ERR could not decode requested zset member";
const INCOMPATIBLE = "is not compatible with WITHDIST, WITHHASH and WITHCOORD options";
const ANY_WITHOUT_COUNT = "ERR the ANY argument requires COUNT argument";

const wrongArity = (command: string) => `ERR wrong number of arguments for '${command}' command`;

/** Runs the commands in turn, as words with single blanks between them, and compares their replies. */
async function expect(client: Client, cases: readonly (readonly [string, Value])[]): Promise<void> {
  for (const [line, reply] of cases) assertEquals(await client.call(...line.split(" ")), reply, line);
}

/** The commands, as words with single blanks between them, must all fail with the same error. */
async function expectError(client: Client, error: string, ...lines: string[]): Promise<void> {
  for (const line of lines) assertEquals(await client.error(...line.split(" ")), error, line);
}

/** Coordinates as GEOPOS gives them: doubles, texts with RESP2. */
function at(protocol: Protocol, longitude: string, latitude: string): Value {
  return protocol === 3 ? [Number(longitude), Number(latitude)] : [longitude, latitude];
}

/** Two towns, and two points of a sea that is around them. */
async function addSicily(client: Client): Promise<void> {
  await expect(client, [
    ["GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania", 2],
    ["GEOADD Sicily 12.758489 38.788135 edge1 17.241510 38.788135 edge2", 2],
  ]);
}

eachProtocol("GEOADD", async (client) => {
  await expect(client, [
    ["GEOADD k 13.361389 38.115556 Palermo 15.087269 37.502669 Catania", 2],
    ["GEOADD k 13.361389 38.115556 Palermo", 0],
    ["GEOADD k CH 13.361389 38.115556 Palermo 15 37 Catania 0 0 origin", 2],
    ["GEOADD k 14 37 Catania", 0],
    ["GEOADD k nx ch 15 38 Catania 1 1 one", 1],
    ["GEOADD k XX CH 15 38 Catania 2 2 two", 1],
    ["GEOADD missing XX 1 1 one", 0],
    ["EXISTS missing", 0],
    ["ZCARD k", 4],
    ["TYPE k", "zset"],
    ["GEOADD k 180 85.05112878 far -180 -85.05112878 near", 2],
    ["ZREM k one two near origin Palermo Catania far", 6],
    ["EXISTS k", 0],
  ]);
  await expectError(client, wrongArity("geoadd"), "GEOADD", "GEOADD k 1 2");
  await expectError(
    client,
    SYNTAX_ERROR,
    "GEOADD k 1 2 a 3",
    "GEOADD k NX XX 1 2 a",
    "GEOADD k NX CH CH",
    "GEOADD k GT 1 2 a",
  );
  await expectError(
    client,
    NOT_A_FLOAT,
    "GEOADD k x 2 a",
    "GEOADD k 1 nan a",
    "GEOADD k 1 2 a 3  b",
    "GEOADD k INCR 1 2",
  );
  await expectError(
    client,
    "ERR invalid longitude,latitude pair 181.007812,0.000000",
    "GEOADD k 1 1 a 181.0078125 0 b",
  );
  await expectError(client, "ERR invalid longitude,latitude pair -200.000000,-0.000000", "GEOADD k -200 -0 a");
  await expectError(client, "ERR invalid longitude,latitude pair inf,0.000000", "GEOADD k inf 0 a");
  await expectError(client, "ERR invalid longitude,latitude pair 0.000000,85.060000", "GEOADD k 0 85.06 a");
  await expect(client, [["EXISTS k", 0], ["SET s v", "OK"]]);
  await expectError(client, WRONG_TYPE, "GEOADD s 1 1 a", "GEOADD s XX 1 1 a");
});

eachProtocol("GEOPOS and GEOHASH", async (client, _, protocol) => {
  await addSicily(client);
  await expect(client, [
    ["GEOADD Sicily 180 85.05112878 corner", 1],
    ["GEOPOS Sicily Palermo nobody Catania corner", [
      at(protocol, "13.36138933897018433", "38.11555639549629859"),
      null,
      at(protocol, "15.08726745843887329", "37.50266842333162032"),
      at(protocol, "180", "85.0511287799999991"),
    ]],
    ["GEOPOS Sicily", []],
    ["GEOPOS missing a b", [null, null]],
    ["GEOHASH Sicily Palermo nobody Catania corner", ["sqc8b49rny0", null, "sqdtr74hyu0", "bp05b5048p0"]],
    ["GEOHASH Sicily", []],
    ["GEOHASH missing a b", [null, null]],
    ["ZADD scores -1 below 0.7 fraction 1e300 large", 3],
    ["GEOHASH scores below fraction large", ["bp05b5048p0", "00bh0hbj200", "00bh0hbj200"]],
    ["SET s v", "OK"],
  ]);
  const expected = protocol === 3
    ? "*2\r\n*2\r\n,13.36138933897018433\r\n,38.11555639549629859\r\n_\r\n"
    : "*2\r\n*2\r\n$20\r\n13.36138933897018433\r\n$20\r\n38.11555639549629859\r\n*-1\r\n";
  assertEquals(await client.exchange("GEOPOS Sicily Palermo nobody\r\n", expected), expected);
  await expectError(client, WRONG_TYPE, "GEOPOS s a", "GEOHASH s a", "GEOPOS s", "GEOHASH s");
  await expectError(client, wrongArity("geopos"), "GEOPOS");
  await expectError(client, wrongArity("geohash"), "GEOHASH");
});

eachProtocol("GEODIST", async (client) => {
  await addSicily(client);
  await expect(client, [
    ["GEODIST Sicily Palermo Catania", "166274.1516"],
    ["GEODIST Sicily Palermo Catania m", "166274.1516"],
    ["GEODIST Sicily Catania Palermo KM", "166.2742"],
    ["GEODIST Sicily Palermo Catania Ft", "545518.8700"],
    ["GEODIST Sicily Palermo Catania mi", "103.3182"],
    ["GEODIST Sicily Palermo Palermo", "0.0000"],
    ["GEODIST Sicily Palermo nobody", null],
    ["GEODIST Sicily nobody Palermo", null],
    ["GEODIST missing a b", null],
    ["SET s v", "OK"],
  ]);
  await expectError(
    client,
    UNKNOWN_UNIT,
    "GEODIST Sicily Palermo Catania yd",
    "GEODIST missing a b yd",
    "GEODIST s a b yd",
  );
  await expectError(client, SYNTAX_ERROR, "GEODIST Sicily Palermo Catania m m");
  await expectError(client, WRONG_TYPE, "GEODIST s a b");
  await expectError(client, wrongArity("geodist"), "GEODIST k a");
});

eachProtocol("GEOSEARCH in circles and boxes", async (client) => {
  await addSicily(client);
  await expect(client, [
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 200 km ASC", ["Catania", "Palermo"]],
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYBOX 400 400 km ASC", ["Catania", "Palermo", "edge2", "edge1"]],
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYBOX 400 400 km DESC", ["edge1", "edge2", "Palermo", "Catania"]],
    ["GEOSEARCH Sicily FROMMEMBER Palermo BYRADIUS 100 mi", ["Palermo", "edge1"]],
    ["GEOSEARCH Sicily BYBOX 0 0 m FROMMEMBER Palermo", ["Palermo"]],
    ["GEOSEARCH Sicily byradius 0 FT frommember Palermo", ["Palermo"]],
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 1e300 km COUNT 1", ["Catania"]],
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS inf km COUNT 2 DESC", ["edge1", "edge2"]],
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 200 km COUNT 9223372036854775807 ASC", ["Catania", "Palermo"]],
    ["GEOSEARCH Sicily FROMLONLAT -15 -37 BYRADIUS 200 km", []],
    ["GEOSEARCH missing FROMMEMBER nobody BYRADIUS 200 km", []],
    ["GEOSEARCH Sicily FROMLONLAT 0 0 FROMLONLAT 15 37 BYRADIUS 1 m BYRADIUS 60 km", ["Catania"]],
  ]);
  const some = await client.call(..."GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 500 km COUNT 3 ANY".split(" "));
  assertEquals((some as Value[]).length, 3);
});

eachProtocol("what GEOSEARCH tells of each hit", async (client, _, protocol) => {
  await addSicily(client);
  const palermo = at(protocol, "13.36138933897018433", "38.11555639549629859");
  await expect(client, [
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 200 km WITHDIST ASC", [["Catania", "56.4413"], [
      "Palermo",
      "190.4424",
    ]]],
    ["GEOSEARCH Sicily FROMLONLAT 15 37 BYBOX 400000 400000 m WITHDIST ASC COUNT 1", [["Catania", "56441.2579"]]],
    ["GEOSEARCH Sicily FROMMEMBER Palermo BYRADIUS 1 m WITHCOORD WITHHASH WITHDIST", [
      ["Palermo", "0.0000", 3479099956230698, palermo],
    ]],
    ["GEOSEARCH Sicily FROMMEMBER Palermo BYRADIUS 1 m WITHHASH", [["Palermo", 3479099956230698]]],
    ["GEOSEARCH Sicily FROMMEMBER Palermo BYRADIUS 1 m WITHCOORD", [["Palermo", palermo]]],
  ]);
});

eachProtocol("hashes of scores that GEOADD does not make", async (client) => {
  await expect(client, [
    ["ZADD k 3377699720527872.5 half -0 zero", 2],
    ["GEOADD k 180 0 east", 1],
    ["GEOSEARCH k FROMLONLAT 0 0 BYRADIUS 1 km WITHHASH", [["half", 3377699720527872]]],
    ["GEOSEARCH k FROMLONLAT -180 -85 BYRADIUS 100 km WITHHASH", [["zero", 0]]],
    ["GEOSEARCH k FROMLONLAT 180 0.1 BYRADIUS 100 km WITHHASH", [["east", 10133099161583616n]]],
  ]);
});

eachProtocol("GEOSEARCH refuses what makes no sense", async (client) => {
  await addSicily(client);
  await expect(client, [["SET s v", "OK"]]);
  const from = "GEOSEARCH Sicily FROMLONLAT 15 37";
  await expectError(
    client,
    SYNTAX_ERROR,
    `${from} BYRADIUS 1 km NOPE`,
    `${from} BYRADIUS 1 km COUNT`,
    `${from} BYBOX 1 km`,
  );
  await expectError(
    client,
    SYNTAX_ERROR,
    `${from} BYRADIUS 1 km BYBOX 1 1 km`,
    `${from} FROMMEMBER Palermo BYRADIUS 1 km`,
  );
  await expectError(client, SYNTAX_ERROR, `${from} BYRADIUS 1 km STORE k`, `${from} BYRADIUS 1 km STOREDIST`);
  await expectError(client, "ERR COUNT must be > 0", `${from} BYRADIUS 1 km COUNT 0`, `${from} BYRADIUS 1 km COUNT -1`);
  await expectError(client, NOT_AN_INTEGER, `${from} BYRADIUS 1 km COUNT 1.5`, `${from} BYRADIUS 1 km COUNT ANY`);
  await expectError(client, ANY_WITHOUT_COUNT, `${from} BYRADIUS 1 km ANY`, "GEORADIUS Sicily 15 37 200 km ANY");
  await expectError(client, "ERR need numeric radius", `${from} BYRADIUS x km`, `${from} BYRADIUS nan km`);
  await expectError(client, "ERR need numeric width", `${from} BYBOX x x km`);
  await expectError(client, "ERR need numeric height", `${from} BYBOX 1 x km`);
  await expectError(client, "ERR radius cannot be negative", `${from} BYRADIUS -1 km`);
  await expectError(client, "ERR height or width cannot be negative", `${from} BYBOX -1 1 km`, `${from} BYBOX 1 -1 km`);
  await expectError(client, UNKNOWN_UNIT, `${from} BYRADIUS 1 yd`, `${from} BYBOX 1 1 yd`);
  await expectError(client, NO_MEMBER, "GEOSEARCH Sicily FROMMEMBER nobody BYRADIUS 1 km");
  await expectError(client, NOT_A_FLOAT, "GEOSEARCH Sicily FROMLONLAT a b BYRADIUS 1 km");
  await expectError(
    client,
    "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for GeoSearch",
    "GeoSearch Sicily BYRADIUS 1 km ASC ASC",
  );
  await expectError(
    client,
    "ERR exactly one of BYRADIUS and BYBOX can be specified for GEOSEARCH",
    `${from} ASC COUNT 1`,
  );
  await expectError(client, WRONG_TYPE, "GEOSEARCH s FROMLONLAT 15 37 BYRADIUS 1 km");
  await expectError(client, wrongArity("geosearch"), "GEOSEARCH Sicily FROMMEMBER a BYRADIUS 1");
});

eachProtocol("GEOSEARCHSTORE", async (client) => {
  await addSicily(client);
  await expect(client, [
    ["SET to v EX 100", "OK"],
    ["GEOSEARCHSTORE to Sicily FROMLONLAT 15 37 BYBOX 400 400 km", 4],
    ["TTL to", -1],
    ["GEOHASH to Palermo", ["sqc8b49rny0"]],
    ["GEOSEARCHSTORE to Sicily FROMLONLAT 15 37 BYRADIUS 200 km COUNT 1 DESC", 1],
    ["ZRANGE to 0 -1", ["Palermo"]],
    ["GEOSEARCHSTORE to Sicily FROMLONLAT 15 37 BYBOX 400 400 km STOREDIST ASC", 4],
    ["ZRANGE to 0 -1", ["Catania", "Palermo", "edge2", "edge1"]],
    ["ZCOUNT to 56.4412 56.4413", 1],
    ["GEOSEARCHSTORE to Sicily FROMLONLAT -15 -37 BYRADIUS 1 km", 0],
    ["EXISTS to", 0],
    ["SET to v", "OK"],
    ["GEOSEARCHSTORE to missing FROMLONLAT 15 37 BYRADIUS 1 km", 0],
    ["EXISTS to", 0],
    ["GEOSEARCHSTORE Sicily Sicily FROMLONLAT 15 37 BYRADIUS 200 km", 2],
    ["ZRANGE Sicily 0 -1", ["Palermo", "Catania"]],
    ["SET s v", "OK"],
  ]);
  const search = "GEOSEARCHSTORE to Sicily FROMLONLAT 15 37 BYRADIUS 200 km";
  await expectError(client, `ERR GEOSEARCHSTORE ${INCOMPATIBLE}`, `${search} WITHDIST`, `${search} WITHHASH`);
  await expectError(client, SYNTAX_ERROR, `${search} STORE k`, `${search} NOPE`);
  await expectError(client, WRONG_TYPE, "GEOSEARCHSTORE to s FROMLONLAT 15 37 BYRADIUS 1 km");
  await expectError(client, wrongArity("geosearchstore"), "GEOSEARCHSTORE to Sicily FROMMEMBER a BYRADIUS 1");
});

eachProtocol("GEORADIUS and GEORADIUS_RO", async (client) => {
  await addSicily(client);
  for (const name of ["GEORADIUS", "GEORADIUS_RO"]) {
    await expect(client, [
      [`${name} Sicily 15 37 200 km ASC`, ["Catania", "Palermo"]],
      [`${name} Sicily 15 37 200 KM WITHDIST DESC`, [["Palermo", "190.4424"], ["Catania", "56.4413"]]],
      [`${name} Sicily 15 37 200 km COUNT 1 ANY WITHHASH`, [["Palermo", 3479099956230698]]],
      [`${name} missing 15 37 200 km`, []],
    ]);
    await expectError(client, NOT_A_FLOAT, `${name} Sicily x 37 200 km`);
    await expectError(client, "ERR need numeric radius", `${name} Sicily 15 37 x km`, `${name} missing 15 37 x km`);
    await expectError(client, UNKNOWN_UNIT, `${name} Sicily 15 37 200 yd`);
    await expectError(
      client,
      SYNTAX_ERROR,
      `${name} Sicily 15 37 200 km BYRADIUS 1 km`,
      `${name} Sicily 15 37 200 km STORE`,
    );
    await expectError(client, wrongArity(name.toLowerCase()), `${name} Sicily 15 37 200`);
  }
  await expectError(
    client,
    SYNTAX_ERROR,
    "GEORADIUS_RO Sicily 15 37 200 km STORE k",
    "GEORADIUS_RO Sicily 15 37 200 km STOREDIST k",
  );
});

eachProtocol("GEORADIUSBYMEMBER and GEORADIUSBYMEMBER_RO", async (client) => {
  await addSicily(client);
  for (const name of ["GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO"]) {
    await expect(client, [
      [`${name} Sicily Palermo 100 km ASC`, ["Palermo", "edge1"]],
      [`${name} Sicily Palermo 200 km ASC COUNT 3 WITHDIST`, [
        ["Palermo", "0.0000"],
        ["edge1", "91.4007"],
        ["Catania", "166.2742"],
      ]],
      [`${name} missing nobody x km`, []],
    ]);
    await expectError(client, NO_MEMBER, `${name} Sicily nobody 100 km`);
    await expectError(client, "ERR radius cannot be negative", `${name} Sicily Palermo -1 km`);
    await expectError(client, SYNTAX_ERROR, `${name} missing nobody 1 km NOPE`);
    await expectError(client, wrongArity(name.toLowerCase()), `${name} Sicily Palermo 100`);
  }
  await expectError(client, SYNTAX_ERROR, "GEORADIUSBYMEMBER_RO Sicily Palermo 100 km STORE k");
});

eachProtocol("GEORADIUS and GEORADIUSBYMEMBER store", async (client) => {
  await addSicily(client);
  await expect(client, [
    ["GEORADIUS Sicily 15 37 200 km STORE to", 2],
    ["GEOHASH to Catania Palermo", ["sqdtr74hyu0", "sqc8b49rny0"]],
    ["GEORADIUS Sicily 15 37 200 km STOREDIST to", 2],
    ["ZRANGE to 0 -1", ["Catania", "Palermo"]],
    ["GEORADIUSBYMEMBER Sicily Palermo 200 km STOREDIST other COUNT 2 STORE to", 2],
    ["GEOHASH to Palermo edge1 Catania", ["sqc8b49rny0", "sqchdm4mq20", null]],
    ["EXISTS other", 0],
    ["GEORADIUSBYMEMBER missing Palermo 200 km STORE to", 0],
    ["EXISTS to", 0],
    ["COMMAND GETKEYS GEORADIUS Sicily 15 37 200 km STORE to", ["Sicily", "to"]],
    ["COMMAND GETKEYS GEORADIUSBYMEMBER Sicily Palermo 200 km ASC STORE", ["Sicily"]],
  ]);
  await expectError(
    client,
    `ERR STORE option in GEORADIUS ${INCOMPATIBLE}`,
    "GEORADIUS Sicily 15 37 200 km STORE to WITHDIST",
  );
});

eachProtocol("searches in many members", async (client) => {
  const members: string[] = [];
  for (let i = 0; i < 5000; i++) members.push(String(i * 0.001), "10", `m${i}`);
  await expect(client, [["GEOADD k " + members.join(" "), 5000], ["OBJECT ENCODING k", "skiplist"]]);
  const near = await client.call(..."GEOSEARCH k FROMMEMBER m2500 BYRADIUS 1 km ASC".split(" ")) as string[];
  assertEquals(near.length, 19);
  assertEquals(near[0], "m2500");
  const all = await client.call(..."GEOSEARCH k FROMMEMBER m0 BYRADIUS 1000 km DESC".split(" ")) as string[];
  assertEquals(all, Array.from({ length: 5000 }, (_, i) => `m${4999 - i}`));
  await expect(client, [
    ["GEOSEARCHSTORE to k FROMMEMBER m0 BYRADIUS 1000 km STOREDIST", 5000],
    ["ZRANGE to 4998 -1", ["m4998", "m4999"]],
    ["GEOSEARCH k FROMMEMBER m0 BYRADIUS 1000 km COUNT 3 DESC", ["m4999", "m4998", "m4997"]],
  ]);
});

eachProtocol("positions wake those who wait for members", async (client, server, protocol) => {
  const waiting = await server.client(protocol);
  const first = waiting.call("BZPOPMAX", "k", "0");
  await expect(client, [["GEOADD other 15 37 a 15 37.1 b", 2], ["GEOADD k 15 37 first", 1]]);
  assertEquals((await first as Value[]).slice(0, 2), ["k", "first"]);
  const second = waiting.call("BZPOPMAX", "k", "0");
  await expect(client, [["GEOSEARCHSTORE k other FROMMEMBER b BYRADIUS 1 m", 1]]);
  assertEquals((await second as Value[]).slice(0, 2), ["k", "b"]);
});

import { assert, assertEquals } from "@std/assert";
import { denoPlatform } from "../../src/platform/deno.ts";
import type { Clock } from "../../src/platform/mod.ts";
import { FakeClock } from "../support/fakes/mod.ts";

interface Subject {
  readonly clock: Clock;
  /** Lets at least `ms` milliseconds pass on the clock. */
  pass(ms: number): Promise<void>;
}

const implementations: readonly [string, () => Subject][] = [
  ["deno", () => ({
    clock: denoPlatform().clock,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })],
  ["fake", () => {
    const clock = new FakeClock();
    return { clock, pass: (ms) => clock.elapse(ms) };
  }],
];

for (const [name, make] of implementations) {
  Deno.test(`${name} clock: now is Unix time in whole milliseconds`, () => {
    const { clock } = make();
    assert(Number.isInteger(clock.now()));
    assert(clock.now() > Date.UTC(2020, 0));
  });

  Deno.test(`${name} clock: both times move forward`, async () => {
    const { clock, pass } = make();
    const [wall, monotonic] = [clock.now(), clock.monotonic()];
    await pass(5);
    assert(clock.now() - wall >= 4);
    assert(clock.monotonic() - monotonic >= 4);
  });

  Deno.test(`${name} clock: timers run once, in the order of their times`, async () => {
    const { clock, pass } = make();
    const ran: string[] = [];
    const started = clock.monotonic();
    let secondAt = 0;
    clock.after(6, () => {
      secondAt = clock.monotonic();
      ran.push("second");
    });
    clock.after(0, () => ran.push("first"));
    await pass(15);
    await pass(15);
    assertEquals(ran, ["first", "second"]);
    assert(secondAt - started >= 5);
  });

  Deno.test(`${name} clock: a cancelled timer does not run`, async () => {
    const { clock, pass } = make();
    let ran = 0;
    const cancelled = clock.after(1, () => ran++);
    cancelled.cancel();
    cancelled.cancel();
    const done = clock.after(1, () => ran++);
    await pass(5);
    done.cancel();
    assertEquals(ran, 1);
  });

  Deno.test(`${name} clock: a timer of months waits`, async () => {
    const { clock, pass } = make();
    let ran = false;
    const timer = clock.after(100 * 24 * 3600 * 1000, () => ran = true);
    await pass(5);
    timer.cancel();
    assertEquals(ran, false);
  });

  Deno.test(`${name} clock: the end of the turn comes before the next turn, and after promises that are resolved`, async () => {
    const { clock, pass } = make();
    const ran: string[] = [];
    clock.soon(() => ran.push("soon"));
    clock.endOfTurn(() => ran.push("end"));
    (async () => {
      for (let depth = 0; depth < 5; depth++) await null;
      ran.push("promise");
    })();
    ran.push("now");
    await pass(20);
    assertEquals(ran, ["now", "promise", "end", "soon"]);
  });

  Deno.test(`${name} clock: a task that queues itself runs a turn later`, async () => {
    const { clock, pass } = make();
    const ran: string[] = [];
    clock.soon(() => {
      ran.push("one");
      clock.soon(() => ran.push("three"));
    });
    clock.soon(() => {
      ran.push("two");
      clock.endOfTurn(() => {
        ran.push("end");
        clock.endOfTurn(() => ran.push("end of the end"));
      });
    });
    await pass(20);
    assertEquals(ran, ["one", "two", "end", "end of the end", "three"]);
  });

  Deno.test(`${name} clock: block holds everything up`, async () => {
    const { clock, pass } = make();
    let ran = false;
    const started = clock.monotonic();
    clock.after(0, () => ran = true);
    clock.block(5);
    assert(clock.monotonic() - started >= 4);
    assertEquals(ran, false);
    await pass(5);
    assertEquals(ran, true);
  });
}

Deno.test("deno clock: tasks that follow each other let connections in", async () => {
  const { clock, network } = denoPlatform();
  const listener = network.listen({ transport: "tcp", hostname: "127.0.0.1", port: 0 }, 1);
  const [client, server] = await Promise.all([network.connect(listener.address), listener.accept()]);
  let turns = 0;
  let read = false;
  const work = new Promise<void>((resolve) => {
    const turn = () => {
      clock.block(1);
      if (read || ++turns === 50) resolve();
      else clock.soon(turn);
    };
    clock.soon(turn);
  });
  await client.write(new Uint8Array(1));
  await server.read(new Uint8Array(1));
  read = true;
  await work;
  assert(turns < 20, `the read waited for ${turns} turns`);
  for (const socket of [client, server, listener]) socket.close();
});

Deno.test("fake clock: advance runs timers at their times, also those that timers start", () => {
  const clock = new FakeClock(1_000);
  const ran: [string, number][] = [];
  clock.after(10, () => {
    ran.push(["a", clock.now()]);
    clock.after(5, () => ran.push(["b", clock.now()]));
    clock.soon(() => ran.push(["soon", clock.now()]));
  });
  clock.after(30, () => ran.push(["c", clock.now()]));
  clock.advance(20);
  assertEquals(ran, [["a", 1_010], ["soon", 1_010], ["b", 1_015]]);
  assertEquals([clock.now(), clock.pendingTimers, clock.nextTimer], [1_020, 1, 30]);
});

Deno.test("fake clock: wall and monotonic time jump apart", () => {
  const clock = new FakeClock(1_000);
  clock.jumpWall(-500);
  assertEquals([clock.now(), clock.monotonic()], [500, 0]);
  let ran = false;
  clock.after(50, () => ran = true);
  clock.jumpMonotonic(100);
  assertEquals([clock.now(), clock.monotonic(), ran], [500, 100, false]);
  clock.advance(0);
  assertEquals([clock.monotonic(), ran], [100, true]);
});

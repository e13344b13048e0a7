import { assertEquals } from "@std/assert";
import { Engine, type Host } from "../../src/engine/mod.ts";
import { fromString } from "../../src/bytes/mod.ts";
import { BufferPool } from "../../src/resp/mod.ts";
import { ExpiryTimer } from "../../src/server/expiry_timer.ts";
import { FakeClock, fakePlatform } from "../support/fakes/mod.ts";

/** A clock on which each look takes a millisecond, and whose turns the test makes. */
class SlowClock extends FakeClock {
  turns: (() => void)[] = [];
  #looks = 0;

  override monotonic(): number {
    return super.monotonic() + ++this.#looks;
  }

  override soon(task: () => void): void {
    this.turns.push(task);
  }

  turn(): void {
    for (const task of this.turns.splice(0)) task();
  }
}

function timerWithDueKeys(keys: number): { clock: SlowClock; engine: Engine; timer: ExpiryTimer } {
  const clock = new SlowClock();
  const engine = new Engine({
    clock,
    random: fakePlatform().random,
    pool: new BufferPool(),
    databases: 1,
    commands: [],
    host: {} as Host,
  });
  const timer = new ExpiryTimer(engine);
  for (let i = 0; i < keys; i++) {
    const key = fromString(`key:${i}`);
    engine.keyspace.databases[0].setString(key, 0, key.length, key, 0, 1, clock.now() + 5, 0);
  }
  return { clock, engine, timer };
}

Deno.test("looks at the clock in the middle of a sweep do not start a second one beside it", () => {
  const { clock, engine, timer } = timerWithDueKeys(1000);
  clock.advance(5);
  for (let beat = 0; beat < 5; beat++) {
    assertEquals(clock.turns.length, 1);
    timer.refresh();
    clock.advance(1);
    clock.turn();
  }
  while (clock.turns.length > 0) clock.turn();
  assertEquals([engine.keyspace.databases[0].size, engine.keyspace.expired], [0, 1000]);
});

Deno.test("a stopped sweep does not go on", () => {
  const { clock, engine, timer } = timerWithDueKeys(1000);
  clock.advance(5);
  timer.stop();
  const left = engine.keyspace.databases[0].size;
  clock.turn();
  assertEquals([clock.turns.length, clock.pendingTimers, engine.keyspace.databases[0].size], [0, 0, left]);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FakeClock } from "../../tests/support/fakes/mod.ts";
import { type Timed, WaitTimer } from "./wait_timer.ts";

interface Named extends Timed {
  readonly name: number;
}

Deno.test("everybody is called on time, the earliest first, over one timer at most", () => {
  const step = fc.oneof(
    fc.record({ add: fc.nat(50) }),
    fc.record({ remove: fc.nat(100) }),
    fc.record({ pass: fc.nat(20) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const clock = new FakeClock();
    const called: Named[] = [];
    const timer = new WaitTimer<Named>(clock, (each) => {
      assertEquals(clock.monotonic(), each.due);
      called.push(each);
    });
    const all: Named[] = [];
    const removed = new Set<Named>();
    for (const each of steps) {
      if ("add" in each) {
        const timed = { name: all.length, due: clock.monotonic() + each.add, timerIndex: -1 };
        all.push(timed);
        timer.add(timed);
      } else if ("remove" in each) {
        const timed = all[each.remove];
        if (timed === undefined || called.includes(timed)) continue;
        timer.remove(timed);
        removed.add(timed);
      } else clock.advance(each.pass);
      const left = all.filter((each) => !removed.has(each) && !called.includes(each));
      assertEquals([timer.size, clock.pendingTimers <= 1], [left.length, true]);
    }
    clock.advance(100);
    assertEquals(new Set(called), new Set(all.filter((each) => !removed.has(each))));
    assertEquals(called.length, new Set(called).size);
    assertEquals(clock.pendingTimers, 0);
  }));
});

Deno.test("a timer that comes too early waits for the rest", () => {
  const clock = new FakeClock();
  let calls = 0;
  const timer = new WaitTimer<Timed>(clock, () => calls++);
  timer.add({ due: 10.5, timerIndex: -1 });
  clock.advance(10.4);
  assertEquals(calls, 0);
  clock.advance(0.6);
  assertEquals(calls, 1);
});

Deno.test("waits of years take no timer that the system would cut short", () => {
  const clock = new FakeClock();
  let calls = 0;
  const timer = new WaitTimer<Timed>(clock, () => calls++);
  const year = 365 * 24 * 3600 * 1000;
  timer.add({ due: year, timerIndex: -1 });
  assertEquals(clock.nextTimer, 2147483647);
  clock.advance(year - 1);
  assertEquals(calls, 0);
  clock.advance(1);
  assertEquals(calls, 1);
});

Deno.test("who adds or takes out others when called does no harm", () => {
  const clock = new FakeClock();
  const called: number[] = [];
  const all = [5, 5, 5, 20].map((due) => ({ due, timerIndex: -1 }));
  const timer = new WaitTimer<Timed>(clock, (each) => {
    called.push(clock.monotonic());
    if (each === all[0]) timer.remove(all[3]);
    if (each === all[0]) timer.add({ due: 5, timerIndex: -1 });
    if (each === all[0]) timer.add({ due: 7, timerIndex: -1 });
  });
  for (const each of all) timer.add(each);
  clock.advance(100);
  assertEquals(called, [5, 5, 5, 5, 7]);
  timer.add({ due: 1000, timerIndex: -1 });
  timer.stop();
  assertEquals(clock.pendingTimers, 0);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { SeededRandom } from "../../tests/support/fakes/random.ts";
import { Arena } from "./arena.ts";
import { ByteMap, Segment } from "./byte_map.ts";
import { ExpiryQueue } from "./expiry.ts";
import { HandleTable } from "./record.ts";

function segments(count: number): { queue: ExpiryQueue; all: Segment[] } {
  const queue = new ExpiryQueue();
  const map = new ByteMap({ expire() {}, due: () => 0 }, new Arena(), new HandleTable(), queue);
  return { queue, all: Array.from({ length: count }, (_, i) => new Segment(map, 0, 0, i)) };
}

Deno.test("an empty queue is never due", () => {
  const { queue, all: [segment] } = segments(1);
  assertEquals([queue.due, queue.first()], [Infinity, undefined]);
  queue.remove(segment);
  queue.advance(segment, 5);
  queue.remove(segment);
  assertEquals([queue.due, queue.first(), segment.due, segment.queueIndex], [Infinity, undefined, Infinity, -1]);
});

Deno.test("the earliest segment is first, whatever comes, advances and goes", () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const random = new SeededRandom(seed);
    const { queue, all } = segments(60);
    const model = new Map<Segment, number>();
    for (let step = 0; step < 500; step++) {
      const segment = all[random.below(all.length)];
      const due = model.get(segment);
      if (random.chance(0.4)) {
        queue.remove(segment);
        model.delete(segment);
      } else {
        const next = random.below(due === undefined ? 1000 : due + 1);
        queue.advance(segment, next);
        model.set(segment, next);
      }
      const earliest = Math.min(Infinity, ...model.values());
      assertEquals(queue.due, earliest);
      if (model.size > 0) assertEquals(model.get(queue.first()!), earliest);
    }
    const order: number[] = [];
    for (let first = queue.first(); first !== undefined; first = queue.first()) {
      order.push(first.due);
      queue.remove(first);
    }
    assertEquals(order, [...model.values()].sort((a, b) => a - b));
  }));
});

Deno.test("whoever sleeps until the first deadline hears of an earlier one", () => {
  const { queue, all: [a, b, c] } = segments(3);
  const heard: number[] = [];
  queue.onEarlier = (due) => heard.push(due);
  queue.advance(a, 100);
  queue.advance(b, 200);
  queue.advance(c, 50);
  queue.advance(b, 40);
  queue.remove(b);
  queue.advance(a, 60);
  assertEquals(heard, [100, 50, 40]);
});

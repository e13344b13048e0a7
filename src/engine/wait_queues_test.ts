import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromString } from "../bytes/mod.ts";
import { Request } from "../resp/mod.ts";
import { Keyspace, Type } from "../store/mod.ts";
import type { Waiter } from "./blocking.ts";
import { type Place, WaitQueues } from "./wait_queues.ts";

Deno.test("queues keep the order of arrival, apart for each database, key and type", () => {
  const { databases } = new Keyspace(2, () => 0);
  const name = fc.record({
    database: fc.constantFrom(...databases),
    key: fc.constantFrom("a", "b"),
    type: fc.constantFrom(Type.LIST, Type.ZSET, Type.STREAM),
  });
  const step = fc.oneof(fc.record({ join: name, onLoss: fc.boolean() }), fc.record({ leave: fc.nat(20) }));
  fc.assert(fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
    const queues = new WaitQueues();
    const places = new Map<Place, string>();
    for (const each of steps) {
      if ("join" in each) {
        const { database, key, type } = each.join;
        const request = Request.of(["BLPOP", "other", key].map(fromString));
        const waiter = { onLoss: each.onLoss, request } as Waiter;
        const place = queues.join(waiter, 2, database, type)!;
        assertEquals(queues.join(waiter, 2, database, type), null);
        places.set(place, `${database.index} ${key} ${type}`);
      } else if (places.size > 0) {
        const place = [...places.keys()][each.leave % places.size];
        places.delete(place);
        queues.leave(place);
      }
      const expected = Map.groupBy(places.keys(), (place) => places.get(place)!);
      const all = databases.flatMap((database) => [...queues.of(database)]);
      assertEquals([queues.count, all.length], [expected.size, expected.size]);
      assertEquals(queues.onLoss, [...expected.values()].filter((each) => each.some(isOnLoss)).length);
      for (const queue of all) {
        const found: Place[] = [];
        for (let place = queue.first; place !== null; place = place.next) found.push(place);
        const name = places.get(found[0])!;
        assertEquals(found, expected.get(name));
        assertEquals([queue.last, queue.onLoss], [found.at(-1), found.filter(isOnLoss).length]);
        assertEquals([queue.database.index, queue.type], [Number(name[0]), Number(name[4])]);
        const key = fromString(name[2]);
        assertEquals(queue.isFor(key, 0, 1), true);
        assertEquals(queues.find(queue.database, key, 0, 1) === undefined, false);
      }
    }
  }));
});

function isOnLoss({ waiter }: Place): boolean {
  return waiter.onLoss;
}

import { type Context, WRONG_TYPE } from "../../engine/mod.ts";
import { type Ref, Type } from "../../store/mod.ts";
import { readSortOptions, type SortOptions, wantedPlaces } from "./_options.ts";
import { byNumber, byText } from "./_weights.ts";
import { replyElements, replyValues, type Sorted, storeSorted } from "./_output.ts";
import { copyElements, isSortable, sizeOf } from "./_source.ts";
import { FEW_ELEMENTS, FEW_TEXTS, Texts } from "./_texts.ts";

const NOTHING: Sorted = { elements: new Texts(0, 0), order: null, first: 0, last: -1 };

/** Runs SORT, or SORT_RO if nothing may be stored. */
export function runSort(ctx: Context, mayStore: boolean): void {
  answer(ctx, mayStore);
  FEW_ELEMENTS.release();
  FEW_TEXTS.release();
}

function answer(ctx: Context, mayStore: boolean): void {
  const { args, db, reply } = ctx;
  const options = readSortOptions(ctx, mayStore);
  if (options === null) return;
  const ref = db.lookup(args.buf, args.start[1], args.end[1]);
  if (ref !== 0 && !isSortable(db.type(ref))) return reply.error(WRONG_TYPE);
  const sorted = ref === 0 ? NOTHING : sort(ctx, ref, options);
  if (sorted === null) return reply.error("ERR One or more scores can't be converted into double");
  if (options.store !== 0) storeSorted(ctx, sorted, options.get, options.store);
  else if (options.get.length > 0) replyValues(ctx, sorted, options.get);
  else replyElements(ctx, sorted);
}

/** The elements of a record in the order that is asked for; `null` if something is no number that should be one. */
function sort({ db, keyspace }: Context, ref: Ref, options: SortOptions): Sorted | null {
  const { descending, store } = options;
  const size = sizeOf(db, ref);
  const [first, last] = wantedPlaces(options, size);
  // What is stored does not depend on the order in which a set happens to keep its members.
  const anyOrder = options.unsorted && store !== 0 && db.type(ref) === Type.SET;
  if (options.unsorted && !anyOrder) {
    const count = last - first + 1;
    return { elements: copyElements(db, ref, first, count, descending), order: null, first: 0, last: count - 1 };
  }
  const elements = copyElements(db, ref, 0, size, false);
  const by = anyOrder ? null : options.by;
  const order = options.alpha || anyOrder
    ? byText(db, elements, by, descending, keyspace.random)
    : byNumber(db, elements, by, descending, keyspace.random);
  if (order === null) return null;
  if (first <= last) order.sort(first, last);
  return { elements, order: order.indices, first, last };
}

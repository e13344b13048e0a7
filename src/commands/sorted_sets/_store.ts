import type { Context } from "../../engine/mod.ts";
import type { SortedSetDraft } from "../../types/sorted_set/mod.ts";

/** Makes a draft the value of the key in argument 1, whatever that holds; where it is empty, the key goes. */
export function storeDraft({ args, db }: Context, draft: SortedSetDraft): void {
  const { buf } = args;
  const start = args.start[1];
  const end = args.end[1];
  if (draft.size === 0) {
    db.remove(buf, start, end);
    return;
  }
  db.changed(db.supplant(buf, start, end, () => draft.store(db, buf, start, end)));
}

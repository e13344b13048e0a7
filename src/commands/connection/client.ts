import { command } from "../../engine/mod.ts";
import { getName, id, info, list } from "./client_info.ts";
import { kill } from "./client_kill.ts";
import { noEvict, noTouch, replyMode, setInfo, setName } from "./client_options.ts";
import { pause, unblock, unpause } from "./client_pause.ts";

export const client = command({
  name: "CLIENT",
  since: "2.4.0",
  group: "connection",
  summary: "A container for client connection commands.",
  complexity: "Depends on subcommand.",
  arity: -2,
  flags: [],
  syntax: "",
  subcommands: [
    getName,
    id,
    info,
    kill,
    list,
    noEvict,
    noTouch,
    pause,
    replyMode,
    setInfo,
    setName,
    unblock,
    unpause,
  ],
});

import type { Server } from "../server.ts";
import { decimal, type Field, safeName } from "./fields.ts";

/** Section Commandstats: how often each command ran, and how long in microseconds. */
export function commandFields({ engine }: Server): Field[] {
  const fields: Field[] = [];
  for (const { calls, failed, microseconds, name, rejected } of engine.table.all()) {
    if (calls + failed + rejected === 0) continue;
    const perCall = calls === 0 ? 0 : microseconds / calls;
    fields.push([
      `cmdstat_${safeName(name)}`,
      `calls=${calls},usec=${Math.round(microseconds)},usec_per_call=${decimal(perCall)},` +
      `rejected_calls=${rejected},failed_calls=${failed}`,
    ]);
  }
  return fields;
}

/** Section Latencystats: how many microseconds calls took, by percentile. */
export function latencyFields({ config, engine }: Server): Field[] {
  if (!config.get("latency-tracking")) return [];
  const { latencyPercentiles } = engine.settings;
  const fields: Field[] = [];
  for (const { latency, name } of engine.table.all()) {
    if (latency === null) continue;
    const values = latencyPercentiles.map((percent) =>
      `p${percentName(percent)}=${latency.percentile(percent).toFixed(3)}`
    );
    fields.push([`latency_percentiles_usec_${safeName(name)}`, values.join(",")]);
  }
  return fields;
}

/** Up to six digits after the point, no zeros at the end. */
function percentName(percent: number): string {
  return percent.toFixed(6).replace(/\.?0+$/, "");
}

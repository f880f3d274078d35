import type { Inspection } from "./packaging-artifact";
import type { MeasuredWay } from "./packaging-entrant";
import { megabytes, over, seconds, table, wall } from "./packaging-tables";

/** What pandas is held to. Its figures hold for the machine they were taken on, so that a miss is told, and fails nothing. */
export function targetsTable(ways: readonly MeasuredWay[], inspected: readonly (readonly [MeasuredWay, Inspection])[]): string {
  const find = (start: string): MeasuredWay | undefined => ways.find(({ name }) => name.startsWith(start));
  const base = find("synthesis without");
  const pip = wall(find("pip"), "wheels cached");
  const peers = inspected.filter(([{ name }]) => !name.startsWith("synthesis"));
  const rows = ["bundle", "layer"].flatMap((strategy) => {
    const ours = find(`synthesis, ${strategy}`);
    const whole = wall(ours, "wheels cached");
    const own = over(ours, base, "wheels cached");
    const edit = over(ours, base, "code-only change");
    const times = own > 0 ? `${(pip / own).toFixed(0)} times` : "beyond what can be told";
    const bytes = inspected.find(([way]) => way === ours)?.[1].bytes ?? Number.NaN;
    const smallest = Math.min(...peers.map(([, found]) => found.bytes));
    return [
      [
        `${strategy}: synthesis with wheels cached`,
        "0.5 s at most",
        `${seconds(whole)} s, ${seconds(own)} s of it for packaging`,
        met(whole <= 0.5),
      ],
      [
        `${strategy}: the same against pip`,
        "30 times at least",
        `${(pip / whole).toFixed(0)} times; packaging alone ${times}`,
        met(pip / whole >= 30),
      ],
      [
        `${strategy}: code-only change over a synthesis without packaging`,
        "0.2 s at most",
        `${seconds(edit)} s`,
        met(edit <= 0.2),
      ],
      [
        `${strategy}: ZIP beside the smallest of a peer`,
        "no larger",
        `${megabytes(bytes)} beside ${megabytes(smallest)}`,
        met(bytes <= smallest),
      ],
    ];
  });
  return table(["", "target", "measured", ""], rows);
}

function met(isMet: boolean): string {
  return isMet ? "met" : "**missed**";
}

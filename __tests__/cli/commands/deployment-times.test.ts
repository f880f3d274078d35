import { readTimes, rememberTimes, timesFor } from "../../../cli/commands/deployment-times";
import type { App } from "../../../cli/local/app";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

test("times are kept by phase and route, and what was not measured anew stays", () => {
  inTemporaryFolder((folder) => {
    const app: App = { file: "main.ts", root: folder, output: folder, deployment: folder };
    expect(timesFor(readTimes(app), ["GET /a"])).toEqual({});
    const phases = new Map(
      Object.entries({ synthesize: 500.4, "terraform plan -out=tfplan": 1_980, "terraform apply tfplan": 6_760 }),
    );
    rememberTimes(app, {
      phases,
      requests: { "GET /a": { first: 375, second: 10 }, "GET /b": { first: 9, second: 8 } },
      day: "2026-11-24",
    });
    phases.delete("terraform apply tfplan");
    rememberTimes(app, { phases: phases.set("synthesize", 400), requests: { "GET /a": { second: 12 } }, day: "2026-11-25" });
    const times = { where: "local cloud, 2026-11-25", synthesis: 400, plan: 1_980, apply: 6_760 };
    expect(timesFor(readTimes(app), ["POST /x", "GET /a"])).toEqual({ ...times, firstRequest: 375, secondRequest: 12 });
    expect(timesFor(readTimes(app), ["GET /b"])).toEqual({ ...times, firstRequest: 9, secondRequest: 8 });
    expect(timesFor(readTimes(app), [])).toEqual(times);
  });
});

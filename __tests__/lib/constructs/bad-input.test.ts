import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedIndex } from "../artifact/resolve/with-index";
import { type BadInput, fitted, textOf } from "./bad-input/bad-input";
import { badCompiled } from "./bad-input/checks-compiled";
import { badImports } from "./bad-input/checks-imports";
import { badBudgets, badRuntimes, badWaivers } from "./bad-input/checks-limits";
import { badDisks } from "./bad-input/disk";
import { leavings, type Leavings } from "./bad-input/leavings";
import { badLocks } from "./bad-input/locks";
import { badManifests } from "./bad-input/manifests";
import { badNetworks } from "./bad-input/network";
import { Project } from "./bad-input/project";
import { badRequirements } from "./bad-input/requirements";
import { badResolutions } from "./bad-input/resolutions";
import { badSources } from "./bad-input/sources";
import { type Synthesis, synthesize } from "./bad-input/synthesis";
import { badWheels } from "./bad-input/wheels";

const table = {
  "a source": badSources,
  "a manifest": badManifests,
  requirements: badRequirements,
  "a resolution": badResolutions,
  "a lock": badLocks,
  "a wheel": badWheels,
  "the network": badNetworks,
  "the disk": badDisks,
  "an import": badImports,
  "a compiled file": badCompiled,
  "a budget": badBudgets,
  "a runtime": badRuntimes,
  "a waiver": badWaivers,
};

/** A synthesis, and what was there before and after it. */
interface Outcome extends Synthesis {
  readonly before: Leavings;
  readonly after: Leavings;
}

const shared = sharedIndex();
const rows: readonly BadInput[] = Object.values(table).flat();
/** Started together, since most of the time a synthesis waits for a process to load. */
const atOnce = 3;
const outcomes = new Map<BadInput, Promise<Outcome>>();
let root: string;
let good: Project;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "bad-input-")));
  chmodSync(root, 0o755); // one row is another user's
  good = Project.good(join(root, "good"), shared);
  expect(await synthesize(good, {})).toEqual({ status: 0, stdout: "", stderr: "" });
  const queue = [...rows.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, row] = next;
      const outcome = synthesized(row, good.copy(join(root, String(index))));
      outcomes.set(row, outcome);
      await outcome.catch(() => undefined); // the row's own test fails of it
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}, 300_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function synthesized(row: BadInput, project: Project): Promise<Outcome> {
  if (row.fresh === true) rmSync(project.path("cdktf.out"), { recursive: true });
  project.call(row);
  project.write(row.files ?? {});
  row.prepare?.(project);
  const before = leavings(project);
  const synthesis = await synthesize(project, row.run?.(project) ?? {});
  return { ...synthesis, before, after: leavings(project) };
}

test("where nothing is wrong, what was synthesized before is replaced, and nothing else is touched", async () => {
  const change: BadInput = { name: "", says: [], files: { "report/index.py": "import tool\n\ndef handler(*_): ...\n" } };
  const { before, after, ...synthesis } = await synthesized(change, good.copy(join(root, "well")));
  expect(synthesis).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(before.synthesized.join("\n")).toContain("cdktf.out/stacks/demo/lambda_packages/report_function.zip");
  expect(after.synthesized).not.toEqual(before.synthesized);
  expect({ ...after, synthesized: [] }).toEqual({ ...before, synthesized: [] });
});

describe.each(Object.entries(table))("%s", (_of, its) => {
  test.each(its.map((row) => [row.name, row] as const))(
    "%s: one clear error, exit code 1, and nothing half-written",
    async (_name, row) => {
      const { status, stdout, stderr, before, after } = (await outcomes.get(row)) ?? {};
      const text = textOf(row.says);
      expect(fitted(stderr ?? "", text)).toBe(text);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).not.toMatch(/^\s+at |canary/m);
      expect(after).toEqual(before);
      expect(after).toMatchObject({ halfMade: [], leaks: [] });
    },
  );
});

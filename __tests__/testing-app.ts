import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing, type App } from "cdktf";

const folder = mkdtempSync(join(tmpdir(), "testing-app-"));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `Testing.app()`, less the folder that leaves behind for every app. */
export function testingApp(): App {
  return Testing.app({ outdir: folder });
}

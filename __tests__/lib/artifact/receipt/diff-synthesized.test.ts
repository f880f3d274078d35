import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { diffReceipts } from "../../../../lib/artifact/receipt/diff";
import { diffText } from "../../../../lib/artifact/receipt/diff-text";
import type { Receipt } from "../../../../lib/artifact/receipt/receipt";
import { Packaging } from "../../../../lib/constructs/packaging";
import { PythonFunction } from "../../../../lib/constructs/python-function";
import { PythonRuntime } from "../../../../lib/constructs/python-runtime";
import { sharedIndex } from "../resolve/with-index";
import { inTemporaryFolder, write } from "../temporary-folder";
import { synthesizedIn } from "./synthesized-receipt";

const shared = sharedIndex();

jest.setTimeout(60_000);

/** The receipt of a project with one function, which needs `tool` in this version. */
function receiptWith(folder: string, version: string, packaging: Packaging): Receipt {
  write(folder, {
    "source/index.py": "def handler(event, context): ...\n",
    "source/requirements.txt": `--no-index\n--find-links ../wheels\ntool==${version}\n`,
  });
  const props = { source: "source", packaging, runtime: PythonRuntime.PYTHON_3_12, exclude: ["*.log"] };
  return synthesizedIn(folder, shared.uv, (stack) => new PythonFunction(stack, "report", props)).receipt;
}

test("a diff of what was synthesized says what a person changed in between", () => {
  inTemporaryFolder((folder) => {
    symlinkSync(shared.wheels, join(folder, "wheels"));
    const says = (before: Receipt, after: Receipt): string => `\n${diffText(diffReceipts(before, after))}\n`;
    const before = receiptWith(folder, "1.0", Packaging.layer());
    expect(says(before, receiptWith(folder, "1.0", Packaging.layer()))).toBe("\nnothing changed\n");

    write(folder, { "source/start": "", "source/run.log": "" });
    const edited = receiptWith(folder, "1.0", Packaging.layer());
    expect(says(before, edited)).toMatchInlineSnapshot(`
      "
      lambda_packages/report_function.zip changed, 299 → 385 bytes:
        start came (±0 bytes)
        left out: run.log (exclude: *.log)
      "
    `);

    chmodSync(join(folder, "source", "start"), 0o755);
    const runnable = receiptWith(folder, "1.0", Packaging.layer());
    expect(says(edited, runnable)).toMatchInlineSnapshot(`
      "
      lambda_packages/report_function.zip changed, still 385 bytes: start mode 0644 → 0755
      "
    `);

    const pinned = receiptWith(folder, "2.0", Packaging.layer());
    expect(says(runnable, pinned)).toMatchInlineSnapshot(`
      "
      lambda_packages/report_function.zip changed, still 385 bytes: requirements.txt changed (±0 bytes)
      lambda_packages/report_layer.zip (for report) changed, 1,331 → 1,329 bytes: tool 1.0 → 2.0 (±0 bytes)
      "
    `);

    const bundled = receiptWith(folder, "2.0", Packaging.bundle());
    expect(says(pinned, bundled)).toMatchInlineSnapshot(`
      "
      report: strategy layer → bundle
      lambda_packages/report_function.zip changed, 385 → 1,580 bytes:
        dep 1.0 came (+120 bytes)
        tool 2.0 came (+143 bytes)
      lambda_packages/report_layer.zip (for report) is gone, 1,329 bytes:
        dep 1.0 went (-120 bytes)
        tool 2.0 went (-143 bytes)
      "
    `);

    expect(says(bundled, receiptWith(folder, "2.0", Packaging.runtime()))).toMatchInlineSnapshot(`
      "
      report: strategy bundle → runtime, needs read from requirements.txt → none, dependencies not locked → none
      lambda_packages/report_function.zip changed:
        dep 1.0 went (-120 bytes)
        tool 2.0 went (-143 bytes)
        start mode 0755 → 0644
      "
    `);
  });
});

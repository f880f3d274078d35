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
      report zipped: 385 bytes (+86 bytes), 52,428,415 bytes left
      "
    `);

    chmodSync(join(folder, "source", "start"), 0o755);
    const runnable = receiptWith(folder, "1.0", Packaging.layer());
    expect(says(edited, runnable)).toMatchInlineSnapshot(`
      "
      lambda_packages/report_function.zip changed, still 385 bytes; bytes differ, content does not: start mode 0644 → 0755
      "
    `);

    const pinned = receiptWith(folder, "2.0", Packaging.layer());
    expect(says(runnable, pinned)).toMatchInlineSnapshot(`
      "
      lambda_packages/report_function.zip changed, still 385 bytes: requirements.txt changed (±0 bytes)
      lambda_packages/report_layer.zip (for report) changed, 1,331 → 1,329 bytes: tool 1.0 → 2.0 (±0 bytes), required by requirements.txt:3
      "
    `);

    const bundled = receiptWith(folder, "2.0", Packaging.bundle());
    expect(says(pinned, bundled)).toMatchInlineSnapshot(`
      "
      report: strategy layer → bundle
      lambda_packages/report_function.zip changed, 385 → 1,580 bytes:
        dep 1.0 came (+120 bytes), required by tool
        tool 2.0 came (+143 bytes), required by requirements.txt:3
      lambda_packages/report_layer.zip (for report) is gone, 1,329 bytes:
        dep 1.0 went (-120 bytes), was required by tool
        tool 2.0 went (-143 bytes), was required by requirements.txt:3
      report zipped: 1,580 bytes (+1,195 bytes), 52,427,220 bytes left
      "
    `);

    expect(says(bundled, receiptWith(folder, "2.0", Packaging.runtime()))).toMatchInlineSnapshot(`
      "
      report: strategy bundle → runtime, needs read from requirements.txt → none, dependencies not locked → none
      lambda_packages/report_function.zip changed:
        dep 1.0 went (-120 bytes), was required by tool
        tool 2.0 went (-143 bytes), was required by requirements.txt:3
        start mode 0755 → 0644
      report unpacked: 77 bytes (-263 bytes), 262,143,922 bytes left
      "
    `);
  });
});

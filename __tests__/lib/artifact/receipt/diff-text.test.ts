import { diffReceipts } from "../../../../lib/artifact/receipt/diff";
import { diffText } from "../../../../lib/artifact/receipt/diff-text";
import { type MadeFiles, type MadeFunction, receiptOf } from "./made-receipt";

const numpy = (version: string, bytes: number) => ({ version, files: { "numpy/__init__.py": "x".repeat(bytes) } });
const report: MadeFunction = { files: { "index.py": "import numpy\n" }, distributions: { numpy: numpy("2.2.5", 5_000) } };

function textOf(
  after: Readonly<Record<string, MadeFunction>>,
  before: Readonly<Record<string, MadeFunction>> = { report },
): string {
  return `\n${diffText(diffReceipts(receiptOf(before), receiptOf(after)))}\n`;
}

/** So many files below a folder, of a byte each. */
function many(count: number, folder: string): MadeFiles {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}/${String(index).padStart(4, "0")}.py`, "1"]));
}

test("nothing changed", () => {
  expect(textOf({ report })).toBe("\nnothing changed\n");
});

test("one reason stands beside the ZIP", () => {
  const layer = (version: string, bytes: number): MadeFunction => ({
    ...report,
    ...{ strategy: "layer", layerOf: "report", distributions: { numpy: numpy(version, bytes) } },
  });
  const [before, after] = [layer("2.2.5", 5_000), layer("2.2.6", 6_024)];
  expect(textOf({ report: after, second: after }, { report: before, second: before })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_layer.zip (for report, second) changed, still 100 bytes: numpy 2.2.5 → 2.2.6 (+1,024 bytes), required by requirements.txt:1
    report unpacked: 6,037 bytes (+1,024 bytes), 262,137,962 bytes left
    second unpacked: 6,037 bytes (+1,024 bytes), 262,137,962 bytes left
    "
  `);
  expect(textOf({ report: { ...report, files: { "index.py": ["import numpy\n"] } } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, still 200 bytes; bytes differ, content does not: index.py mode 0644 → 0755
    "
  `);
  expect(textOf({ report: { ...report, files: { "index.py": "import numpy as np\n" } } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, still 200 bytes: index.py changed (+6 bytes)
    report unpacked: 5,019 bytes (+6 bytes), 262,138,980 bytes left
    "
  `);
  expect(textOf({ report: { ...report, compression: "other" } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, 200 → 205 bytes; bytes differ, content does not: its files are compressed otherwise
    "
  `);
  expect(textOf({ report: { ...report, left: [{ path: ".env", rule: "secrets" }] } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip has the same bytes:
      left out: .env (secrets)
    "
  `);
});

test("several reasons stand below it", () => {
  const after: MadeFunction = {
    ...report,
    runtime: "python3.12",
    dependencies: { sources: ["requirements.txt", "pylock.toml"], locked: true },
    files: { "index.py": ["import numpy, six"], "new.py": "1" },
    distributions: { numpy: { ...numpy("2.2.5", 5_000), build: "2" }, six: { version: "1.17.0", files: { "six.py": "" } } },
    left: [{ path: "docs/", rule: "exclude: docs/" }],
  };
  const before: MadeFunction = {
    ...report,
    dependencies: { sources: ["requirements.txt"], locked: false },
    files: { ...report.files, "docs/a.md": "12", "docs/b.md": "34", "old.py": "1" },
  };
  expect(textOf({ report: after }, { report: before })).toMatchInlineSnapshot(`
    "
    report: runtime python3.11 → python3.12, needs read from requirements.txt → requirements.txt, pylock.toml, dependencies not locked → locked
    lambda_packages/report_function.zip changed, 500 → 400 bytes:
      numpy 2.2.5 from another wheel (±0 bytes), required by requirements.txt:1
      six 1.17.0 came (±0 bytes), required by requirements.txt:1
      2 files of your source went (-4 bytes): left out by exclude: docs/
      index.py changed (+4 bytes), mode 0644 → 0755
      new.py came (+1 byte)
      old.py went (-1 byte)
    "
  `);
});

test("another strategy, function and maker", () => {
  const { files } = report;
  expect(textOf({ report: { ...report, strategy: "layer" } })).toMatchInlineSnapshot(`
    "
    report: strategy bundle → layer
    lambda_packages/report_function.zip changed, 200 → 100 bytes: numpy 2.2.5 went (-5,000 bytes), was required by requirements.txt:1
    lambda_packages/report_layer.zip (for report) is new, 100 bytes: numpy 2.2.5 came (+5,000 bytes), required by requirements.txt:1
    "
  `);
  expect(textOf({ report: { files, strategy: "bundle" } }, { report: { files, strategy: "runtime" } })).toMatchInlineSnapshot(`
    "
    report: strategy runtime → bundle
    lambda_packages/report_function.zip has the same files, and is now made by synthesis
    "
  `);
  expect(textOf({ report: { files, strategy: "runtime" } }, { report: { files, strategy: "bundle" } })).toMatchInlineSnapshot(`
    "
    report: strategy bundle → runtime
    lambda_packages/report_function.zip has the same files, and is now made by archive_file, at plan time
    "
  `);
  expect(textOf({ fresh: { files, strategy: "runtime" } }, { old: { files } })).toMatchInlineSnapshot(`
    "
    fresh is new
    old is gone
    lambda_packages/fresh_function.zip is new: index.py came (+13 bytes)
    lambda_packages/old_function.zip is gone, 100 bytes: index.py went (-13 bytes)
    fresh unpacked: 13 bytes, 262,143,986 bytes left
    "
  `);
});

test("a layer that has the same bytes elsewhere", () => {
  const layered: MadeFunction = { ...report, strategy: "layer" };
  expect(textOf({ b: layered }, { a: layered, b: { ...layered, layerOf: "a" } })).toMatchInlineSnapshot(`
    "
    a is gone
    lambda_packages/a_function.zip is gone, 100 bytes: index.py went (-13 bytes)
    lambda_packages/a_layer.zip (for a) is gone, 100 bytes: numpy 2.2.5 went (-5,000 bytes), was required by requirements.txt:1
    lambda_packages/a_layer.zip → lambda_packages/b_layer.zip (for b) has the same bytes
    "
  `);
});

test("what is left to the runtime, and comes back from it", () => {
  const six = { version: "1.17.0", files: { "six.py": "six" } };
  const [whole, lean] = [{ distributions: { six } }, { omitted: ["six"] }];
  expect(textOf({ report: lean }, { report: whole })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, 100 → 0 bytes:
      six 1.17.0 went (-3 bytes): python3.11 supplies it
    report unpacked: 0 bytes (-3 bytes), 262,143,999 bytes left
    "
  `);
  expect(textOf({ report: whole }, { report: lean })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, 0 → 100 bytes:
      six 1.17.0 came (+3 bytes): no longer left to the runtime, required by requirements.txt:1
    report unpacked: 3 bytes (+3 bytes), 262,143,996 bytes left
    "
  `);
});

test("files of a distribution are counted where the same happened to them", () => {
  const tool = (files: MadeFiles): MadeFunction["distributions"] => ({ tool: { version: "1.0", files } });
  const left = { leftOfDistributions: [{ path: "tool/tests/", rule: "tests", distribution: "tool" }] };
  const slim = { report: { ...left, distributions: tool({ "tool/a.py": "" }) } };
  const whole = { report: { distributions: tool({ "tool/a.py": "1", ...many(1_234, "tool/tests") }) } };
  expect(textOf(slim, whole)).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, 123,500 → 100 bytes:
      tool/a.py changed (-1 byte)
      1,234 files of tool went (-1,234 bytes): left out by tests
    report unpacked: 0 bytes (-1,235 bytes), 262,143,999 bytes left
    "
  `);
  expect(textOf(whole, slim)).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip changed, 100 → 123,500 bytes:
      tool/a.py changed (+1 byte)
      1,234 files of tool came (+1,234 bytes): no longer left out by tests
    report unpacked: 1,235 bytes (+1,235 bytes), 262,142,764 bytes left
    "
  `);
  const [first, second] = [
    { version: "1", files: many(2, "common") },
    { version: "1", files: many(2, "common") },
  ];
  expect(textOf({ report: { distributions: { second } } }, { report: { distributions: { first, second } } }))
    .toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip has the same bytes:
      first 1 went (-2 bytes), was required by requirements.txt:1
      2 files of second passed from first to second
    "
  `);
});

test("of many reasons the first are shown, and the rest is counted", () => {
  const text = textOf({ report: { ...report, files: { ...report.files, ...many(1_500, "pages") } } });
  expect(text.split("\n")).toHaveLength(16);
  expect(text).toContain("  pages/0010.py came (+1 byte)\n  and 1,489 more\n");
  const twelve = textOf({ report: { ...report, files: { ...report.files, ...many(12, "pages") } } });
  expect(twelve.split("\n")).toHaveLength(16);
  expect(twelve).not.toContain("more");
});

test("of many files left out the first are shown, and the rest is counted", () => {
  const left = ["a", "b", "c", "d", "e"].map((name) => ({ path: `${name}.env`, rule: "secrets" }));
  expect(textOf({ report: { ...report, left } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip has the same bytes:
      left out: a.env (secrets), b.env (secrets), c.env (secrets), 2 more
    "
  `);
  const others = left.map((each) => ({ ...each, rule: "exclude: *.env" }));
  expect(textOf({ report: { ...report, left: others } }, { report: { ...report, left } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip has the same bytes:
      left out by another rule: a.env (secrets → exclude: *.env), b.env (secrets → exclude: *.env), c.env (secrets → exclude: *.env), 2 more
    "
  `);
  expect(textOf({ report }, { report: { ...report, left: left.slice(0, 3) } })).toMatchInlineSnapshot(`
    "
    lambda_packages/report_function.zip has the same bytes:
      no longer there to leave out: a.env (secrets), b.env (secrets), c.env (secrets)
    "
  `);
});

import { type DiffSide, diffArtifacts } from "../../../../cli/explain/diff";
import { artifactDiffText } from "../../../../cli/explain/diff-text";
import { diffMarkdown } from "../../../../cli/explain/render/markdown-diff";
import type { Receipt } from "../../../../lib/artifact/receipt/receipt";
import { UserError } from "../../../../lib/errors/user-error";
import { artifactOf, oddFiles, oddWheels, writeFunction } from "../../../lib/artifact/build/made-function";
import { inspectedFile } from "../../../lib/artifact/inspect/inspect-case";
import { receiptOf } from "../../../lib/artifact/receipt/made-receipt";
import { inTemporaryFolder } from "../../../lib/artifact/temporary-folder";
import { contentsOf, distribution, plain, receiptOfZips, zipSide } from "./diff-sides";

const path = "lambda_packages/report_function.zip";
const asReceipt = (receipt: Receipt): DiffSide => ({ is: "receipt", shown: "cdktf.out/stacks/chat", receipt });

/** A receipt that says what is in a side's ZIP. */
function receiptOfSide(side: DiffSide, name = "report"): Receipt {
  if (side.is !== "zip") throw new Error("it is a receipt");
  return receiptOfZips(name, [{ holds: "function", path, contents: contentsOf(side.inspected) }]);
}

test("what the engine made differs in nothing from its receipt, in a bundle and with a layer", () => {
  inTemporaryFolder((folder) => {
    writeFunction(
      folder,
      oddFiles,
      oddWheels.map((made) => ({ ...made, record: true })),
    );
    for (const strategy of ["bundle", "layer"] as const) {
      const { code, layer } = artifactOf(folder, { strategy });
      const own = { holds: "function", path, contents: code.contents } as const;
      const ofLayer =
        layer === undefined
          ? []
          : [{ holds: "layer", path: "lambda_packages/report_layer.zip", contents: layer.contents } as const];
      const receipt = asReceipt(receiptOfZips("report", [own, ...ofLayer]));
      const layers = layer === undefined ? [] : [layer.path];
      const zip: DiffSide = { is: "zip", shown: "deployed.zip", inspected: inspectedFile(folder, code.path, { layers }) };
      for (const diff of [diffArtifacts(receipt, zip), diffArtifacts(zip, receipt)]) {
        expect(diff).toMatchObject({ functions: [], zips: [], notCompared: [] });
        expect(artifactDiffText(diff) + diffMarkdown(diff)).toBe("");
      }
    }
  });
});

test("what is deployed against what would be: versions, files, and who asks", () => {
  const [deployed, built] = [
    zipSide("deployed.zip", [...plain, ...distribution("six", "1.16.0")]),
    zipSide("built.zip", [...plain, { name: "new.py" }, ...distribution("six", "1.17.0", "x = 12345\n")]),
  ];
  const diff = diffArtifacts(deployed, asReceipt(receiptOfSide(built)));
  expect(diff.zips).toMatchObject([
    {
      distributions: [{ name: "six", before: { requiredBy: [] }, after: { requiredBy: ["requirements.txt:1"] } }],
      files: [{ path: "new.py" }],
    },
  ]);
  expect(artifactDiffText(diff)).toMatchInlineSnapshot(`
    "from deployed.zip to cdktf.out/stacks/chat
    deployed.zip → lambda_packages/report_function.zip changed, 684 → 784 bytes:
      six 1.16.0 → 1.17.0 (+4 bytes), required by requirements.txt:1
      new.py came (+6 bytes)
    report unpacked: 152 bytes (+10 bytes), 262,143,847 bytes left
    report zipped: 784 bytes (+100 bytes), 52,428,016 bytes left"
  `);
});

test("the same content packed by somebody else", () => {
  const engine = zipSide("engine.zip", plain);
  const [index = { name: "" }, lib = { name: "" }] = plain;
  const says = (entries: typeof plain): readonly object[] | undefined =>
    diffArtifacts(zipSide("deployed.zip", entries), asReceipt(receiptOfSide(engine))).zips[0]?.repacked;
  expect(says([index, { ...lib, dosTime: 0x58210000 }])).toEqual([{ what: "times", files: 1, example: "lib.py" }]);
  expect(says([lib, index])).toEqual([{ what: "order", files: 2, example: "index.py" }]);
  expect(says([index, { ...lib, stored: true }])).toEqual([{ what: "compression", files: 2 }]);
  expect(says([{ ...index, unixMode: 0o100600 }, lib])).toEqual([]);
});

test("by which rule a file stays behind is said, and what a ZIP cannot say is not", () => {
  const deployed = zipSide("deployed.zip", [...plain, { name: ".env", content: "A=1\n" }]);
  const receipt = receiptOfSide(zipSide("built.zip", plain));
  const left = [
    { path: ".env", rule: "secrets" },
    { path: "docs/", rule: "exclude: docs/" },
  ];
  const [fn] = receipt.functions;
  if (fn === undefined) throw new Error("there is no function");
  const diff = diffArtifacts(deployed, asReceipt({ ...receipt, functions: [{ ...fn, left }] }));
  expect(diff.zips).toMatchObject([{ files: [{ path: ".env", change: "removed", leftBy: "secrets" }], left: [] }]);
  expect(diff.functions).toMatchObject([{ name: "report", change: "changed", settings: [] }]);
});

test("a layer that the ZIP's side lacks is not compared, and neither is what is unpacked", () => {
  const both = zipSide("built.zip", plain, [[{ name: "python/six.py" }]]);
  if (both.is !== "zip") throw new Error("it is a receipt");
  const receipt = receiptOfZips("report", [
    { holds: "function", path, contents: contentsOf(both.inspected) },
    { holds: "layer", path: "lambda_packages/report_layer.zip", contents: contentsOf(both.inspected, 1) },
  ]);
  const same = diffArtifacts(zipSide("deployed.zip", plain), asReceipt(receipt));
  expect(same).toMatchObject({ functions: [], zips: [] });
  expect(artifactDiffText(same)).toBe("");
  const text = artifactDiffText(diffArtifacts(zipSide("deployed.zip", [...plain, { name: "old.py" }]), asReceipt(receipt)));
  expect(text).toContain("not compared: lambda_packages/report_layer.zip: the other side is a ZIP without\n  its layer");
  expect(text).not.toContain("unpacked");
  expect(text).toContain("zipped");
});

test("of what archive_file will make the files are compared, and no bytes", () => {
  const side = zipSide("deployed.zip", plain);
  const receipt = receiptOfSide(side);
  const [zip] = receipt.zips;
  if (zip === undefined) throw new Error("there is no ZIP");
  const { files, unzippedBytes } = zip;
  const archived: Receipt = { ...receipt, zips: [{ path, holds: "function", madeBy: "archive_file", files, unzippedBytes }] };
  expect(artifactDiffText(diffArtifacts(side, asReceipt(archived)))).toBe("");
  const changed = diffArtifacts(zipSide("deployed.zip", [...plain, { name: "old.py" }]), asReceipt(archived));
  expect(changed.zips).toMatchObject([{ change: "content", files: [{ path: "old.py", change: "removed" }] }]);
});

const two = receiptOf({ chat: { files: { "index.py": "" } }, report: { files: { "index.py": "" } } });

test.each([
  { what: "its ZIP is named so", receipt: two, zip: "old/chat_function.zip", name: undefined, fn: "chat" },
  { what: "somebody names it", receipt: two, zip: "old.zip", name: "report", fn: "report" },
  { what: "the name counts more than the file's", receipt: two, zip: "chat_function.zip", name: "report", fn: "report" },
  {
    what: "it is the only one",
    receipt: receiptOf({ chat: { files: { "a.py": "" } } }),
    zip: "old.zip",
    name: undefined,
    fn: "chat",
  },
])("the function is known where $what", ({ receipt, zip, name, fn }) => {
  const diff = diffArtifacts(asReceipt(receipt), zipSide(zip, plain), name);
  expect(diff.functions.map((each) => each.name)).toEqual([fn]);
});

const empty: Receipt = { version: 1, functions: [], zips: [] };

test.each([
  {
    ...{ receipt: two, name: undefined },
    what: "which function of cdktf.out/stacks/chat to hold against old.zip is not clear",
    fix: "name one with --function: chat, report",
  },
  {
    ...{ receipt: two, name: "other" },
    what: "cdktf.out/stacks/chat has no function other with a ZIP",
    fix: "name one with --function: chat, report",
  },
  {
    ...{ receipt: empty, name: undefined },
    what: "which function of cdktf.out/stacks/chat to hold against old.zip is not clear",
    fix: "none of its functions has a ZIP: name another receipt",
  },
])("$what", ({ receipt, name, what, fix }) => {
  const sides = [asReceipt(receipt), zipSide("old.zip", plain)] as const;
  for (const [before, after] of [sides, [sides[1], sides[0]] as const]) {
    let thrown: unknown;
    try {
      diffArtifacts(before, after, name);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UserError);
    expect((thrown as UserError).complaints).toEqual([{ what, where: "cdktf.out/stacks/chat", fix }]);
  }
});

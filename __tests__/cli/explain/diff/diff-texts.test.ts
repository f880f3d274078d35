import { diffArtifacts } from "../../../../cli/explain/diff";
import { artifactDiffText } from "../../../../cli/explain/diff-text";
import { diffMarkdown } from "../../../../cli/explain/render/markdown-diff";
import { type MadeFunction, receiptOf } from "../../../lib/artifact/receipt/made-receipt";

const numpy = (version: string, bytes: number) => ({ version, files: { "numpy/__init__.py": "x".repeat(bytes) } });
const before: MadeFunction = {
  files: { "index.py": "import numpy\n", "old.py": "1" },
  distributions: { numpy: numpy("2.2.5", 5_000), six: { version: "1.17.0", files: { "six.py": "six" } } },
};
const after: MadeFunction = {
  runtime: "python3.12",
  files: { "index.py": ["import numpy as np\n"] },
  distributions: { numpy: numpy("2.2.6", 6_024), pytz: { version: "2025.2", files: { "pytz.py": "1" } } },
  omitted: ["six"],
};

function diffOf(one: Readonly<Record<string, MadeFunction>>, other: Readonly<Record<string, MadeFunction>>) {
  return diffArtifacts(
    { is: "receipt", shown: "main/cdktf.out/stacks/chat", receipt: receiptOf(one) },
    { is: "receipt", shown: "cdktf.out/stacks/chat", receipt: receiptOf(other) },
  );
}

test("two receipts, for a terminal", () => {
  expect(`\n${artifactDiffText(diffOf({ report: before }, { report: after }))}\n`).toMatchInlineSnapshot(`
    "
    from main/cdktf.out/stacks/chat to cdktf.out/stacks/chat
    report: runtime python3.11 → python3.12
    lambda_packages/report_function.zip changed, 400 → 300 bytes:
      numpy 2.2.5 → 2.2.6 (+1,024 bytes), required by requirements.txt:1
      pytz 2025.2 came (+1 byte), required by requirements.txt:1
      six 1.17.0 went (-3 bytes): python3.11 supplies it
      index.py changed (+6 bytes), mode 0644 → 0755
      old.py went (-1 byte)
    report unpacked: 6,044 bytes (+1,027 bytes), 262,137,955 bytes left
    "
  `);
});

test("two receipts, for a pull request", () => {
  expect(`\n${diffMarkdown(diffOf({ report: before }, { report: after }))}\n`).toMatchInlineSnapshot(`
    "
    ### What ships differs

    From \`main/cdktf.out/stacks/chat\` to \`cdktf.out/stacks/chat\`.

    - report: runtime \`python3.11\` → \`python3.12\`

    #### \`lambda_packages/report_function.zip\` changed, 400 → 300 bytes

    | Distribution | Before | After | Unpacked | Required by |
    | --- | --- | --- | ---: | --- |
    | \`numpy\` | \`2.2.5\` | \`2.2.6\` | +1,024 bytes | \`requirements.txt:1\` |
    | \`pytz\` | – | \`2025.2\` | +1 byte | \`requirements.txt:1\` |
    | \`six\` | \`1.17.0\` | \`python3.11\` supplies it | -3 bytes | \`requirements.txt:1\` |

    - \`index.py\` changed (\`+6\` bytes), mode 0644 → 0755
    - \`old.py\` went (\`-1\` byte)

    #### Headroom

    - report unpacked: 6,044 bytes (\`+1,027\` bytes), 262,137,955 bytes left
    "
  `);
});

test("both are silent where nothing differs", () => {
  const diff = diffOf({ report: before }, { report: before });
  expect([artifactDiffText(diff), diffMarkdown(diff)]).toEqual(["", ""]);
});

test("a function that is new says how much room it has, and one that is gone nothing", () => {
  const text = artifactDiffText(diffOf({ old: before }, { fresh: after }));
  expect(text).toContain("fresh is new\nold is gone\n");
  expect(text).toContain("fresh unpacked: 6,044 bytes, 262,137,955 bytes left");
  expect(text).not.toContain("old unpacked");
});

test("a function that no longer fits says by how much", () => {
  const large = diffOf({ report: before }, { report: after });
  const [fn] = large.functions;
  const sizes = { after: { unzippedBytes: 262_144_000, unzippedLimit: 262_144_000, directUploadLimit: 10, zippedBytes: 11 } };
  const text = artifactDiffText({ ...large, functions: fn === undefined ? [] : [{ ...fn, sizes }] });
  expect(text).toContain("report unpacked: 262,144,000 bytes, 1 byte too many: AWS takes no more");
  expect(text).toContain("report zipped: 11 bytes, 1 byte too many: more goes through S3");
});

test("of an image every byte up to the limit is left", () => {
  const diff = diffOf({ report: before }, { report: after });
  const [fn] = diff.functions;
  const sizes = { after: { unzippedBytes: 10, unzippedLimit: 10 } };
  expect(artifactDiffText({ ...diff, functions: fn === undefined ? [] : [{ ...fn, sizes }] })).toContain(
    "report unpacked: 10 bytes, 0 bytes left",
  );
});

test("no line is wider than a terminal, and a stranger's name is text in both", () => {
  const hostile = "\u001b[31m<img src=x>|`@someone`\u202e.py";
  const hostileFunction: MadeFunction = {
    files: { [hostile]: "1" },
    distributions: { [hostile]: { version: hostile, files: { [`d${hostile}`]: "" } } },
  };
  const diff = { ...diffOf({ [hostile]: before }, { [hostile]: hostileFunction }), after: hostile };
  const [text, markdown] = [artifactDiffText(diff), diffMarkdown(diff)];
  for (const shown of [text, markdown]) {
    expect(shown).toContain("\\x1b[31m");
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  }
  expect(markdown.replaceAll(/`[^`\n]*`/g, "")).not.toMatch(/<img|@someone|\|`/);
  for (const line of artifactDiffText(diffOf({ report: before }, { report: after })).split("\n"))
    expect(line.length).toBeLessThanOrEqual(80);
});

test("a comment stays within what GitHub takes, and says what it leaves out", () => {
  const many = (version: string): Record<string, MadeFunction> =>
    Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => {
        const names = Array.from({ length: 30 }, (_name, at) => `distribution-${index}-${at}`);
        const distributions = Object.fromEntries(names.map((name) => [name, { version, files: { [`${name}.py`]: version } }]));
        return [`function${index}`, { distributions }];
      }),
    );
  const markdown = diffMarkdown(diffOf(many("1.0"), many("2.0.1")));
  expect(markdown.length).toBeGreaterThan(40_000);
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown).toContain("**Not shown, since a comment has no room for it:**");
});

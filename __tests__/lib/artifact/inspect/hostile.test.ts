import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explainFunction } from "../../../../cli/explain/model/explain-function";
import type { Explanation } from "../../../../cli/explain/model/explanation";
import { sourcesOfInspection } from "../../../../cli/explain/model/sources-of-inspection";
import { htmlPage } from "../../../../cli/explain/render/html-page";
import { markdownText } from "../../../../cli/explain/render/markdown-text";
import { terminalText } from "../../../../cli/explain/render/terminal-text";
import { safeJson } from "../../../../cli/explain/safe-text";
import { errorText, inTemporaryFolder, makeFifo } from "../temporary-folder";
import { inspectedFile } from "./inspect-case";
import { hostileCases, manyEntries } from "./hostile-cases";
import { makeZip } from "./make-zip";

jest.setTimeout(60_000);

/** The first line of what is said, and all of it must be safe to show. */
function answerTo(bytes: Buffer): string {
  return inTemporaryFolder((folder) => {
    const zip = join(folder, "hostile.zip");
    writeFileSync(zip, bytes);
    let answer = "";
    const error = errorText(folder, () => {
      const inspected = inspectedFile(folder, zip);
      const sources = sourcesOfInspection(inspected, { name: "hostile.zip", from: "zip", today: "2026-11-24" });
      const explanation: Explanation = { version: 1, functions: [explainFunction(sources)] };
      const json = safeJson(explanation);
      const terminal = terminalText(explanation, { colour: false });
      for (const text of [json, terminal, markdownText(explanation), htmlPage(explanation)])
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      expect(JSON.parse(json)).toEqual(explanation);
      expect(terminal).toContain("hostile.zip");
      answer = inspected.zips.flatMap(({ files }) => files.map(({ path }) => path)).join(" ");
    });
    expect(readdirSync(folder).filter((name) => !["cache", "hostile.zip"].includes(name))).toEqual([]);
    if (error === "no error") return answer;
    expect(error).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    return error.split("\n").slice(0, 2).join(" ");
  });
}

test.each(hostileCases())("%s is refused by a sentence, or looked at without harm", (_what, make, expected) => {
  expect(hostileCases().length).toBeGreaterThanOrEqual(25);
  const answer = answerTo(make());
  if (/^is (?:damaged|refused)/.test(expected)) expect(answer).toContain(`UserError hostile.zip ${expected}`);
  else expect(answer.replaceAll(/\p{Cf}/gu, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16)}`)).toContain(expected);
});

test("100,000 entries are looked at", () => {
  expect(answerTo(manyEntries(100_000)).split(" ")).toHaveLength(100_000);
});

test("what is no file is told by the system's own words", () => {
  inTemporaryFolder((folder) => {
    mkdirSync(join(folder, "folder.zip"));
    const textOf = (name: string): string => errorText(folder, () => inspectedFile(folder, join(folder, name)));
    makeFifo(join(folder, "pipe.zip"));
    expect(["folder.zip", "pipe.zip", "missing\u001B[31m.zip"].map(textOf).join("\n")).toMatchInlineSnapshot(`
      "UserError
      folder.zip is no file
        where: ~/folder.zip
        fix:   name a ZIP; of a folder, the one that is made of it
      UserError
      pipe.zip is no file
        where: ~/pipe.zip
        fix:   name a ZIP; of a folder, the one that is made of it
      UserError
      the file cannot be read: ENOENT: no such file or directory, open '~/missing\\x1b[31m.zip'
        where: ~/missing\\x1b[31m.zip
        fix:   check that it is there and that you may read it, then try again"
    `);
  });
});

test("what is refused is to be packed anew, wherever it came from", () => {
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "bad.zip"), makeZip([{ name: "../evil.py" }]));
    expect(errorText(folder, () => inspectedFile(folder, join(folder, "bad.zip")))).toMatchInlineSnapshot(`
      "UserError
      bad.zip is refused: the entry ../evil.py has a name that leads out of the folder
        where: ~/bad.zip
        fix:   pack it anew: whatever reads it in AWS may see something else in it, or nothing"
    `);
  });
});

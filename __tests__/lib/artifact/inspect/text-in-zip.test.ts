import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { textInZip } from "../../../../lib/artifact/inspect/text-in-zip";
import { inTemporaryFolder } from "../temporary-folder";
import { makeZip, type MadeEntry } from "./make-zip";

test.each<readonly [string, MadeEntry["content"], string | undefined]>([
  ["a text", "boto3>=1.34.0\n", "boto3>=1.34.0\n"],
  ["no text", Buffer.from([0xff, 0xfe, 0x00]), undefined],
  ["one of 1 MB", "x".repeat(1024 * 1024), "x".repeat(1024 * 1024)],
  ["one of more than 1 MB", "x".repeat(1024 * 1024 + 1), undefined],
])("%s is read, or not", (_, content = "", expected) => {
  inTemporaryFolder((folder) => {
    const zip = join(folder, "function.zip");
    writeFileSync(zip, makeZip([{ name: "a/requirements.txt" }, { name: "requirements.txt", content }]));
    expect(textInZip(zip, "requirements.txt")).toBe(expected);
    expect(textInZip(zip, "nothing.txt")).toBeUndefined();
  });
});

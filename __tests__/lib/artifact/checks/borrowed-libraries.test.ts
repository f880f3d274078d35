import { borrowedLibraries } from "../../../../lib/artifact/checks/borrowed-libraries";
import type { AuditedFile } from "../../../../lib/artifact/checks/elf";
import type { ImportFacts } from "../../../../lib/artifact/import-proof/import-facts";

const wheel = { name: "opencv-python", version: "4.10.0", filename: "opencv_python-4.10.0-cp37-abi3-manylinux2014_x86_64.whl" };

function needing(...needed: string[]): AuditedFile {
  const facts = { type: "shared", bits: 64, endianness: "little", machine: "x86_64", runPaths: [], versionNeeds: [] } as const;
  return { path: "cv2/cv2.abi3.so", distribution: wheel, facts: { ...facts, path: "cv2/cv2.abi3.so", needed } };
}

function judged(file: AuditedFile, ...machineLibraries: string[]): string[] {
  const facts: ImportFacts = {
    ...{
      kind: "run",
      python: "3.11.7",
      outcome: { kind: "imported", handler: "callable" },
      attempts: [],
      unknownRead: [],
      found: [],
    },
    ...{ supplied: [], milliseconds: 20, slowest: [], peakBytes: 1, machineLibraries },
  };
  const audit = { files: [file], wheels: [wheel], runtime: "python3.11", architecture: "x86_64" } as const;
  return borrowedLibraries(audit, facts, "index.handler").map(
    ({ level, subject, what, where, fix }) => `${level} [${subject}] ${what} @ ${where ?? "-"} → ${fix}`,
  );
}

test("a library of a screen that this machine lent the import is an error: AWS has none", () => {
  expect(judged(needing("libGL.so.1", "libc.so.6"), "libGL.so.1", "libc.so.6")).toMatchInlineSnapshot(`
    [
      "error [opencv-python] index.handler imports here with the libGL.so.1 of this machine, which opencv-python 4.10.0 needs, and which neither the artifact nor python3.11 has @ cv2/cv2.abi3.so → ask for opencv-python-headless instead, or use a build that does without a screen, or one that brings libGL.so.1 along",
    ]
  `);
});

test.each([
  { name: "a library that nothing loaded", file: needing("libGL.so.1"), loaded: ["libc.so.6"] },
  { name: "a library that the runtime has", file: needing("libz.so.1"), loaded: ["libz.so.1"] },
  {
    name: "a library of which it is not known that the runtime lacks it",
    file: needing("libodbc.so.2"),
    loaded: ["libodbc.so.2"],
  },
  { name: "what the machine's own Python loads and no file of the artifact needs", file: needing(), loaded: ["libGL.so.1"] },
])("$name is no finding", ({ file, loaded }) => {
  expect(judged(file, ...loaded)).toEqual([]);
});

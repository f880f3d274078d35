import { join } from "node:path";
import fc from "fast-check";
import { readRequirementsFile, type RequirementsFile } from "../../../../lib/artifact/requirements/requirements-file";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";

const sha = "a".repeat(64);

function reading(
  files: string | Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): RequirementsFile & { faults: string } {
  return inTemporaryFolder((folder) => {
    write(folder, typeof files === "string" ? { "requirements.txt": files } : files);
    let read: RequirementsFile | undefined;
    const faults = errorText(folder, () => {
      read = readRequirementsFile(join(folder, "requirements.txt"), env);
    });
    const nothing = { requirements: [], constraints: [], constraintFiles: [], requireHashes: false };
    const indexes = { indexUrl: undefined, extraIndexUrls: [], findLinks: [], noIndex: false, preReleases: false };
    return { ...(read ?? { ...nothing, indexes }), faults };
  });
}

const names = ({ requirements }: RequirementsFile): unknown[] =>
  requirements.map(({ requirement, line }) => [requirement.name, line]);

test("requirements are read with their lines; comments, blank lines, a BOM and CRLF are no trouble", () => {
  expect(names(reading("\uFEFF# first\r\npandas>=2\r\n\r\nSix # why\r\n"))).toEqual([
    ["pandas", 2],
    ["six", 4],
  ]);
});

test("a line that goes on belongs to where it began", () => {
  const { requirements } = reading(`numpy==2.2.6 \\\n    --hash=sha256:${sha} \\\n    --hash sha256:${"b".repeat(64)}\nsix\n`);
  expect(requirements.map(({ line, hashes }) => [line, hashes.length])).toEqual([
    [1, 2],
    [4, 0],
  ]);
});

test.each([
  ["pandas", { name: "pandas", extras: [] }],
  ["Zope.Interface[Test_x, b] >= 1 , < 2", { name: "zope-interface", extras: ["test-x", "b"] }],
  ['six ; python_version < "3"', { name: "six", markerText: 'python_version < "3"' }],
  ["pkg @ https://host/pkg-1.0-py3-none-any.whl", { name: "pkg", address: "https://host/pkg-1.0-py3-none-any.whl" }],
  ["./lib", { name: undefined, address: "./lib" }],
  ["-e ./lib", { name: undefined, address: "./lib" }],
  ["../shared[fast]", { name: undefined, address: "../shared", extras: ["fast"] }],
  ["./pkg-1.0-py3-none-any.whl", { name: undefined, address: "./pkg-1.0-py3-none-any.whl" }],
])("%j is understood", (text, expected) => {
  const { requirements, faults } = reading(text);
  expect(faults).toBe("no error");
  expect(requirements[0]?.requirement).toMatchObject(expected);
});

test("-r and -c follow other files, relative to the one that names them", () => {
  const read = reading({
    "requirements.txt": "-r more/base.txt\n-c limits.txt\nsix\n",
    "more/base.txt": "-r deeper.txt\n",
    "more/deeper.txt": "boto3\n",
    "limits.txt": "urllib3<3\n",
  });
  expect(names(read)).toEqual([
    ["boto3", 1],
    ["six", 3],
  ]);
  expect(read.constraints.map(({ requirement }) => requirement.name)).toEqual(["urllib3"]);
});

test("options say where to look", () => {
  const { indexes } = reading(
    "--index-url https://one/simple\n--extra-index-url=https://two/simple\n-f ./wheels\n--pre\n--no-index\n",
  );
  expect(indexes).toMatchObject({
    indexUrl: "https://one/simple",
    extraIndexUrls: ["https://two/simple"],
    noIndex: true,
    preReleases: true,
  });
  expect(indexes.findLinks[0]).toMatch(/^\/.*\/wheels$/);
});

test("a variable is looked up when the file is read, and what is kept as text does not hold its value", () => {
  const { indexes, requirements } = reading("-i https://me:${TOKEN}@host/simple\nsix\n", { TOKEN: "canary" });
  expect(indexes.indexUrl).toBe("https://me:canary@host/simple");
  expect(JSON.stringify(requirements)).not.toContain("canary");
});

test.each([
  ["six=1.0", 'six is followed by a single "=": a version is pinned with "=="'],
  ["six ==", "after six is no condition on a version"],
  ["!six", "does not start with the name of a distribution"],
  ['six; python >= "3"', "the marker asks for python, which is no variable of markers"],
  ["six[a b]", "is no list of extras"],
  ["six @", "an address is missing after the @"],
  ["--no-binary :all:", "--no-binary :all: asks for a build from source"],
  ["--trusted-host host", "--trusted-host switches the check of certificates off"],
  ["--nonsense", "--nonsense is no option of requirements that is known here"],
  ["-r", "--requirement has no value"],
  ["-e", "-e names no path"],
  ["-r https://host/requirements.txt", "a requirements file is named by a URL"],
  ["-r missing.txt", "~/missing.txt does not exist"],
  ["-r .", "is not a file"],
  ["-r requirements.txt", "requirements files include each other: ~/requirements.txt → ~/requirements.txt"],
  ["six --hash=sha256:abc", "is no hash"],
  [`six --hash=md5:${"a".repeat(32)}`, "is no hash"],
  [`six --hash=sha512:${"a".repeat(128)}`, "wheels are compared by sha256"],
  ["six --global-option=x", "--global-option cannot be given to a single requirement"],
  ["-i https://${NOWHERE}/simple", "NOWHERE"],
])("%j is refused with its line and a cure", (text, message) => {
  const { faults } = reading(`boto3\n${text}\n`);
  expect(faults).toContain(message);
  expect(faults).toMatch(/where: ~\/requirements\.txt:2\n {2}fix: /);
});

test("everything that is wrong is told at once", () => {
  const { faults } = reading("six=1\nboto3\n--nonsense\n");
  expect(faults.match(/requirements\.txt:\d/g)).toEqual(["requirements.txt:1", "requirements.txt:3"]);
});

test("no credential of a URL is told", () => {
  const { faults } = reading("-r https://me:canary@host/requirements.txt?token=canary\nsix @ https://me:canary@host/a b\n");
  expect(faults).toContain("UserError");
  expect(faults).not.toContain("canary");
});

test("whatever the text, it is read or refused by a UserError", () => {
  const words = fc.constantFrom(
    "six",
    "==",
    "1.0",
    "-r",
    "-e",
    "--hash=",
    "\\\n",
    ";",
    "[",
    "]",
    "@",
    "${X}",
    "#",
    "https://h/",
    "\t",
    "é",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(words).map((parts) => parts.join(" ")),
      ),
      (text) => {
        expect(reading(text).faults).toMatch(/^(?:no error|UserError)/);
      },
    ),
    { numRuns: 150 },
  );
});

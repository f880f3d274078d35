import { omitSupplied } from "../../../../lib/artifact/resolve/omit-supplied";
import { platformOf } from "../../../../lib/artifact/resolve/platform";

const platform = platformOf("python3.11", "x86_64");
const boto = [
  { name: "boto3", requiresDist: ["botocore<2,>=1.34", "jmespath<2,>=0.7", "s3transfer<0.11,>=0.10"] },
  { name: "botocore", requiresDist: ["jmespath<2", "python-dateutil<3,>=2.1", "urllib3>=1.25; python_version >= '3.10'"] },
  { name: "s3transfer", requiresDist: ["botocore<2"] },
  ...["jmespath", "urllib3"].map((name) => ({ name, requiresDist: [] })),
  { name: "python-dateutil", requiresDist: ["six>=1.5"] },
  { name: "six", requiresDist: [] },
];
const direct = (name: string, specifier = ""): { name: string; specifier: string; file: string; line: number } => ({
  name,
  specifier,
  file: "requirements.txt",
  line: 1,
});
const names = (notes: readonly { readonly name: string }[]): string[] => notes.map(({ name }) => name).sort();

test("what the runtime supplies is left out as a whole where nobody minds the version", () => {
  const { omitted, kept } = omitSupplied(boto, [direct("boto3")], platform);
  expect(names(omitted)).toEqual(["boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"]);
  expect(kept).toEqual([]);
});

test("a pinned boto3 keeps botocore and s3transfer, and what they need, and says why", () => {
  const { omitted, kept } = omitSupplied(boto, [direct("boto3", "==1.40.0")], platform);
  expect(omitted).toEqual([]);
  expect(kept.slice(0, 3)).toEqual(
    [
      { name: "boto3", why: "requirements.txt asks for ==1.40.0" },
      { name: "botocore", why: "boto3 needs >=1.34,<2" },
      { name: "jmespath", why: expect.stringMatching(/^boto(3|core) needs/) as string },
    ].map((note) => (note.name === "botocore" ? { ...note, why: expect.stringMatching(/^boto3 needs/) as string } : note)),
  );
});

test("one of the three that another distribution pins keeps all three", () => {
  const all = [...boto, { name: "aiobotocore", requiresDist: ["botocore<1.35,>=1.34"] }];
  const { kept } = omitSupplied(all, [direct("aiobotocore"), direct("boto3")], platform);
  expect(kept).toContainEqual({ name: "botocore", why: expect.stringMatching(/^aiobotocore needs/) as string });
  expect(kept).toContainEqual({ name: "boto3", why: "it goes together with botocore, which stays" });
  expect(kept).toContainEqual({ name: "s3transfer", why: expect.any(String) as string });
});

test("what only a marker of another platform asks for keeps nothing", () => {
  const all = [
    { name: "six", requiresDist: [] },
    { name: "tool", requiresDist: ["six>=1; sys_platform == 'win32'"] },
  ];
  expect(names(omitSupplied(all, [direct("tool")], platform).omitted)).toEqual(["six"]);
});

test("what the runtime does not supply is never left out", () => {
  const all = [
    { name: "requests", requiresDist: ["urllib3>=1.21"] },
    { name: "urllib3", requiresDist: [] },
  ];
  const { omitted, kept } = omitSupplied(all, [direct("requests")], platform);
  expect(omitted).toEqual([]);
  expect(kept).toEqual([{ name: "urllib3", why: "requests needs >=1.21" }]);
});

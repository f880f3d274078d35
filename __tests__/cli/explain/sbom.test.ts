import { cycloneDx } from "../../../cli/explain/sbom";
import type { Bom, BomComponent } from "../../../cli/explain/sbom/bom";
import type { FunctionSources } from "../../../cli/explain/model/function-sources";
import { bomRefusals } from "./sbom/bom-schema";
import { sha256, sources, zipFacts } from "./made-sources";

const distributions = {
  pandas: { version: "2.2.3", requiredBy: ["requirements.txt:1"], files: ["pandas/__init__.py", "pandas/api.py"] },
  "python-dateutil": { version: "2.9.0", requiredBy: ["pandas"], files: ["dateutil/__init__.py"] },
  six: { version: "1.17.0", requiredBy: ["python-dateutil", "requirements.txt:2"], files: ["six.py"] },
};
const report = sources({ own: ["index.py"], distributions });
const plain = sources({ own: ["index.py"], madeBy: "archive_file" }, { name: "chat", strategy: "runtime" });
const found = sources(
  { own: ["index.py"], distributions: { six: { version: "1.17.0", files: ["six.py"], hasWheel: false } } },
  { name: "found", from: "zip" },
);
const someImage = { repository: "image", digest: "sha256:11", layout: "images/image", handler: "index.handler" };
const image = sources(
  { distributions },
  {
    ...{ name: "image", strategy: "image" },
    image: {
      ...someImage,
      base: { name: "public.ecr.aws/lambda/python:3.11", digest: "sha256:22", platform: "linux/amd64" },
    },
  },
);
const dockerfile = sources(
  {},
  {
    ...{ name: "dockerfile", strategy: "image", zips: [] },
    image: { ...someImage, build: { dockerfile: "Dockerfile", platform: "linux/amd64" } },
  },
);
const layer = zipFacts({ path: "lambda_packages/first_layer.zip", holds: "layer", distributions });
const [first, second] = ["first", "second"].map((name) =>
  sources(
    {},
    { name, strategy: "layer", zips: [zipFacts({ path: `lambda_packages/${name}_function.zip`, own: ["index.py"] }), layer] },
  ),
);
const shared = [first ?? report, second ?? report];

function component(bom: Bom, name: string): BomComponent {
  const component = bom.components.find((each) => each.name === name);
  if (component === undefined) throw new Error(`there is no ${name}`);
  return component;
}

function needs(bom: Bom, ref: string): readonly string[] | undefined {
  return bom.dependencies.find((each) => each.ref.startsWith(ref))?.dependsOn.map((each) => each.replace(/#.*/, ""));
}

const cases: readonly { what: string; functions: readonly FunctionSources[] }[] = [
  { what: "a bundle", functions: [report] },
  { what: "a function whose dependencies AWS supplies", functions: [plain] },
  { what: "a ZIP found somewhere", functions: [found] },
  { what: "an image", functions: [image] },
  { what: "an image of a Dockerfile", functions: [dockerfile] },
  { what: "functions that share a layer", functions: shared },
  { what: "all at once", functions: [report, plain, found, image, dockerfile, ...shared] },
  { what: "two of one name", functions: [report, report] },
  { what: "no function", functions: [] },
];

describe.each(cases)("the bill of $what", ({ functions }) => {
  test("is valid by CycloneDX's own schema", () => {
    expect(bomRefusals(cycloneDx(functions, {}))).toEqual([]);
    expect(bomRefusals(cycloneDx(functions, { SOURCE_DATE_EPOCH: "1764000000" }))).toEqual([]);
  });

  test("refers to nothing that is not in it, and to no two things alike", () => {
    const bom = cycloneDx(functions, {});
    const refs = refsIn([bom.metadata.component, ...bom.components]);
    expect(new Set(refs).size).toBe(refs.length);
    const used = [
      ...bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]),
      ...bom.compositions.flatMap(({ assemblies }) => assemblies),
    ];
    expect(used.filter((ref) => !refs.includes(ref))).toEqual([]);
  });

  test("is the same for the same functions, in whatever order", () => {
    const text = JSON.stringify(cycloneDx(functions, {}));
    expect(JSON.stringify(cycloneDx([...functions].reverse(), {}))).toBe(text);
    expect(text).not.toContain("timestamp");
  });
});

function refsIn(components: readonly BomComponent[]): string[] {
  return components.flatMap((each) => [
    ...(each["bom-ref"] === undefined ? [] : [each["bom-ref"]]),
    ...refsIn(each.components ?? []),
  ]);
}

test("the schema is one that refuses", () => {
  const bom = cycloneDx([report], {});
  expect(bomRefusals({ ...bom, specVersion: 1.6 })).toEqual(["/specVersion must be string"]);
  expect(bomRefusals({ ...bom, serialNumber: "1" })).not.toEqual([]);
  expect(bomRefusals({ ...bom, metadata: { ...bom.metadata, timestamp: "today" } })).not.toEqual([]);
  expect(bomRefusals({ ...bom, invented: true })).not.toEqual([]);
});

test("a distribution has the hash of its wheel, who asks for it, and every file", () => {
  const filename = "six-1.17.0-py3-none-any.whl";
  expect(component(cycloneDx([report], {}), "six")).toEqual({
    ...{ type: "library", "bom-ref": `pkg:pypi/six@1.17.0#${sha256(filename)}`, name: "six", version: "1.17.0" },
    hashes: [{ alg: "SHA-256", content: sha256(filename) }],
    purl: "pkg:pypi/six@1.17.0",
    evidence: { occurrences: [{ location: "lambda_packages/report_function.zip!/six.py" }] },
    properties: [
      { name: "lambda-container:wheel", value: filename },
      { name: "lambda-container:wheel-bytes", value: "50" },
      { name: "lambda-container:unzipped-bytes", value: "100" },
      { name: "lambda-container:required-by", value: "python-dateutil" },
      { name: "lambda-container:required-by", value: "requirements.txt:2" },
    ],
  });
});

test("one that was found in a ZIP has no hash of a wheel, and says how it is known", () => {
  const six = component(cycloneDx([found], {}), "six");
  expect(six).not.toHaveProperty("hashes");
  expect(six["bom-ref"]).toBe("pkg:pypi/six@1.17.0");
  expect(six.properties?.[0]).toEqual({ name: "lambda-container:known-by", value: "dist-info" });
});

test("the function is what the bill is of, with its ZIPs and its own files", () => {
  const { component: whole } = cycloneDx([report], {}).metadata;
  expect(whole).toMatchObject({
    ...{ type: "application", "bom-ref": "function:report", name: "report" },
    components: [
      { type: "file", name: "lambda_packages/report_function.zip", hashes: [{ alg: "SHA-256", content: sha256("zip") }] },
    ],
    evidence: { occurrences: [{ location: "lambda_packages/report_function.zip!/index.py" }] },
  });
  expect(whole.properties).toContainEqual({ name: "lambda-container:strategy", value: "bundle" });
});

test("a function needs what no other distribution brings in, and each what asks for it turned round", () => {
  const bom = cycloneDx([report], {});
  expect(needs(bom, "function:report")).toEqual(["aws:python3.11", "pkg:pypi/pandas@2.2.3", "pkg:pypi/six@1.17.0"]);
  expect(needs(bom, "pkg:pypi/pandas")).toEqual(["pkg:pypi/python-dateutil@2.9.0"]);
  expect(needs(bom, "pkg:pypi/python-dateutil")).toEqual(["pkg:pypi/six@1.17.0"]);
  expect(needs(bom, "pkg:pypi/six")).toEqual([]);
});

test.each([
  { requiredBy: ["requests[socks]"], of: "pkg:pypi/requests@1.0" },
  { requiredBy: ["botocore"], of: "function:report" },
  { requiredBy: [], of: "function:report" },
])("what $requiredBy asks for is needed by $of", ({ requiredBy, of }) => {
  const bom = cycloneDx([sources({ distributions: { pysocks: { requiredBy }, requests: { requiredBy: ["a.txt:1"] } } })], {});
  const askers = bom.dependencies.filter(({ dependsOn }) => dependsOn.some((ref) => ref.startsWith("pkg:pypi/pysocks")));
  expect(askers.map(({ ref }) => ref.replace(/#.*/, ""))).toEqual([of]);
});

test("what AWS supplies is marked as such, and has no version", () => {
  const platform = component(cycloneDx([plain], {}), "AWS Lambda python3.11");
  const boto3 = platform.components?.find(({ name }) => name === "boto3");
  expect(boto3).toEqual({
    ...{ type: "library", "bom-ref": "aws:python3.11/boto3", supplier: { name: "Amazon Web Services" }, name: "boto3" },
    purl: "pkg:pypi/boto3",
    properties: [
      { name: "lambda-container:supplied-by", value: "AWS" },
      { name: "lambda-container:version", value: "not known" },
      { name: "lambda-container:version-seen", value: "1.27.1 on 2023-11-29" },
    ],
  });
  expect(platform.components?.every((each) => each.version === undefined)).toBe(true);
});

test("an image has its base in place of the runtime, and of a Dockerfile nothing is known", () => {
  expect(component(cycloneDx([image], {}), "public.ecr.aws/lambda/python:3.11")).toMatchObject({
    type: "container",
    version: "sha256:22",
  });
  expect(cycloneDx([dockerfile], {}).components).toEqual([]);
});

test.each([
  { what: "a receipt", fn: report, aggregate: "complete" },
  { what: "a ZIP found somewhere", fn: found, aggregate: "unknown" },
  { what: "a Dockerfile", fn: dockerfile, aggregate: "unknown" },
])("what $what names of a function is $aggregate", ({ fn, aggregate }) => {
  const { compositions } = cycloneDx([fn], {});
  expect(compositions.find(({ assemblies }) => assemblies.includes(`function:${fn.name}`))?.aggregate).toBe(aggregate);
});

test("what functions share stands in the bill once, with the files of both", () => {
  const twice = cycloneDx([report, sources({ path: "other.zip", distributions }, { name: "other" })], {});
  expect(twice.components.filter(({ name }) => name === "six")).toHaveLength(1);
  expect(component(twice, "six").evidence?.occurrences.map(({ location }) => location)).toEqual([
    "lambda_packages/report_function.zip!/six.py",
    "other.zip!/six.py",
  ]);
  expect(component(cycloneDx(shared, {}), "six").evidence?.occurrences).toHaveLength(1);
});

test("two wheels of one version are two components", () => {
  const wheel = { filename: "six-1.17.0-py2-none-any.whl", sha256: sha256("other"), bytes: 1 };
  const other = { ...zipFacts(), distributions: [{ name: "six", version: "1.17.0", unzippedBytes: 1, requiredBy: [], wheel }] };
  const bom = cycloneDx([report, { ...report, name: "other", zips: [other] }], {});
  expect(bom.components.filter(({ name }) => name === "six")).toHaveLength(2);
  expect(bomRefusals(bom)).toEqual([]);
});

test("the time is SOURCE_DATE_EPOCH's, and does not change the serial number", () => {
  const at = (epoch?: string): Bom => cycloneDx([report], epoch === undefined ? {} : { SOURCE_DATE_EPOCH: epoch });
  expect(at("1764000000").metadata.timestamp).toBe("2025-11-24T16:00:00.000Z");
  expect(at("yesterday").metadata).not.toHaveProperty("timestamp");
  expect(at("1764000000").serialNumber).toBe(at().serialNumber);
  const other = cycloneDx([sources({ own: ["index.py"], distributions, sha256: sha256("another zip") })], {});
  expect(other.serialNumber).not.toBe(at().serialNumber);
});

test("names and versions that only a stranger's ZIP has are text in it, and valid", () => {
  const name = "evil\u001b[31m/../\ud800 \u202e";
  const hostile = sources(
    { own: [name], distributions: { [name]: { version: "1!2+a b@c", hasWheel: false, files: ["a"] } } },
    { name, from: "zip" },
  );
  const bom = cycloneDx([hostile], {});
  expect(bomRefusals(bom)).toEqual([]);
  expect(component(bom, name).purl).toBe("pkg:pypi/evil%1B%5B31m%2F..%2F%EF%BF%BD%20%E2%80%AE@1%212%2Ba%20b%40c");
});

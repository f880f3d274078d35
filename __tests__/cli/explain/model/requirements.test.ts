import type { FunctionSources } from "../../../../cli/explain/model/function-sources";
import { requirementsOf } from "../../../../cli/explain/model/requirements";
import type { AskedLine } from "../../../../lib/artifact/resolve/asked-lines";
import { type MadeZip, sources, zipFacts } from "../made-sources";

const line = (name: string | undefined, specifier = "", applies = true): AskedLine => ({
  ...{ where: "backend/report/requirements.txt:1", text: `${name ?? "./wheel.whl"}${specifier}`, specifier, applies },
  ...(name === undefined ? {} : { name }),
});
const numpy: MadeZip = { distributions: { numpy: { version: "2.2.6", requiredBy: ["requirements.txt:1"] } } };

interface Row {
  readonly what: string;
  readonly line: AskedLine;
  readonly zip?: MadeZip;
  readonly fn?: Partial<FunctionSources>;
  readonly verdict: readonly [verdict: string, version: string | undefined, floor: string | undefined, says: string];
}

const rows: readonly Row[] = [
  {
    what: "one that is in the bundle",
    ...{ line: line("numpy", ">=2,<3"), zip: numpy },
    verdict: ["installed", "2.2.6", "holds", "numpy 2.2.6 is in the function's ZIP"],
  },
  {
    what: "one of which another version ships",
    ...{ line: line("numpy", ">=2.3"), zip: numpy },
    verdict: ["installed", "2.2.6", "does not hold", "numpy 2.2.6 is in the function's ZIP"],
  },
  {
    what: "one that is in the layer",
    line: line("numpy"),
    fn: { strategy: "layer", zips: [zipFacts(), zipFacts({ ...numpy, holds: "layer" })] },
    verdict: ["installed", "2.2.6", undefined, "numpy 2.2.6 is in its layer"],
  },
  {
    what: "one that is in the image",
    line: line("numpy"),
    fn: { strategy: "image", zips: [zipFacts(), zipFacts({ ...numpy, holds: "dependencies" })] },
    verdict: ["installed", "2.2.6", undefined, "numpy 2.2.6 is in its image"],
  },
  {
    what: "a file",
    ...{ line: line(undefined), zip: numpy },
    verdict: ["installed", "2.2.6", undefined, "numpy 2.2.6 is in the function's ZIP"],
  },
  {
    what: "one that AWS supplies, where nobody installs",
    ...{ line: line("boto3", ">=1.20"), fn: { strategy: "runtime" } },
    verdict: [
      "ignored",
      "1.27.1",
      "holds",
      "nobody reads this line; AWS supplies boto3, 1.27.1 when last seen in public, on 2023-11-29",
    ],
  },
  {
    what: "a newer one than AWS was seen to have",
    ...{ line: line("boto3", ">=1.34.0"), fn: { strategy: "runtime" } },
    verdict: [
      "ignored",
      "1.27.1",
      "not known",
      "nobody reads this line; AWS supplies boto3, 1.27.1 when last seen in public, on 2023-11-29",
    ],
  },
  {
    what: "one that the running function was asked for",
    line: line("boto3", ">=1.34.0"),
    fn: { strategy: "runtime", live: { where: "the local cloud", layers: [], boto3: "1.44.5" } },
    verdict: ["ignored", "1.44.5", "holds", "nobody reads this line; AWS supplies boto3, 1.44.5 in the local cloud today"],
  },
  {
    what: "a pin, which nobody can promise",
    ...{ line: line("boto3", "==1.27.1"), fn: { strategy: "runtime" } },
    verdict: [
      "ignored",
      "1.27.1",
      "not known",
      "nobody reads this line; AWS supplies boto3, 1.27.1 when last seen in public, on 2023-11-29",
    ],
  },
  {
    what: "one that is left to AWS",
    ...{ line: line("boto3"), zip: { omitted: [{ name: "boto3", why: "AWS supplies it" }] } },
    verdict: [
      "supplied",
      "1.27.1",
      undefined,
      "it is left to AWS; AWS supplies boto3, 1.27.1 when last seen in public, on 2023-11-29",
    ],
  },
  {
    what: "a supplied one whose version nobody has seen",
    ...{ line: line("six", ">=1.16"), fn: { strategy: "runtime" } },
    verdict: [
      "ignored",
      undefined,
      "not known",
      "nobody reads this line; AWS supplies six, at a version that nobody has reported",
    ],
  },
  {
    what: "one that nobody supplies",
    ...{ line: line("requests"), fn: { strategy: "runtime" } },
    verdict: ["nobody", undefined, undefined, "nobody installs it, and AWS does not supply it: an import of it fails"],
  },
  {
    what: "one whose condition does not hold here",
    line: line("pywin32", "", false),
    verdict: ["not here", undefined, undefined, "its condition does not hold on python3.11 on x86_64"],
  },
  {
    what: "one that a Dockerfile decides on",
    line: line("numpy"),
    fn: {
      ...{ strategy: "image", zips: [] },
      image: {
        repository: "report",
        digest: "sha256:0",
        layout: "l",
        handler: "index.handler",
        build: { dockerfile: "Dockerfile", platform: "linux/amd64" },
      },
    } as unknown as Partial<FunctionSources>,
    verdict: ["ignored", undefined, undefined, "Dockerfile says what is installed; it is not looked into"],
  },
];

test.each(rows)("a line with $what", ({ line: asked, zip, fn, verdict }) => {
  const [found] = requirementsOf(sources(zip, { ...fn, asked: [asked] }));
  expect([found?.verdict, found?.version, found?.floor, found?.says]).toEqual(verdict);
  expect([found?.where, found?.text]).toEqual([asked.where, asked.text]);
});

test("where nothing is asked for there are no lines", () => {
  expect(requirementsOf(sources())).toEqual([]);
});

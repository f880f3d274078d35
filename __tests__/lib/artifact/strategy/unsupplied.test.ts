import { readRequirementsFile } from "../../../../lib/artifact/requirements/requirements-file";
import { unsupplied } from "../../../../lib/artifact/strategy/unsupplied";
import { boto3Sightings } from "../../../../lib/runtimes/boto3-sightings";
import type { ManagedRuntimeName } from "../../../../lib/runtimes/managed-runtimes";
import { inTemporaryFolder, write } from "../temporary-folder";

/** What of a requirements.txt the runtime does not supply, where these distributions would be installed. */
function lacking(text: string, installed: string, runtime: ManagedRuntimeName = "python3.12"): string[] {
  const distributions = installed.split(" ").flatMap((name) => (name === "" ? [] : [{ name, version: "1.0" }]));
  return inTemporaryFolder((folder) => {
    write(folder, { "requirements.txt": text });
    const { requirements } = readRequirementsFile(`${folder}/requirements.txt`, {});
    return unsupplied({ requirements, distributions }, runtime);
  });
}

const boto3 = "boto3 botocore jmespath python-dateutil s3transfer six urllib3";
const seen = boto3Sightings["python3.12"]?.boto3 ?? "";

test.each([
  ["nothing", "", "", []],
  ["a bare name, which any version satisfies", "boto3\nsix", boto3, []],
  ["a floor that a version seen in the runtime reaches", `boto3>=${seen}`, boto3, []],
  ["a floor that it has passed", "boto3>1.26,>=1.34.116", boto3, []],
  ["a floor above all that was seen", "boto3>=99", boto3, ["boto3>=99"]],
  ["a floor of exactly what was seen, but not that itself", `boto3>${seen}`, boto3, [`boto3>${seen}`]],
  ["a pin, even of what was seen", `boto3==${seen}`, boto3, [`boto3==${seen}`]],
  ["an upper bound, which AWS may pass any day", "boto3>=1.26,<2", boto3, ["boto3>=1.26,<2"]],
  ["a compatible release, which is an upper bound too", "boto3~=1.26", boto3, ["boto3~=1.26"]],
  ["a version that is not wanted", "botocore!=1.29.0", "botocore jmespath six urllib3", ["botocore!=1.29.0"]],
  ["a floor of what nobody has seen a version of", "urllib3>=1", "urllib3", ["urllib3>=1"]],
  ["a distribution that is not supplied", "boto3\npandas==2.2.3", `${boto3} numpy pandas`, ["pandas==2.2.3"]],
  ["an extra that brings more along", "boto3[crt]", `awscrt ${boto3}`, ["awscrt"]],
  ["a wheel that is named by its address", "six @ https://host.example/six-1.0-py3-none-any.whl", "six", ["the six that"]],
  ["a path", "./six-1.0-py3-none-any.whl", "six", ["what "]],
])("%s", (_name, text, installed, expected) => {
  const found = lacking(text, installed);
  expect(found.map((each, index) => each.slice(0, expected[index]?.length))).toEqual(expected);
  expect(found.join()).not.toContain("host.example");
});

test("a runtime of which no version was seen satisfies no floor", () => {
  expect(boto3Sightings["python3.14"]).toBeUndefined();
  expect(lacking("boto3>=1.26", boto3, "python3.14")).toEqual(["boto3>=1.26"]);
});

test("a condition on what nobody needs counts for nothing", () => {
  expect(lacking("boto3\npandas<3", boto3)).toEqual([]);
});

test("a lock that stands alone asks for each version in it", () => {
  const distributions = [{ name: "boto3", version: "1.40.0" }];
  expect(unsupplied({ requirements: undefined, distributions }, "python3.12")).toEqual(["boto3==1.40.0"]);
});

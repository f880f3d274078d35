import { join } from "node:path";
import { checkOperations, type OperationsQuestion } from "../../../../lib/artifact/checks/operations";
import type { CalledOperation } from "../../../../lib/artifact/checks/operations-called";
import type { Finding } from "../../../../lib/artifact/checks/finding";
import { scanSources } from "../../../../lib/artifact/python-scan/scan-sources";
import { selectSource } from "../../../../lib/artifact/stage";
import { boto3Sightings } from "../../../../lib/runtimes/boto3-sightings";
import { type BotocoreSince, botocoreSince } from "../../../../lib/runtimes/botocore-history";
import table from "../../../../lib/runtimes/botocore-operations.json";
import { managedRuntimes, type ManagedRuntimeName } from "../../../../lib/runtimes/managed-runtimes";
import { inTemporaryFolder } from "../temporary-folder";

type Through = CalledOperation["through"];

function call(service: string, method: string, through: Through = "client", line = 3): CalledOperation {
  return { service, method, through, file: "backend/chat/index.py", line };
}

const converse = call("bedrock-runtime", "converse");

function check(operations: readonly CalledOperation[], more: Partial<OperationsQuestion> = {}): Finding[] {
  return checkOperations({ operations, runtime: "python3.11", strategy: "runtime", ...more });
}

function shipping(botocore: string, operations: readonly CalledOperation[] = [converse]): string[] {
  // python3.14 has no sighting that a shipped version could hide.
  const question = { runtime: "python3.14", strategy: "bundle", shipped: { botocore } } as const;
  return check(operations, question).map(({ level }) => level);
}

/** An operation of which only is known between which releases it came. */
function between(): CalledOperation & { readonly lacks: string; readonly has: string } {
  for (const [service, { operations }] of Object.entries(table.services)) {
    for (const method of Object.values(operations).flatMap((names) => names.split(" "))) {
      const { lacks, has = "" }: Partial<BotocoreSince> = botocoreSince(service, "operations", method) ?? {};
      if (lacks !== undefined) return { ...call(service, method), lacks, has };
    }
  }
  throw new Error("every operation is exact: these tests need a table of their own");
}

describe("a botocore that ships", () => {
  test.each([
    { botocore: "1.34.115", levels: ["error"] },
    { botocore: "1.34.116rc1", levels: ["error"] },
    { botocore: "1.9.200", levels: ["error"] },
    { botocore: "1.34.116", levels: [] },
    { botocore: "1.100.0", levels: [] },
    { botocore: "of-tomorrow", levels: ["note"] },
  ])("converse with $botocore: $levels", ({ botocore, levels }) => {
    expect(shipping(botocore)).toEqual(levels);
  });

  test("between the releases that were looked at, no more than a warning is given", () => {
    const { lacks, has, ...operation } = between();
    expect([lacks, `${lacks}.1`, has].map((botocore) => shipping(botocore, [operation]))).toEqual([["error"], ["warning"], []]);
  });

  test("before the oldest release that was looked at, too", () => {
    expect(["1.19.0", table.oldest].map((botocore) => shipping(botocore, [call("s3", "get_object")]))).toEqual([["warning"], []]);
  });

  test("is the one its boto3 needs, where that alone is known", () => {
    const findings = (boto3: string) =>
      check([call("bedrock-runtime", "invoke_model")], { runtime: "python3.14", shipped: { boto3 } });
    expect(["1.28.56", "1.28.57"].map((boto3) => findings(boto3).map(({ level }) => level))).toEqual([["error"], []]);
  });

  test("and is too old is told with what is needed, where it is called, and the cure", () => {
    const shipped = { boto3: "1.28.57", botocore: "1.31.57" };
    expect(check([converse], { strategy: "bundle", shipped })).toMatchInlineSnapshot(`
      [
        {
          "check": "operations",
          "fix": "ask for boto3>=1.34.116 in requirements.txt, and make the lock anew: npm run lock",
          "level": "error",
          "subject": "bedrock-runtime.converse",
          "what": "converse of bedrock-runtime needs boto3 1.34.116 (botocore 1.34.116), and botocore 1.31.57 ships, which lacks it",
          "where": "backend/chat/index.py:3",
        },
      ]
    `);
  });

  test.each([
    { runtime: "python3.12", botocore: "1.38.35", hides: true },
    { runtime: "python3.12", botocore: "1.38.36", hides: false },
    { runtime: "python3.11", botocore: "1.30.0", hides: true },
    { runtime: "python3.11", botocore: "1.38.35", hides: false },
    { runtime: "python3.14", botocore: "1.20.0", hides: false },
  ] as const)("$botocore hides a newer one of $runtime: $hides", ({ runtime, botocore, hides }) => {
    const subjects = check([], { runtime, strategy: "layer", shipped: { botocore } }).map(({ subject }) => subject);
    expect(subjects).toEqual(hides ? ["botocore"] : []);
  });

  test("and hides a newer one is told with what AWS has, and the cure", () => {
    const shipped = { boto3: "1.34.0", botocore: "1.34.0" };
    expect(check([], { runtime: "python3.12", strategy: "bundle", shipped })).toMatchInlineSnapshot(`
      [
        {
          "check": "operations",
          "fix": "ask for boto3>=1.38.36 in requirements.txt, or leave boto3 out of it: AWS supplies it",
          "level": "warning",
          "subject": "botocore",
          "what": "botocore 1.34.0 ships and hides AWS's own, which was 1.38.36 or newer in python3.12 on 2025-08-16",
        },
      ]
    `);
  });
});

describe("AWS's own boto3", () => {
  const lambdas = Object.keys(managedRuntimes) as ManagedRuntimeName[];

  test.each([
    { runtime: "python3.9", levels: ["warning"] },
    { runtime: "python3.10", levels: ["warning"] },
    { runtime: "python3.11", levels: ["warning"] },
    { runtime: "python3.12", levels: [] },
    { runtime: "python3.13", levels: [] },
    { runtime: "python3.14", levels: ["note"] },
  ] as const)("has converse in $runtime, as last seen: $levels", ({ runtime, levels }) => {
    expect(check([converse], { runtime }).map(({ level }) => level)).toEqual(levels);
  });

  test.each(lambdas)("is never an error in %s, and what is as old as the table is never even a note", (runtime) => {
    expect(check([converse, between()], { runtime }).map(({ level }) => level)).not.toContain("error");
    expect(check([call("s3", "get_object"), call("s3", "list_objects_v2", "paginator")], { runtime })).toEqual([]);
  });

  test("that was too old is told with the day it was seen, and that nobody installs what the requirements ask for", () => {
    const asked = [{ name: "boto3", specifier: ">=1.34.0", where: "backend/chat/requirements.txt:1" }];
    expect(check([converse], { asked })).toMatchInlineSnapshot(`
      [
        {
          "check": "operations",
          "fix": "ask a running function for its boto3.__version__, or ship your own, with Packaging.bundle() or Packaging.layer() and boto3>=1.34.116 in requirements.txt",
          "level": "warning",
          "subject": "bedrock-runtime.converse",
          "what": "converse of bedrock-runtime needs boto3 1.34.116 (botocore 1.34.116), and the boto3 of AWS's python3.11 was too old when last seen in public: 1.27.1, on 2023-11-29; backend/chat/requirements.txt:1 asks for boto3>=1.34.0, which nobody installs and which would allow one that is too old",
          "where": "backend/chat/index.py:3",
        },
      ]
    `);
  });

  test.each([
    { name: "boto3", specifier: ">=1.34.0", low: true },
    { name: "boto3", specifier: "", low: true },
    { name: "boto3", specifier: "<2", low: true },
    { name: "boto3", specifier: "==1.34.*", low: true },
    { name: "boto3", specifier: ">=1.34.116", low: false },
    { name: "boto3", specifier: ">=1.34,>=1.35", low: false },
    { name: "boto3", specifier: "==1.35.*", low: false },
    { name: "botocore", specifier: "~=1.34.115", low: true },
    { name: "botocore", specifier: "~=1.34.116", low: false },
  ])("$name$specifier, which nobody installs, would allow one without converse: $low", ({ name, specifier, low }) => {
    const [{ what } = { what: "" }, ...others] = check([converse], { asked: [{ name, specifier, where: "requirements.txt:1" }] });
    expect(others).toEqual([]);
    expect(what).toContain(`asks for ${name}${specifier}, which nobody installs`);
    expect(what.includes("which would allow one that is too old")).toBe(low);
  });

  test.each([
    { name: "boto3", specifier: ">=1.28.57", low: false },
    { name: "boto3", specifier: ">=1.28.56", low: true },
    { name: "botocore", specifier: ">=1.31.57", low: false },
    { name: "botocore", specifier: ">=1.28.57", low: true },
  ])("$name$specifier is compared by the numbers that $name had then, and is too low: $low", ({ name, specifier, low }) => {
    const asked = [{ name, specifier, where: "requirements.txt:1" }];
    const [finding] = check([call("bedrock-runtime", "invoke_model")], { asked });
    expect(finding?.what.includes("which would allow one that is too old")).toBe(low);
  });

  test("of a bundle that leaves it out is cured by taking it in", () => {
    expect(check([converse], { strategy: "bundle" })[0]?.fix).toBe(
      "ask a running function for its boto3.__version__, or ship your own, with boto3>=1.34.116 in requirements.txt",
    );
  });

  test("is told of exactly where one that ships in the version last seen would be", () => {
    for (const [runtime, { botocore }] of Object.entries(boto3Sightings)) {
      const findings = check([converse], { runtime: runtime as ManagedRuntimeName });
      expect(findings).toHaveLength(shipping(botocore).length);
    }
  });
});

test("the chat backend's own converse is one warning on AWS's python3.11", () => {
  inTemporaryFolder((cache) => {
    const { shipped } = selectSource({ source: join(__dirname, "../../../../backend/chat") });
    const scan = scanSources({ files: shipped, runtime: "python3.11", cache, env: { PATH: process.env.PATH } });
    if ("notScanned" in scan) throw new Error(scan.notScanned);
    const operations = scan.modules.flatMap(({ facts, path: file }) =>
      "operations" in facts ? facts.operations.map((operation) => ({ ...operation, file })) : [],
    );
    expect(check(operations).map(({ level, subject }) => [level, subject])).toEqual([["warning", "bedrock-runtime.converse"]]);
  });
});

import { writeDeflatedWheel } from "../large-wheel";
import type { BadInput } from "./bad-input";
import { goodWheels, lock } from "./lock";
import type { Project } from "./project";

const handler = "def handler(event, context): ...\n";
const own = { "report/index.py": handler, "report/requirements.txt": null };
const onRuntime = { packaging: "Packaging.runtime()", files: own };
const needsYaml = { "report/index.py": `import yaml\n\n${handler}`, "report/requirements.txt": null };
const runtimeNeedsYaml = { packaging: "Packaging.runtime()", files: needsYaml };

/** On another day than the tests' own. */
function on(day: string): BadInput["run"] {
  return () => ({ env: { SOURCE_DATE_EPOCH: String(Date.parse(day) / 1000) } });
}

/** Limits of AWS's, or the project's own, that are not kept. */
export const badBudgets: readonly BadInput[] = [
  {
    name: "more than AWS takes, unpacked",
    files: { "report/index.py": handler, "report/requirements.txt": "# large\nballast\ntool\n" },
    props: 'exclude: ["pylock.toml"]', // it names a port and a folder, and so is not always as large
    prepare: (project: Project): void => {
      writeDeflatedWheel(project.path(), 262_144_000);
      lock(project, { ...goodWheels(project), ballast: { path: project.path("ballast-1.0-py3-none-any.whl") } });
    },
    says: {
      what: "report is 262,144,425 bytes unpacked, 426 too many for AWS, which takes fewer than 262,144,000: ballast 1.0 (262,144,108 bytes, for requirements.txt:2), tool 1.0 (143 bytes, for requirements.txt:3), dep 1.0 (120 bytes, for tool)",
      where: "report/requirements.txt:2",
      fix: "do without some of it, or split the function; a layer changes nothing, since layers count too; a container image may have 10,737,418,240 bytes: Packaging.image()",
    },
  },
  {
    name: "more than the project's own budget, unpacked",
    packaging: "Packaging.layer()",
    props: "budget: { unzippedBytes: 100 }",
    says: {
      what: "report is 339 bytes unpacked with its layer, 239 more than its budget of 100: tool 1.0 (143 bytes, for requirements.txt:1), dep 1.0 (120 bytes, for tool), its own files (76 bytes, the largest index.py with 66)",
      where: "report/requirements.txt:1",
      fix: "do without some of it, or split the function; a layer changes nothing, since layers count too; or raise the budget",
    },
  },
  {
    name: "more than the project's own budget, zipped",
    packaging: "Packaging.bundle({ slim: false })",
    props: "budget: { zippedBytes: 1000, unzippedBytes: 100_000 }",
    says: {
      what: "report is … bytes zipped, … more than its budget of 1,000: tool 1.0 (636 bytes as a wheel, for requirements.txt:1), dep 1.0 (605 bytes as a wheel, for tool), its own files (76 bytes, the largest index.py with 66)",
      where: "report/requirements.txt:1",
      fix: "do without some of it, or split the function; slim: true would leave unused tests behind; a layer changes nothing, since layers count too; or raise the budget",
    },
  },
  {
    name: "budgets that are no numbers of bytes",
    ...onRuntime,
    props: "budget: { unzippedBytes: Number.NaN, zippedBytes: 0.5 }",
    says: [
      {
        what: "the budget unzippedBytes of report is NaN, which is no number of bytes",
        where: "aws_lambda_function.report",
        fix: "give a whole number of bytes, 1 at least, or no budget",
      },
      {
        what: "the budget zippedBytes of report is 0.5, which is no number of bytes",
        where: "aws_lambda_function.report",
        fix: "give a whole number of bytes, 1 at least, or no budget",
      },
    ],
  },
  {
    name: "environment variables larger than AWS takes, the value of which is nobody's business",
    ...onRuntime,
    props: 'environment: { TOKEN: "canary".repeat(700), STAGE: "test" }',
    says: {
      what: "the environment variables of report are 4,227 bytes as JSON, and AWS takes 4,096: TOKEN (4,202 bytes), STAGE (6 bytes)",
      where: "aws_lambda_function.report",
      fix: "keep large values in a file beside the code, in Parameter Store or in Secrets Manager, and name their place in the environment",
    },
  },
  {
    name: "six layers",
    ...onRuntime,
    then: ".resource.layers = [1, 2, 3, 4, 5, 6].map((version) => `arn:aws:lambda:eu-west-1:123456789012:layer:other:${version}`)",
    says: {
      what: "report has 6 layers, and AWS takes 5",
      where: "aws_lambda_function.report",
      fix: "put what two of them hold into one, or into the function's own ZIP: Packaging.bundle()",
    },
  },
];

/** Runtimes that cannot be deployed. */
export const badRuntimes: readonly BadInput[] = [
  {
    name: "a runtime that the locked AWS provider does not know",
    packaging: "Packaging.runtime()",
    files: { ...own, ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n}\n' },
    props: "runtime: PythonRuntime.PYTHON_3_14",
    says: {
      what: "version 5.100.0 of the AWS provider, which is locked, does not know python3.14: 6.20.0 is the first that does",
      where: ".terraform.lock.hcl",
      fix: "take the block of hashicorp/aws out of .terraform.lock.hcl, synthesize, run terraform init in the stack directory, and copy the .terraform.lock.hcl that it writes back here; or take python3.13",
    },
  },
  {
    name: "a runtime with which AWS creates no functions any more",
    ...onRuntime,
    props: "runtime: PythonRuntime.PYTHON_3_10",
    run: on("2027-02-01"),
    says: {
      what: "python3.10 takes no new functions: since 2027-02-01 AWS creates none, from 2027-03-03 it updates none, and AWS has not patched it since 2026-10-31 (as seen in August 2026)",
      where: "aws_lambda_function.report",
      fix: "move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock",
    },
  },
  {
    name: "a runtime whose functions AWS no longer updates",
    files: own,
    props: "runtime: PythonRuntime.PYTHON_3_9",
    run: on("2027-03-03"),
    says: {
      what: "python3.9 can no longer be deployed: since 2027-02-01 AWS creates no function with it, since 2027-03-03 it updates none (as seen in August 2026)",
      where: "aws_lambda_function.report",
      fix: "move to python3.12 (Amazon Linux 2023, glibc 2.34, patched until 2028-10-31), and make its lock anew: npm run lock",
    },
  },
];

/** Waivers that do not waive. */
export const badWaivers: readonly BadInput[] = [
  {
    name: "a waiver without a reason",
    ...runtimeNeedsYaml,
    props: 'waivers: [{ check: "imports", subject: "yaml", reason: " " }]',
    says: [
      {
        what: "index.py imports yaml, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
        where: "report/index.py:1",
        fix: "use Packaging.bundle() or Packaging.layer(), and add PyYAML to requirements.txt",
      },
      {
        what: "the waiver of imports for yaml gives no reason",
        where: "demo/report",
        fix: "say in its reason why it is right all the same",
      },
    ],
  },
  {
    name: "a waiver of the distribution where the finding is about the module",
    ...runtimeNeedsYaml,
    props: 'waivers: [{ check: "imports", subject: "PyYAML", reason: "a layer of another team has it" }]',
    says: [
      {
        what: "warning: the waiver of imports for PyYAML waives nothing: there is no such finding",
        where: "demo/report",
        fix: "take it away, or correct its check and subject: checks.json has them",
      },
      {
        what: "index.py imports yaml, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
        where: "report/index.py:1",
        fix: "use Packaging.bundle() or Packaging.layer(), and add PyYAML to requirements.txt",
      },
    ],
  },
  {
    name: "a waiver of another check",
    ...runtimeNeedsYaml,
    props: 'waivers: [{ check: "elf", subject: "yaml", reason: "a layer of another team has it" }]',
    says: [
      {
        what: "warning: the waiver of elf for yaml waives nothing: there is no such finding",
        where: "demo/report",
        fix: "take it away, or correct its check and subject: checks.json has them",
      },
      {
        what: "index.py imports yaml, which nobody supplies: neither the function's own code, nor AWS's python3.11 runtime",
        where: "report/index.py:1",
        fix: "use Packaging.bundle() or Packaging.layer(), and add PyYAML to requirements.txt",
      },
    ],
  },
];

import { figure } from "../../../lib/artifact/receipt/byte-figures";
import { lambdaLimits } from "../../../lib/runtimes/limits";
import type { Captured, KnownError } from "./known-error";

/** Terraform, a pipeline or AWS refuses the deployment. */
export const deploymentErrors: readonly KnownError[] = [
  {
    name: "Unzipped size must be smaller than 262144000 bytes",
    pattern: "Unzipped size must be smaller than (?<limit>\\d{1,12}) bytes",
    means: "Function and layers are too large together.",
    cause:
      "AWS counts what all its ZIPs unpack to. A layer does not help, since layers count too; what they hold is taken off the number it names.",
    cure: unzippedCure,
    source: "https://github.com/aws-samples/serverless-pdf-chat/issues/51",
  },
  {
    name: "RequestEntityTooLargeException",
    pattern:
      "RequestEntityTooLargeException(?:[\\s\\S]{0,160}?Request must be smaller than (?<limit>\\d{1,12}) bytes for the (?<operation>\\w{1,60}) operation)?",
    means: "What was sent to AWS at once is too large.",
    cause: "A ZIP is sent in base64 within the request, and only a small one fits; the configuration fits 5,120 bytes.",
    cure: ({ operation }) =>
      operation === "UpdateFunctionConfiguration"
        ? `make the environment variables smaller (AWS takes ${figure(lambdaLimits.environmentBytes)} bytes): keep large values in SSM or S3 and their names in the environment`
        : `a ZIP over ${figure(lambdaLimits.directUploadBytes)} bytes goes through S3: Packaging.bundle() and Packaging.layer() do so by themselves; by hand, s3_bucket and s3_key instead of filename`,
    source: "https://github.com/nficano/python-lambda/issues/23",
  },
  {
    name: "The image manifest … media type … is not supported",
    pattern:
      'The image manifest(?:, config)? or layer media type for the source image(?: (?<image>[^\\s"]{1,300}))? is not supported',
    means: "Lambda takes no list of images, and the tag or digest names one.",
    cause: "docker's buildx adds attestations by default, and then pushes an index of two manifests.",
    cure: () =>
      "build with --provenance=false --sbom=false for one platform, and deploy by digest; or let Packaging.image() make it, without docker: its manifest is one that Lambda takes",
    source: "https://github.com/aws-samples/bedrock-access-gateway/issues/206",
  },
  {
    name: "Provider produced inconsistent final plan",
    pattern: "Provider produced inconsistent final plan(?:\\s{1,10}When expanding the plan for (?<address>[^\\s]{1,200}))?",
    means: "A value that was planned had changed by the time it was applied.",
    cause:
      "Mostly source_code_hash: the ZIP is made anew during apply (a null_resource, an archive_file with depends_on), with other bytes (times, modes) than the one that was hashed.",
    cure: ({ address }) =>
      `make the ZIP before the plan, so that its bytes depend on content alone, and give ${address ?? "the function"} no depends_on that defers its archive: here all ZIPs are made so. npm run explain -- function.zip names what makes a hash change`,
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/41139",
  },
  {
    name: "Saved plan is stale",
    pattern: "Saved plan is stale",
    means: "The state has changed since the plan was made.",
    cause: "Another apply came between, or this plan was applied before, even if that failed halfway.",
    cure: () =>
      "plan again and apply that: terraform plan -out=tfplan && terraform apply tfplan. Keep plan and apply in one job, and let one run at a time",
    source: "https://github.com/hashicorp/terraform/issues/21785",
  },
  {
    name: "no such file … .zip",
    pattern: 'open (?<file>[^\\s"]{1,300}\\.zip): no such file or directory',
    means: "The ZIP that the function is made of does not lie where Terraform looks.",
    cause: "It was made on another machine or in another job (plan here, apply there), in another folder, or never.",
    cure: ({ file = "" }) =>
      `take ${file} along with the plan, at the same relative path: the stack directory is complete, so move all of it; or make the ZIP first (npm run synth). A first apply that failed so has made part of the rest: plan again`,
    source: "https://github.com/cattle-ops/terraform-aws-gitlab-runner/issues/1133",
  },
  {
    name: "Could not retrieve providers for locking",
    pattern: "Could not retrieve providers for locking",
    means: "Terraform could not download the providers to write their hashes down.",
    cause:
      "cdktf runs terraform providers lock before a deployment where the lock file does not fit, and that asks the registry, mirrors or not.",
    cure: () =>
      "keep the .terraform.lock.hcl of this project, which fits its providers and so needs no registry; or deploy with --skip-provider-lock; or terraform providers lock -fs-mirror=DIR",
    source: "https://github.com/hashicorp/terraform/issues/29702",
  },
  {
    name: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    pattern: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    means: "AWS does not let this workflow take the role.",
    cause:
      "The role's trust policy does not fit the token: its subject (repository, branch or environment) or audience is another one, or the identity provider is missing.",
    cure: () =>
      'compare the policy\'s conditions with the token: token.actions.githubusercontent.com:aud is sts.amazonaws.com; with an environment, sub is repo:OWNER/NAME:environment:…, without a branch, and repositories made since July 2026 have their numbers in it (repo:OWNER@ID/NAME@ID:…). The job needs "id-token: write"',
    source: "https://github.com/aws-actions/configure-aws-credentials/issues/1293",
  },
  {
    name: "Error acquiring the state lock",
    pattern: "Error acquiring the state lock(?:[\\s\\S]{0,800}?ID: (?<id>[0-9a-f-]{36}))?",
    means: "Another Terraform holds the state, or one did and was killed.",
    cause: "Two runs at once; or a lock that a killed run left behind, which never expires.",
    cure: ({ id = "ID" }) =>
      `wait for the other run: -lock-timeout=60s; if you are sure that nothing runs: terraform force-unlock ${id}`,
    source: "https://developer.hashicorp.com/terraform/language/state/locking",
  },
];

function unzippedCure({ limit = "" }: Captured): string {
  const layers = lambdaLimits.unzippedBytes - Number(limit);
  const taken = layers > 0 ? `; its layers take ${figure(layers)} of ${figure(lambdaLimits.unzippedBytes)} bytes` : "";
  return `see which distribution is how large: npm run explain -- function.zip --runtime …; leave out what the runtime supplies (omitRuntimePackages), keep slim on, or use Packaging.image(), which may have 10 GB${taken}`;
}

import { DataAwsEcrImage } from "@cdktf/provider-aws/lib/data-aws-ecr-image";
import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Fn, TerraformStack } from "cdktf";
import { UserError } from "../errors/user-error";
import { preferLogicalId } from "./logical-id";
import type { FunctionSource, PackagedImage } from "./packaging";

/** Images of a repository beyond this many go, the oldest first. A function keeps running on what it has, and cannot go back further. */
const keptImages = 30;

/**
 * Adds a repository of the function's own to the stack, and has the function run the image in it that has this digest. Nothing is pushed: that is
 * `npm run image`, and until then Terraform finds no such image, and stops before the function.
 *
 * @returns the repository's name, and what `aws_lambda_function` is told
 * @throws UserError where the repository of another function of the stack has the same name
 */
export function imageInRepository(fn: FunctionSource, imageDigest: string): PackagedImage & { readonly repository: string } {
  const { scope, id, handler } = fn;
  const repository = newRepository(fn);
  const pushed = new DataAwsEcrImage(scope, "image", { repositoryName: repository.name, imageDigest });
  // Where it is not there yet, all that Terraform shows a person is this name.
  preferLogicalId(pushed, "aws_ecr_image", `${id}_pushed_by_npm_run_image`);
  return {
    repository: repositoryName(fn),
    packageType: "Image",
    imageUri: `${repository.repositoryUrl}@${pushed.imageDigest}`,
    imageConfig: { command: [handler] },
  };
}

/** Names of repositories are of small letters: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
function repositoryName({ scope, id }: FunctionSource): string {
  return `${TerraformStack.of(scope).node.id}-${id}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** Ids may differ in what names of repositories cannot. */
function refuseTakenName({ scope, id }: FunctionSource, name: string): void {
  const constructs = TerraformStack.of(scope).node.findAll();
  const other = constructs.find((each) => each instanceof EcrRepository && each.nameInput === name)?.node.scope?.node.id;
  if (other === undefined) return;
  throw new UserError({
    what: `the repository of ${id} would be ${name}, as that of ${other} is`,
    where: scope.node.path,
    fix: "give one of them an id that differs in more than capitals, _ and -",
  });
}

/** A tag stays what it is once pushed, each image is looked through for known faults, and old ones go. */
function newRepository(fn: FunctionSource): EcrRepository {
  const { scope, id } = fn;
  const name = repositoryName(fn);
  refuseTakenName(fn, name);
  const repository = new EcrRepository(scope, "repository", {
    name,
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    // It holds nothing that the stack directory cannot bring again.
    forceDelete: true,
  });
  preferLogicalId(repository, "aws_ecr_repository", id);
  const policy = new EcrLifecyclePolicy(scope, "old_images", {
    repository: repository.name,
    policy: Fn.jsonencode({
      rules: [
        {
          rulePriority: 1,
          description: `the newest ${keptImages} stay`,
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keptImages },
          action: { type: "expire" },
        },
      ],
    }),
  });
  preferLogicalId(policy, "aws_ecr_lifecycle_policy", id);
  return repository;
}

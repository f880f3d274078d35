import type { PolicyStatement } from "../lib/constructs/execution-role";

/** Whose runs a role trusts. Each is a name, or an expression for one. */
export interface TrustedRepository {
  readonly owner: string;
  readonly ownerId: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly environment: string;
  readonly branch: string;
}

/** Without `https://`, as condition keys begin. */
export const githubIssuer = "token.actions.githubusercontent.com";
/** What a token for AWS is for: https://github.com/aws-actions/configure-aws-credentials */
export const awsAudience = "sts.amazonaws.com";

/** Trusts the runs of one branch, in the environment alone, so that the environment's rules hold. */
export function trustEnvironment(provider: string, trusted: TrustedRepository): PolicyStatement {
  return trust("GitHubEnvironment", provider, trusted, [`environment:${trusted.environment}`], {
    [`${githubIssuer}:environment`]: trusted.environment,
  });
}

/** Trusts the runs of one branch, in the environment or in none: where it waits for a reviewer, a nightly run would, too. */
export function trustBranch(provider: string, trusted: TrustedRepository): PolicyStatement {
  const where = [`environment:${trusted.environment}`, `ref:refs/heads/${trusted.branch}`];
  return trust("GitHubBranch", provider, trusted, where, {});
}

/**
 * STS takes GitHub's own claims as condition keys: `ref` and `repository_id` say what the subject of an environment does not.
 * Source: https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/ (seen 2026-11).
 */
function trust(
  Sid: string,
  provider: string,
  { branch, repositoryId, ...names }: TrustedRepository,
  where: readonly string[],
  more: Readonly<Record<string, string>>,
): PolicyStatement {
  return {
    Sid,
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        [`${githubIssuer}:aud`]: awsAudience,
        [`${githubIssuer}:sub`]: where.flatMap((place) => subjects({ ...names, repositoryId }, place)),
        [`${githubIssuer}:ref`]: `refs/heads/${branch}`,
        [`${githubIssuer}:repository_id`]: repositoryId,
        ...more,
      },
    },
  };
}

/** Repositories made since 2026-07-15 have the numbers in the subject, older ones the names alone, until somebody changes that. */
function subjects(
  { owner, ownerId, repository, repositoryId }: Omit<TrustedRepository, "environment" | "branch">,
  place: string,
): string[] {
  return [`repo:${owner}/${repository}:${place}`, `repo:${owner}@${ownerId}/${repository}@${repositoryId}:${place}`];
}

import { UserError } from "../../lib/errors/user-error";
import { outcomeOf, type Program } from "../process/run";

/** A repository on GitHub, by its names. */
export interface RepositoryName {
  readonly owner: string;
  readonly repository: string;
}

/** … and by the numbers that stay when the names change. */
export interface GitHubRepository extends RepositoryName {
  readonly ownerId: string;
  readonly repositoryId: string;
}

/** `OWNER/NAME`. */
export function parseRepository(text: string): RepositoryName | undefined {
  const [, owner, repository] = /^([A-Za-z0-9_-]+)\/([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  return owner === undefined || repository === undefined ? undefined : { owner, repository };
}

/** The repository that an address of git's leads to, where that is on github.com. */
export function repositoryOfRemote(remote: string): RepositoryName | undefined {
  const [, path] =
    /^(?:https?:\/\/(?:[^@/]+@)?|ssh:\/\/(?:[^@/]+@)?|(?:[^@/]+@)?)github\.com(?::\d+)?[:/](.+?)(?:\.git)?\/?$/.exec(remote) ??
    [];
  return path === undefined ? undefined : parseRepository(path);
}

/**
 * The repository that a checkout was cloned from.
 *
 * @throws UserError where that is none on GitHub
 */
export async function clonedRepository(root: string, env: NodeJS.ProcessEnv): Promise<RepositoryName> {
  const { code, stdout } = await attempt({ file: "git", args: ["remote", "get-url", "origin"], cwd: root, env });
  const found = code === 0 ? repositoryOfRemote(stdout.trim()) : undefined;
  if (found !== undefined) return found;
  throw new UserError({
    what: "this checkout does not say which repository on GitHub deploys",
    where: "git remote get-url origin",
    fix: "say it: --repository OWNER/NAME",
  });
}

/**
 * Asks GitHub for a repository's numbers, and for its names in its own capitals, by way of `gh`.
 *
 * @throws UserError where there is no `gh`, or it does not get an answer
 */
export async function askGitHub({ owner, repository }: RepositoryName, env: NodeJS.ProcessEnv): Promise<GitHubRepository> {
  const { code, stdout, output } = await attempt({ file: "gh", args: ["api", `repos/${owner}/${repository}`], env });
  if (code === 0) {
    const answer = JSON.parse(stdout) as { id: number; name: string; owner: { id: number; login: string } };
    return {
      owner: answer.owner.login,
      ownerId: String(answer.owner.id),
      repository: answer.name,
      repositoryId: String(answer.id),
    };
  }
  throw new UserError({
    what: `gh does not say which numbers ${owner}/${repository} has on GitHub: ${output.trim().slice(0, 300)}`,
    where: `gh api repos/${owner}/${repository}`,
    fix: "gh auth login; or say them: --repository-id N --owner-id N, which are id and owner.id there",
  });
}

async function attempt(program: Program): Promise<{ readonly code: number; readonly stdout: string; readonly output: string }> {
  try {
    return await outcomeOf(program);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: 127, stdout: "", output: `${program.file} is not installed` };
  }
}

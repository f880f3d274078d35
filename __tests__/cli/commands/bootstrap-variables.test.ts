import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execFileSync } from "node:child_process";
import {
  asEnvironment,
  bucketNames,
  saidByEnvironment,
  saidByOptions,
  withRepository,
} from "../../../cli/commands/bootstrap-variables";
import { type Io, UsageError } from "../../../cli/commands/command";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

test("options are the variables that they set, and what is not said is no variable", () => {
  expect(saidByOptions({ repository: "acme/chat", "owner-id": "1001", branch: "release", "oidc-provider-exists": true })).toEqual(
    {
      github_owner: "acme",
      github_repository: "chat",
      github_owner_id: "1001",
      github_branch: "release",
      create_oidc_provider: "false",
    },
  );
  expect(saidByOptions({})).toEqual({});
});

test("a repository without its owner is used wrongly", () => {
  expect(() => saidByOptions({ repository: "chat" })).toThrow(UsageError);
});

test("of the environment the stack's own variables count, and no empty one", () => {
  const env = { TF_VAR_project_name: "demo", TF_VAR_github_branch: "", TF_VAR_model_id: "another.stack" };
  expect(saidByEnvironment(["project_name", "github_branch"], env)).toEqual({ project_name: "demo" });
});

test("buckets are named by the project and the account", () => {
  expect(bucketNames("demo", "111122223333")).toEqual({
    state_bucket: "demo-state-111122223333",
    artifact_bucket: "demo-artifacts-111122223333",
  });
});

test("Terraform reads them from the environment", () => {
  expect(asEnvironment({ project_name: "demo" })).toEqual({ TF_VAR_project_name: "demo" });
});

describe("which repository deploys", () => {
  /** A checkout of a repository on GitHub, and a `gh` that answers this, or fails. */
  async function inCheckout(
    remote: string,
    answer: object | undefined,
    action: (place: Pick<Io, "root" | "env">) => Promise<void>,
  ): Promise<void> {
    await inTemporaryFolder(async (root) => {
      execFileSync("git", ["init", "--quiet", root]);
      if (remote !== "") execFileSync("git", ["-C", root, "remote", "add", "origin", remote]);
      mkdirSync(join(root, "bin"));
      const answers = answer === undefined ? "echo 'not logged in' >&2; exit 4" : `echo '${JSON.stringify(answer)}'`;
      writeFileSync(join(root, "bin/gh"), `#!/bin/sh\n[ "$1 $2" = "api repos/ACME/Chat" ] || exit 9\n${answers}\n`);
      chmodSync(join(root, "bin/gh"), 0o755);
      await action({ root, env: { PATH: `${join(root, "bin")}${delimiter}${process.env["PATH"] ?? ""}` } });
    });
  }

  const answer = { id: 2002, name: "chat", owner: { id: 1001, login: "acme" } };
  const found = {
    github_owner: "acme",
    github_repository: "chat",
    github_owner_id: "1001",
    github_repository_id: "2002",
  };

  test("is what the checkout was cloned from, with numbers and capitals from GitHub", async () => {
    await inCheckout("git@github.com:ACME/Chat.git", answer, async (place) => {
      expect(await withRepository({ project_name: "demo" }, place)).toEqual({ project_name: "demo", ...found });
    });
  });

  test("is what is said, where all is said: nobody is asked", async () => {
    await inCheckout("", undefined, async (place) => {
      expect(await withRepository(found, place)).toEqual(found);
    });
  });

  test("keeps a number that is said, whatever GitHub answers", async () => {
    await inCheckout("git@github.com:ACME/Chat.git", answer, async (place) => {
      expect(await withRepository({ github_owner_id: "7" }, place)).toEqual({ ...found, github_owner_id: "7" });
    });
  });

  test("is to be said where the checkout has no remote on GitHub", async () => {
    await inCheckout("", answer, async (place) => {
      await expect(withRepository({}, place)).rejects.toThrow("say it: --repository OWNER/NAME");
    });
  });

  test("needs its numbers said where gh does not answer", async () => {
    await inCheckout("https://github.com/ACME/Chat", undefined, async (place) => {
      await expect(withRepository({}, place)).rejects.toThrow(/not logged in[^]*--repository-id N --owner-id N/);
    });
  });
});

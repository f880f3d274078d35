import { spawnSync } from "node:child_process";

const probe = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "/bin/true"];

/** Runs where this machine lets containers have namespaces of their own; elsewhere it says that it does not, and fails in CI. */
export const withContainers: jest.It = ((): jest.It => {
  if (process.env.CI === "true" || spawnSync("/usr/bin/env", probe).status === 0) return test;
  process.stderr.write("unshare cannot make user namespaces here: containers of images are NOT tested.\n");
  return test.skip;
})();

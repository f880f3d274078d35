import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canHaveArchiveProvider } from "../../../cli/local/archive-provider";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

/** A stand-in for Terraform that answers `init` with this exit code, once it has checked what it is asked for. */
function terraformThatEnds(folder: string, code: number): { file: string; version: string } {
  const file = join(folder, "terraform");
  writeFileSync(
    file,
    `#!/bin/sh\ngrep -q '"hashicorp/archive"' "\${1#-chdir=}/main.tf.json" && test "$2" = init && test -z "$TF_CLI_ARGS_init" && exit ${code}\nexit 9\n`,
  );
  chmodSync(file, 0o755);
  return { file, version: "1.11.4" };
}

test.each([
  [0, true],
  [1, false],
])("where terraform init ends with %d, the real provider is used: %p", async (code, real) => {
  await inTemporaryFolder(async (folder) => {
    const env = { ...process.env, TF_CLI_ARGS_init: "-backend-config=path=elsewhere" };
    expect(await canHaveArchiveProvider(terraformThatEnds(folder, code), env, join(folder, "probe"))).toBe(real);
    expect(existsSync(join(folder, "probe"))).toBe(false);
  });
});

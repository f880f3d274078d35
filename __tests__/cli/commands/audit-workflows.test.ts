import { chmodSync } from "node:fs";
import { join } from "node:path";
import { actionlint, zizmor } from "../../../cli/commands/audit-workflows";
import type { Io } from "../../../cli/commands/command";
import type { Environment } from "../../../cli/local/environments";
import { Progress } from "../../../cli/process/progress";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

/** A project on a machine with nothing on PATH, and what is said to the person. */
function emptyMachine(root: string, env: NodeJS.ProcessEnv = {}): { io: Io; said: string[] } {
  const said: string[] = [];
  const err = (text: string): void => void said.push(text);
  return { io: { root, env: { PATH: join(root, "none"), ...env }, out: err, err }, said };
}

test("without Go, a person is told loudly that actionlint was not run", async () => {
  await inTemporaryFolder(async (root) => {
    const { io, said } = emptyMachine(root);
    await actionlint(io, root, new Progress());
    expect(said).toEqual([expect.stringMatching(/NOT CHECKED: actionlint was not run: there is no Go on PATH/)]);
  });
});

test("without Go, CI fails", async () => {
  await inTemporaryFolder(async (root) => {
    const { io } = emptyMachine(root, { CI: "true" });
    await expect(actionlint(io, root, new Progress())).rejects.toThrow("actionlint was not run: there is no Go on PATH");
  });
});

test.each([1, 11, 14])("where zizmor ends with %d, what it says is the error", async (code) => {
  await inTemporaryFolder(async (root) => {
    const audit = fakeZizmor(root, `echo 'error[excessive-permissions]'; exit ${code}`);
    const { io } = emptyMachine(root);
    await expect(zizmor(io, audit)).rejects.toThrow(/^zizmor has findings:\nerror\[excessive-permissions\]/);
  });
});

test("what is audited is what GitHub reads, and the workflows that docs offers", async () => {
  await inTemporaryFolder(async (root) => {
    write(root, { "docs/two.yml": "", "docs/performance.md": "" });
    const { io } = emptyMachine(root);
    const asked = zizmor(io, fakeZizmor(root, 'echo "$@"; exit 1'));
    await expect(asked).rejects.toThrow(/ \.github docs\/two\.yml\n/);
  });
});

/** A zizmor that is a script for sh. */
function fakeZizmor(root: string, script: string): Environment {
  write(root, { "docs/performance.md": "", "audit/bin/zizmor": `#!/bin/sh\n${script}\n` });
  chmodSync(join(root, "audit/bin/zizmor"), 0o755);
  return { directory: join(root, "audit"), interpreter: join(root, "audit/bin/python") };
}

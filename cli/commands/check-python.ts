import { runAttached } from "../process/run";
import type { Command } from "./command";
import { openSession } from "./session";

const checks = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["pytest", "-q"]];

/** Lints, formats, types and tests this project's own Python. */
export const checkPython: Command = {
  name: "check-python",
  summary: "lint, types and tests of this project's own Python",
  usage: "npm run test:python -- [pytest arguments]",
  run: async (args, io) => {
    const { interpreter } = await openSession(io).environments.checks();
    for (const [module = "", ...rest] of checks) {
      const extra = module === "pytest" ? args : [];
      const code = await runAttached({
        file: interpreter,
        args: ["-m", module, ...rest, ...extra],
        cwd: io.root,
        env: { ...io.env, PYTHONDONTWRITEBYTECODE: "1" },
      });
      if (code !== 0) return 1;
    }
    return 0;
  },
};

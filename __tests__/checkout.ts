import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const project = resolve(__dirname, "..");

/** A copy of the project as git would check it out, in a folder of its own, with the installed packages linked in. */
export class Checkout {
  private constructor(
    /** Absolute path of the copy. */
    readonly root: string,
  ) {}

  /** @param name the folder's last part, for tests that care how it is called */
  static make(name = "checkout"): Checkout {
    const root = join(mkdtempSync(join(tmpdir(), "lambda-container-test-")), name);
    const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: project,
      encoding: "utf8",
    });
    for (const path of tracked.split("\0").filter((candidate) => candidate !== "" && existsSync(join(project, candidate)))) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      copyFileSync(join(project, path), join(root, path));
    }
    symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
    return new Checkout(root);
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  remove(): void {
    rmSync(dirname(this.root), { recursive: true, force: true });
  }
}

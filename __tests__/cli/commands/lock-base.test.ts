import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockBase } from "../../../cli/commands/lock-base";
import { baseLockName } from "../../../lib/artifact/image/base-lock";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

test.each(["python3.99", "3.11", "python:3.11"])(
  "%s is neither a runtime nor an image, and the runtimes are named",
  async (named) => {
    await inTemporaryFolder(async (root) => {
      const quiet = (): void => undefined;
      const locking = lockBase(named, { root, env: {}, out: quiet, err: quiet });
      await expect(locking).rejects.toThrow(
        new RegExp(
          `^"${named}" is neither a runtime nor the name of an image with its registry\\n {2}fix: {3}name one of python3\\.9, .+, or an image: public\\.ecr\\.aws/lambda/python:3\\.11$`,
        ),
      );
      expect(existsSync(join(root, baseLockName))).toBe(false);
    });
  },
);

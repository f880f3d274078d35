import { join } from "node:path";
import { Environments } from "../../../../cli/local/environments";
import { supplyBase } from "../../../../cli/local/image/supply-base";
import { Progress } from "../../../../cli/process/progress";
import { baseImageOf, type BaseImageId } from "../../../../lib/artifact/image/base-image";
import { inTemporaryFolder } from "../../../lib/artifact/temporary-folder";

const otherProcessor = process.arch === "arm64" ? "x86_64" : "arm64";

test.each<[string, BaseImageId, RegExp]>([
  [
    "for another processor",
    baseImageOf("python3.11", otherProcessor),
    /stands in for public\.ecr\.aws\/lambda\/python:3\.11 for linux\/\w+\n[^]*BASE_REGISTRY=https:\/\/public\.ecr\.aws, then npm run lock -- --base python3\.11/,
  ],
  [
    "of somebody's own",
    { name: "registry.example/python:1", platform: "linux/amd64" },
    /stands in for registry\.example\/python:1 for linux\/amd64\n[^]*=https:\/\/registry\.example, then npm run lock -- --base registry\.example\/python:1/,
  ],
])("a base image %s is not made here, and it is said where the real one is", async (_, wanted, error) => {
  await inTemporaryFolder(async (folder) => {
    const progress = new Progress();
    const environments = new Environments(folder, {}, progress);
    await expect(
      supplyBase(wanted, { env: {}, lock: join(folder, "lock.json"), folder, environments, progress }),
    ).rejects.toThrow(error);
  });
});

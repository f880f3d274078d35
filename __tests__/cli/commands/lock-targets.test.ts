import { packagedTargets } from "../../../cli/commands/lock-targets";
import type { FunctionReceipt } from "../../../lib/artifact/receipt/receipt";

test("what AWS supplies or a Dockerfile installs is not synthesis's to lock", () => {
  const common = { runtime: "python3.11", architecture: "x86_64", source: "backend/report", zips: [], left: [] } as const;
  const image = { repository: "r", digest: "d", layout: "l", handler: "index.handler" };
  const build = { dockerfile: "Dockerfile", platform: "linux/amd64" };
  const base = { name: "b", digest: "d", platform: "linux/amd64" };
  const functions: FunctionReceipt[] = [
    { ...common, name: "bundled", strategy: "bundle", sizes: { unzippedLimit: 1 } },
    { ...common, name: "spliced", strategy: "image", image: { ...image, base }, sizes: { unzippedLimit: 1 } },
    { ...common, name: "built", strategy: "image", image: { ...image, build }, sizes: { unzippedLimit: 1 } },
    { ...common, name: "plain", strategy: "runtime", sizes: { unzippedLimit: 1 } },
  ];
  expect(packagedTargets(functions, "/project").map(({ name }) => name)).toEqual(["bundled", "spliced"]);
});

import { knownDistribution } from "../../../lib/artifact/checks/imports-distribution";

/** The distribution a module most likely comes from. */
export function distributionOf(module: string): string {
  const [top = module] = module.split(".");
  return knownDistribution(module)?.distribution ?? top.replaceAll("_", "-");
}

/** The same by a file in the container: `/var/task/numpy/core/_multiarray_umath.so`, `/opt/python/cv2/…`; undefined for one of the system's. */
export function distributionOfFile(file: string | undefined): string | undefined {
  const [, top] =
    /^\/(?:var\/task|opt\/python(?:\/lib\/python3\.\d+\/site-packages)?)\/([A-Za-z]\w*)(?:\.libs)?[/.]/.exec(file ?? "") ?? [];
  return top === undefined ? undefined : distributionOf(top);
}

import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where everything of the local cloud lies: one git-ignored folder of the project. */
export interface CloudFolder {
  /** The project's root. */
  readonly root: string;
  /** Python environments: kept when the local cloud stops, since making them takes a while. */
  readonly environments: string;
  /** All the rest: gone when the local cloud stops. */
  readonly cloud: string;
  /** Held by the command that changes the local cloud. */
  readonly lock: string;
}

/** Sockets are made below the temporary folder, and a socket's path has at most 103 bytes (macOS). */
const longestTemporaryPath = 60;

/** The local cloud's folder of the project at `root`, an absolute path. Two projects never share one. */
export function cloudFolder(root: string): CloudFolder {
  return {
    root,
    environments: join(root, ".local", "environments"),
    cloud: join(root, ".local", "cloud"),
    lock: join(root, ".local", "lock"),
  };
}

/** Where sockets and unpacked functions go: in the local cloud's folder, or where {@link makeTemporaryFolder} put it. */
export function temporaryFolder({ cloud }: CloudFolder): string {
  const record = join(cloud, elsewhere);
  return existsSync(record) ? readFileSync(record, "utf8") : join(cloud, "tmp");
}

/** Makes the temporary folder, for its owner alone: where the project's path is too long for sockets, below the system's. */
export function makeTemporaryFolder(folder: CloudFolder): void {
  const own = join(folder.cloud, "tmp");
  if (Buffer.byteLength(own) <= longestTemporaryPath) mkdirSync(own, { recursive: true, mode: 0o700 });
  else writeFileSync(join(folder.cloud, elsewhere), mkdtempSync(join(tmpdir(), "lambda-container-")));
}

/** Names the temporary folder where it lies elsewhere, so that whoever comes later finds it whatever TMPDIR says then. */
const elsewhere = "temporary-folder";

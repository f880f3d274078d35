import { createHash } from "node:crypto";
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
  /** For sockets and unpacked functions. */
  readonly temporary: string;
}

/** Sockets are made below the temporary folder, and a socket's path has at most 103 bytes (macOS). */
const longestTemporaryPath = 60;

/** The local cloud's folder of the project at `root`, an absolute path. Two projects never share one. */
export function cloudFolder(root: string): CloudFolder {
  const cloud = join(root, ".local", "cloud");
  return {
    root,
    environments: join(root, ".local", "environments"),
    cloud,
    lock: join(root, ".local", "lock"),
    temporary: temporaryFolder(root, join(cloud, "tmp")),
  };
}

function temporaryFolder(root: string, preferred: string): string {
  if (Buffer.byteLength(preferred) <= longestTemporaryPath) return preferred;
  return join(tmpdir(), `lambda-container-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
}

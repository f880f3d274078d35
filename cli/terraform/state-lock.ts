import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { objectIn, textIn } from "./declared-resource";

/** Where a lock on a state is kept while somebody changes it. */
export type LockPlace =
  | { readonly is: "file"; readonly path: string }
  | { readonly is: "object"; readonly bucket: string; readonly key: string; readonly region?: string };

/** What Terraform writes into a lock. */
export interface StateLock {
  /** What `terraform force-unlock` takes. */
  readonly id: string;
  /** `user@machine` */
  readonly who: string;
  /** `OperationTypeApply` as `apply`. */
  readonly operation: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * Where a stack directory that is initialized keeps the lock of its state: beside a state file, or in S3 beside the state's object.
 *
 * @param dataDirectory TF_DATA_DIR, or `.terraform` in the stack directory
 * @returns undefined where it is not initialized, or keeps its state elsewhere
 */
export function lockPlace(directory: string, dataDirectory: string): LockPlace | undefined {
  const record = join(dataDirectory, "terraform.tfstate");
  if (!existsSync(record)) return undefined;
  const { type, config } = objectIn(objectIn(JSON.parse(readFileSync(record, "utf8")))["backend"]);
  const { path, bucket, key, region } = objectIn(config);
  if (type === "local") {
    const state = resolve(directory, textIn(path) ?? "terraform.tfstate");
    return { is: "file", path: join(dirname(state), `.${state.slice(dirname(state).length + 1)}.lock.info`) };
  }
  if (type !== "s3" || textIn(bucket) === undefined || textIn(key) === undefined) return undefined;
  return {
    ...{ is: "object", bucket: String(bucket), key: `${String(key)}.tflock` },
    ...(textIn(region) === undefined ? {} : { region: String(region) }),
  };
}

/** What a lock says of who took it; what cannot be read is shown as such, since the lock is there all the same. */
export function parseLock(text: string): StateLock {
  const { ID, Who, Operation, Created } = readable(text);
  return {
    id: textIn(ID) ?? "unknown",
    who: textIn(Who) ?? "somebody",
    operation: (textIn(Operation) ?? "unknown").replace(/^OperationType/, "").toLowerCase(),
    since: textIn(Created) ?? "unknown",
  };
}

function readable(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectIn(JSON.parse(text));
  } catch {
    return {};
  }
}

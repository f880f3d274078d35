import { posix } from "node:path";
import { type DeclaredResource, itemsIn, names, objectIn, textIn } from "../terraform/declared-resource";
import { declaredInPlan } from "../terraform/settings-of-plan";

/** A hash that a plan has of a file. */
export interface PlannedHash {
  /** Whose it is: `aws_lambda_function.chat.source_code_hash`. */
  readonly argument: string;
  /** As the plan has it. Absent where only the apply knows it. */
  readonly value?: string;
}

/** A file that an apply of a plan uploads. */
export interface PlannedFile {
  readonly is: "file";
  readonly address: string;
  /** As the plan has it: relative to the folder in which Terraform runs, or absolute. */
  readonly path: string;
  readonly hashes: readonly PlannedHash[];
  /** The argument that would have its hash. */
  readonly wants: "source_code_hash" | "source_hash";
}

/**
 * What an apply of a plan uploads, or has Lambda take from elsewhere:
 * - `file`: a file beside the plan
 * - `image`: a container image; without `uri` where only the apply knows it
 * - `stored`: what is in S3 already, or is brought there by something else than this plan
 * - `unknown`: a file whose path only the apply knows
 */
export type PlannedUpload =
  | PlannedFile
  | { readonly is: "image"; readonly address: string; readonly uri?: string }
  | { readonly is: "stored"; readonly address: string; readonly place: string }
  | { readonly is: "unknown"; readonly address: string; readonly argument: string };

/**
 * What an apply of a plan uploads, in the plan's order. An update counts as an upload whatever it changes: the provider decides that, and the file is
 * to be the planned one anyway.
 *
 * @param plan what `terraform show -json` says of a saved plan
 */
export function plannedUploads(plan: unknown): PlannedUpload[] {
  const all = declaredInPlan(plan);
  const actions = new Map(
    itemsIn(objectIn(plan)["resource_changes"])
      .map(objectIn)
      .filter(({ deposed }) => deposed === undefined)
      .map(({ address, change }) => [textIn(address) ?? "", itemsIn(objectIn(change)["actions"])]),
  );
  // One of which nothing is said is taken for one that is made.
  const isMade = ({ address }: DeclaredResource): boolean =>
    (actions.get(address) ?? ["create"]).some((action) => action === "create" || action === "update");
  const objects = all.filter(isObject);
  return all.filter(isMade).flatMap((resource) => {
    if (isCode(resource)) return codeUpload(resource, all, objects, isMade);
    return isObject(resource) ? objectUpload(resource, all) : [];
  });
}

function isCode({ type }: DeclaredResource): boolean {
  return type === "aws_lambda_function" || type === "aws_lambda_layer_version";
}

function isObject({ type }: DeclaredResource): boolean {
  return type === "aws_s3_object" || type === "aws_s3_bucket_object";
}

function codeUpload(
  resource: DeclaredResource,
  all: readonly DeclaredResource[],
  objects: readonly DeclaredResource[],
  isMade: (resource: DeclaredResource) => boolean,
): PlannedUpload[] {
  const { address, values } = resource;
  const path = textIn(values["filename"]);
  const uri = textIn(values["image_uri"]);
  if (path !== undefined)
    return [fileOf(resource, path, "source_code_hash", configuredHashes(resource, ["source_code_hash"]), all)];
  if (uri !== undefined) return [{ is: "image", address, uri }];
  if (isPending(resource, "filename")) return [{ is: "unknown", address, argument: "filename" }];
  if (values["package_type"] === "Image") return [{ is: "image", address }];
  const object = objects.find((each) => isTakenFrom(resource, each));
  // Then it is the object's file that is looked at.
  if (object !== undefined && isMade(object)) return [];
  const place = ["s3_bucket", "s3_key"].map((name) => textIn(values[name]) ?? "?").join("/");
  return [{ is: "stored", address, place: `s3://${place}` }];
}

function objectUpload(object: DeclaredResource, all: readonly DeclaredResource[]): PlannedUpload[] {
  const { address, values } = object;
  const path = textIn(values["source"]);
  if (path === undefined) return isPending(object, "source") ? [{ is: "unknown", address, argument: "source" }] : [];
  const takers = all.filter((each) => isCode(each) && isTakenFrom(each, object));
  const hashes = [
    ...configuredHashes(object, ["source_hash", "etag"]),
    ...takers.flatMap((taker) => configuredHashes(taker, ["source_code_hash"])),
  ];
  return [fileOf(object, path, "source_hash", hashes, all)];
}

function fileOf(
  { address }: DeclaredResource,
  path: string,
  wants: PlannedFile["wants"],
  own: readonly PlannedHash[],
  all: readonly DeclaredResource[],
): PlannedFile {
  const archives = all.filter(({ type, values }) => {
    const output = type === "data.archive_file" || type === "archive_file" ? textIn(values["output_path"]) : undefined;
    return output !== undefined && posix.normalize(output) === posix.normalize(path);
  });
  return {
    ...{ is: "file", address, path, wants },
    hashes: [...own, ...archives.flatMap((archive) => hashIn(archive, "output_base64sha256"))],
  };
}

/** What the configuration does not say, the provider computes, and then a plan has what was uploaded before. */
function configuredHashes(resource: DeclaredResource, names: readonly string[]): PlannedHash[] {
  return names.flatMap((name) => (Object.hasOwn(resource.references, name) ? hashIn(resource, name) : []));
}

function hashIn(resource: DeclaredResource, name: string): PlannedHash[] {
  const argument = `${resource.address}.${name}`;
  const value = textIn(resource.values[name]);
  if (value !== undefined) return [{ argument, value }];
  return isPending(resource, name) ? [{ argument }] : [];
}

/** Whether a function or layer takes its code from an object. */
function isTakenFrom(code: DeclaredResource, object: DeclaredResource): boolean {
  const [bucket, other] = [textIn(code.values["s3_bucket"]), textIn(object.values["bucket"])];
  return names(code, "s3_key", object, "key") && (bucket === undefined || other === undefined || bucket === other);
}

function isPending({ unresolved }: DeclaredResource, name: string): boolean {
  return Object.hasOwn(unresolved, name);
}

import { UserError } from "../../../lib/errors/user-error";

/** Where an image is. */
export interface ImageUri {
  /** Of its registry, with the port if it has one. */
  readonly host: string;
  readonly repository: string;
  /** A digest, `sha256:…`, or a tag. */
  readonly reference: string;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const part = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const pattern = new RegExp(`^([^/@?#]+)/(${part}(?:/${part})*)(?:@(sha256:[0-9a-f]{64})|:(\\w[\\w.-]*))$`);

/**
 * Reads a function's `ImageUri`, as
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html has it: `<host>/<repository>@<digest>` or `…:<tag>`.
 *
 * @throws UserError for anything else
 */
export function parseImageUri(uri: string): ImageUri {
  const [, host, repository, digest, tag] = pattern.exec(uri) ?? [];
  const reference = digest ?? tag;
  if (host !== undefined && repository !== undefined && reference !== undefined) return { host, repository, reference };
  throw new UserError({
    what: `"${uri}" names no image`,
    where: "ImageUri of the function",
    fix: "write it as <registry's host>/<repository>@sha256:<64 hexadecimal digits>",
  });
}

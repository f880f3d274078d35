import { loginIn } from "../../lib/artifact/fetch/credentials";
import { isThisMachine } from "../../lib/artifact/fetch/proxies";
import type { Login } from "../../lib/artifact/fetch/netrc";
import { UserError } from "../../lib/errors/user-error";

/** Names another registry that has the base images: a mirror, or a cache that fetches what it lacks. */
const variable = "LAMBDA_CONTAINER_BASE_REGISTRY";

/** Where an image is. */
export interface ImageLocation {
  /** Without a login. */
  readonly registry: URL;
  /** Without the registry: `lambda/python`. */
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  /** @default none is known */
  readonly login?: Login;
}

const host = "(?<host>[a-z0-9.-]+(?::\\d+)?|\\[[0-9a-f:]+\\](?::\\d+)?)";
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const pattern = new RegExp(
  `^${host}/(?<repository>${component}(?:/${component})*)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$`,
);

/**
 * Where a base image is, by its name as in a Dockerfile's FROM, with its registry: `public.ecr.aws/lambda/python:3.11`. Where
 * LAMBDA_CONTAINER_BASE_REGISTRY names another registry, it is there instead, below that one's path if it has one, as ECR's caches do:
 * `https://USER:PASSWORD@registry.example/mirrored`.
 *
 * @throws UserError where the name or the variable is not understood
 */
export function locateImage(name: string, env: NodeJS.ProcessEnv): ImageLocation {
  const { host: registry = "", repository = "", tag, digest } = pattern.exec(name)?.groups ?? {};
  const reference = digest ?? tag;
  if (reference === undefined || !/[.:]|^localhost$/.test(registry)) {
    const fix = "write its registry, its repository and a tag or a digest: public.ecr.aws/lambda/python:3.11";
    throw new UserError({ what: `"${name}" does not say where an image is`, fix });
  }
  const other = env[variable] ?? "";
  if (other === "") return { registry: schemed(registry), repository, reference };
  return { ...otherRegistry(other, repository), reference };
}

/** docker, too, asks a registry on this machine without TLS. */
function schemed(registry: string): URL {
  const plain = new URL(`http://${registry}`);
  return isThisMachine(plain) ? plain : new URL(`https://${registry}`);
}

function otherRegistry(text: string, repository: string): Omit<ImageLocation, "reference"> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== "") {
    // It may hold a password, and is not shown.
    throw new UserError({
      what: `${variable} is not the URL of a registry`,
      where: "the environment",
      fix: `export ${variable}=https://registry.example, or unset it`,
    });
  }
  const folder = url.pathname.replace(/^\/+|\/+$/g, "");
  return {
    registry: new URL(url.origin),
    repository: folder === "" ? repository : `${folder}/${repository}`,
    ...(url.username === "" ? {} : { login: loginIn(url) }),
  };
}

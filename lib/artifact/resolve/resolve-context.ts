import { cacheFolder } from "../cache/cache-folder";
import { environmentIndexes, environmentSecrets } from "../fetch/credentials";
import { scrubber, secretsIn } from "../fetch/scrub";
import type { ManagedRuntimeName } from "../../runtimes/managed-runtimes";
import { findUv } from "./find-uv";
import { type Architecture, type Platform, platformOf } from "./platform";
import type { Uv } from "./run-uv";

/** What a function needs is asked with. */
export interface DependencyRequest {
  /** The folder with the function's code. */
  readonly source: string;
  /** A file, relative to the folder, that says what it needs. @default what is found in the folder */
  readonly requirements?: string;
  readonly runtime: ManagedRuntimeName;
  readonly architecture: Architecture;
  /** Whether nothing may be looked up or fetched. @default whether `LAMBDA_CONTAINER_OFFLINE` is 1 */
  readonly offline?: boolean;
  /** Whether to resolve and build anew what was before. @default whether `LAMBDA_CONTAINER_REFRESH` is 1 */
  readonly refresh?: boolean;
  /** @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** Is told, in one line, what takes a while. @default it is written to standard error */
  readonly say?: (line: string) => void;
}

/** What every step of a resolution knows. */
export interface ResolveContext {
  readonly platform: Platform;
  /** The cache's folder. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly offline: boolean;
  readonly refresh: boolean;
  /** Finds uv when it is first needed: where all is cached, it never is. */
  readonly uv: () => Uv;
  /** Takes secrets out of messages. */
  readonly scrub: (text: string) => string;
  readonly say: (line: string) => void;
}

/** Makes a request's context. `texts` are those whose URLs may hold secrets: requirements with variables expanded, and configuration. */
export function resolveContext(request: DependencyRequest, texts: readonly string[]): ResolveContext {
  const { env = process.env, runtime, architecture } = request;
  const { offline = env.LAMBDA_CONTAINER_OFFLINE === "1", refresh = env.LAMBDA_CONTAINER_REFRESH === "1" } = request;
  const say = request.say ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const cache = cacheFolder(env);
  const proxies = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].flatMap((name) => [env[name], env[name.toLowerCase()]]);
  const urls = [...texts, ...environmentIndexes(env).urls, ...proxies.map((proxy) => proxy ?? "")];
  const scrub = scrubber([...urls.flatMap(secretsIn), ...environmentSecrets(env)]);
  let found: Uv | undefined;
  const uv = (): Uv => (found ??= findUv({ cache, env, cwd: process.cwd(), offline, scrub, say }));
  return { platform: platformOf(runtime, architecture), cache, env, offline, refresh: refresh && !offline, uv, scrub, say };
}

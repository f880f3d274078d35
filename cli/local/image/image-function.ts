import type { ImageConfig } from "../../../lib/artifact/image/oci";
import type { ContainerOrder } from "./enter-container";

/** A function whose code is an image, as Lambda's API describes it and as far as it is read here. */
export interface ImageFunction {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  /** A number, or `$LATEST`. */
  readonly Version: string;
  /** Another one after each change. */
  readonly RevisionId: string;
  readonly ImageUri: string;
  /** Seconds. */
  readonly Timeout: number;
  /** Megabytes. */
  readonly MemorySize: number;
  readonly EphemeralStorage?: { readonly Size: number };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly LoggingConfig?: { readonly LogFormat?: string; readonly LogGroup?: string; readonly ApplicationLogLevel?: string };
  readonly ImageConfigResponse?: {
    readonly ImageConfig?: {
      readonly EntryPoint?: readonly string[];
      readonly Command?: readonly string[];
      readonly WorkingDirectory?: string;
    };
  };
}

/** What a container is told beside its function and its image. */
export interface Surroundings {
  /** Of the runtime API: host and port. */
  readonly runtimeApi: string;
  /** The emulator's URL. */
  readonly endpoint: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** A name of its own. */
  readonly logStream: string;
}

/** How docker and AWS start what an image does not say otherwise. */
const unsaid = { path: "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", directory: "/" };

/** How a function's container is started: the image's settings, the function's overrides, and what Lambda adds. */
export function containerOrder(
  fn: ImageFunction,
  { root, config: { config = {} } }: { readonly root: string; readonly config: ImageConfig },
  surroundings: Surroundings,
): ContainerOrder {
  const overrides = fn.ImageConfigResponse?.ImageConfig ?? {};
  const entrypoint = nonEmpty(overrides.EntryPoint) ?? texts(config["Entrypoint"]);
  const command = nonEmpty(overrides.Command) ?? texts(config["Cmd"]);
  const imageEnv = [unsaid.path, ...texts(config["Env"])].map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  return {
    root,
    command: [...entrypoint, ...command],
    workingDirectory: overrides.WorkingDirectory || textOf(config["WorkingDir"]) || unsaid.directory,
    env: {
      ...Object.fromEntries(imageEnv),
      ...fn.Environment?.Variables,
      ...lambdaVariables(fn, surroundings),
    },
    temporarySize: fn.EphemeralStorage?.Size ?? 512,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (seen 2026-11) */
function lambdaVariables(fn: ImageFunction, surroundings: Surroundings): Record<string, string> {
  const { LogFormat = "Text", LogGroup = `/aws/lambda/${fn.FunctionName}`, ApplicationLogLevel } = fn.LoggingConfig ?? {};
  const region = fn.FunctionArn.split(":")[3] ?? "";
  return {
    AWS_LAMBDA_RUNTIME_API: surroundings.runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: fn.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: fn.Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: surroundings.logStream,
    AWS_LAMBDA_LOG_FORMAT: LogFormat,
    ...(ApplicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: ApplicationLogLevel }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...surroundings.credentials,
    // Not AWS's: the emulator answers for every service.
    AWS_ENDPOINT_URL: surroundings.endpoint,
  };
}

function nonEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

import { delimiter } from "node:path";

/** Environment variables of a function, name to value; undefined where only Terraform knows the value. */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/** Where the container's folders lie on this machine. All absolute. */
export interface ContainerFolders {
  readonly task: string;
  /** Of layers, in the order in which they are named: each stands for `/opt`. */
  readonly layers: readonly string[];
  readonly supplied: string;
}

/** What is read of a variable of which only Terraform knows the value. */
export const standIn = "known-after-apply";

/** What is read of those that AWS sets as it pleases, or by what synthesis does not know: by name. */
export const invented: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: "import-proof-id",
  AWS_SECRET_ACCESS_KEY: "import-proof-secret",
  AWS_SESSION_TOKEN: "import-proof-token",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_LAMBDA_FUNCTION_NAME: "import-proof-function",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/import-proof-function",
  AWS_LAMBDA_LOG_STREAM_NAME: "import-proof-stream",
};

/**
 * What a process sees of the environment: what the container's do, with the function's own variables, and none of the person's. A client of AWS's
 * looks for credentials in the network where it is given none, so there are some that open nothing.
 *
 * Names and values: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (seen 2026-11).
 */
export function containerEnvironment(
  { runtime, handler, memorySize }: { readonly runtime: string; readonly handler: string; readonly memorySize: number },
  folders: ContainerFolders,
  own: FunctionEnvironment,
): Record<string, string> {
  const { task, layers, supplied } = folders;
  const named = Object.entries(own).map(([name, value]) => [name, value === undefined ? standIn : placed(value, folders)]);
  return {
    LANG: "C.UTF-8",
    PATH: ["/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    LD_LIBRARY_PATH: [task, `${task}/lib`, ...layers.map((layer) => `${layer}/lib`)].join(delimiter),
    PYTHONPATH: supplied,
    TZ: ":UTC",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "169.254.79.129:2000",
    ...(Object.fromEntries(named) as Record<string, string>),
    ...invented,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001",
    LAMBDA_TASK_ROOT: task,
    LAMBDA_RUNTIME_DIR: supplied,
    _HANDLER: handler,
  };
}

/** Where modules are looked for, before the standard library: the function's code, layers, AWS's own. */
export function searchPath(runtime: string, folders: ContainerFolders, own: FunctionEnvironment): string[] {
  const { task, layers, supplied } = folders;
  const named = (own.PYTHONPATH ?? "").split(":").filter((path) => path !== "");
  // Of two layers with the same file the later one's stays.
  const inLayers = [...layers].reverse().flatMap((layer) => [`${layer}/python/lib/${runtime}/site-packages`, `${layer}/python`]);
  return [task, ...named.map((path) => placed(path, folders)), ...inLayers, supplied];
}

/** Folders whose `.pth` files are read. */
export function siteFolders(runtime: string, { task, layers }: ContainerFolders): string[] {
  return [task, ...layers.flatMap((layer) => [`${layer}/python/lib/${runtime}/site-packages`, `${layer}/python`])];
}

function placed(value: string, { task, layers }: ContainerFolders): string {
  const inTask = value.replaceAll(/\/var\/task(?=\/|:|$)/g, () => task);
  const [layer] = layers;
  return layer === undefined ? inTask : inTask.replaceAll(/(?<![\w/.-])\/opt(?=\/|:|$)/g, () => layer);
}

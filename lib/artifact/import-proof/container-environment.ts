import { delimiter } from "node:path";

/** Environment variables of a function, name to value; undefined where only Terraform knows the value. */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/** Where the container's folders lie on this machine. All absolute. */
export interface ContainerFolders {
  readonly task: string;
  /** Of layers, in the order in which they are named: each stands for `/opt`. */
  readonly layers: readonly string[];
  readonly supplied: string;
  readonly tmp: string;
}

/** What is read of a variable of which only Terraform knows the value. */
const standIn = "known-after-apply";

/**
 * What a process sees of the environment: what the container's do, with the function's own variables, and none of the person's. A client of AWS's
 * looks for credentials in the network where it is given none, so there are some that open nothing.
 *
 * Names and values: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (seen 2026-11).
 */
export function containerEnvironment(
  runtime: string,
  handler: string,
  folders: ContainerFolders,
  own: FunctionEnvironment,
): Record<string, string> {
  const { task, layers, tmp } = folders;
  const named = Object.entries(own).map(([name, value]) => [name, value === undefined ? standIn : placed(value, folders)]);
  return {
    LANG: "C.UTF-8",
    PATH: ["/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    LD_LIBRARY_PATH: [task, `${task}/lib`, ...layers.map((layer) => `${layer}/lib`)].join(delimiter),
    TZ: ":UTC",
    ...(Object.fromEntries(named) as Record<string, string>),
    AWS_ACCESS_KEY_ID: "import-proof",
    AWS_SECRET_ACCESS_KEY: "import-proof",
    AWS_SESSION_TOKEN: "import-proof",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: "import-proof",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/import-proof",
    AWS_LAMBDA_LOG_STREAM_NAME: "import-proof",
    LAMBDA_TASK_ROOT: task,
    LAMBDA_RUNTIME_DIR: folders.supplied,
    _HANDLER: handler,
    TMPDIR: tmp, // a folder of its own: two may run at once
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

function placed(value: string, { task, layers }: ContainerFolders): string {
  const inTask = value.replaceAll(/\/var\/task(?=\/|:|$)/g, () => task);
  const [layer] = layers;
  return layer === undefined ? inTask : inTask.replaceAll(/(?<![\w/.-])\/opt(?=\/|:|$)/g, () => layer);
}

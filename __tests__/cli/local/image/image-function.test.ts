import { containerOrder, type ImageFunction } from "../../../../cli/local/image/image-function";

const chat: ImageFunction = {
  FunctionName: "chat",
  FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:chat",
  Version: "7",
  RevisionId: "a",
  ImageUri: "host/chat:1",
  Timeout: 3,
  MemorySize: 256,
};
const surroundings = {
  runtimeApi: "127.0.0.1:1234",
  endpoint: "http://127.0.0.1:4566",
  credentials: { AWS_ACCESS_KEY_ID: "key" },
  logStream: "chat-0",
};

function order(fn: Partial<ImageFunction>, config?: Readonly<Record<string, unknown>>): ReturnType<typeof containerOrder> {
  const image = { architecture: "amd64", os: "linux", config, rootfs: { type: "layers", diff_ids: [] } };
  return containerOrder({ ...chat, ...fn }, { root: "/root", config: image }, surroundings);
}

test("a container starts as its image says", () => {
  const config = {
    Entrypoint: ["/entry"],
    Cmd: ["index.handler"],
    WorkingDir: "/var/task",
    Env: ["PATH=/bin", "A=1=2", "EMPTY="],
  };
  const { root, command, workingDirectory, env } = order({}, config);
  expect({ root, command, workingDirectory }).toEqual({
    root: "/root",
    command: ["/entry", "index.handler"],
    workingDirectory: "/var/task",
  });
  expect(env).toMatchObject({ PATH: "/bin", A: "1=2", EMPTY: "" });
});

test("an image that says nothing starts as docker would start it", () => {
  const expected = {
    command: [],
    workingDirectory: "/",
    env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  };
  expect(order({}, undefined)).toMatchObject(expected);
  expect(order({}, { Entrypoint: null, Cmd: null, Env: null, WorkingDir: "" })).toMatchObject(expected);
});

test.each([
  [{ EntryPoint: ["/own"] }, ["/own", "index.handler"], "/var/task"],
  [{ Command: ["other.handler"] }, ["/entry", "other.handler"], "/var/task"],
  [{ WorkingDirectory: "/opt" }, ["/entry", "index.handler"], "/opt"],
  [{ EntryPoint: [], Command: [], WorkingDirectory: "" }, ["/entry", "index.handler"], "/var/task"],
])("the function's settings %j go before its image's", (ImageConfig, command, workingDirectory) => {
  const config = { Entrypoint: ["/entry"], Cmd: ["index.handler"], WorkingDir: "/var/task" };
  expect(order({ ImageConfigResponse: { ImageConfig } }, config)).toMatchObject({ command, workingDirectory });
});

test("the function's variables go before its image's, and Lambda's before both", () => {
  const variables = { A: "function", AWS_LAMBDA_FUNCTION_NAME: "function" };
  const { env } = order({ Environment: { Variables: variables } }, { Env: ["A=image", "B=image", "AWS_REGION=image"] });
  expect(env).toMatchObject({ A: "function", B: "image", AWS_REGION: "eu-west-1", AWS_LAMBDA_FUNCTION_NAME: "chat" });
});

test("a container is told what AWS tells it, and where the emulator is", () => {
  expect(order({}, { Env: ["PATH=/bin"] }).env).toEqual({
    PATH: "/bin",
    AWS_LAMBDA_RUNTIME_API: "127.0.0.1:1234",
    AWS_LAMBDA_FUNCTION_NAME: "chat",
    AWS_LAMBDA_FUNCTION_VERSION: "7",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: "Text",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/chat",
    AWS_LAMBDA_LOG_STREAM_NAME: "chat-0",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
  });
});

test("its logging is the function's", () => {
  const LoggingConfig = { LogFormat: "JSON", LogGroup: "/own", ApplicationLogLevel: "WARN" };
  expect(order({ LoggingConfig }).env).toMatchObject({
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_GROUP_NAME: "/own",
    AWS_LAMBDA_LOG_LEVEL: "WARN",
  });
});

test.each([
  [undefined, 512],
  [{ Size: 1024 }, 1024],
])("with %j of ephemeral storage, /tmp has %d MB", (EphemeralStorage, temporarySize) => {
  expect(order({ EphemeralStorage }).temporarySize).toBe(temporarySize);
});

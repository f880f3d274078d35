import { type Invocation, RuntimeApi } from "../../../../cli/local/image/runtime-api";

const invocation: Invocation = { requestId: "id-1", event: '{"a":1}', functionArn: "arn:chat", deadline: 1_800_000_000_000 };

/** A runtime, as far as it talks to the API. */
class Runtime {
  constructor(private readonly address: string) {}

  async next(): Promise<Response> {
    return fetch(this.url("invocation/next"));
  }

  async post(path: string, body: string): Promise<number> {
    const answer = await fetch(this.url(path), { method: "POST", body });
    await answer.text();
    return answer.status;
  }

  private url(path: string): string {
    return `http://${this.address}/2018-06-01/runtime/${path}`;
  }
}

async function withApi(action: (api: RuntimeApi, runtime: Runtime) => Promise<void>): Promise<void> {
  const api = await RuntimeApi.listen();
  try {
    await action(api, new Runtime(api.address));
  } finally {
    api.close();
  }
}

test("a runtime gets an event, and its answer is the function's", async () => {
  await withApi(async (api, runtime) => {
    const asked = runtime.next();
    const answer = api.invoke(invocation);
    const response = await asked;
    expect(await response.text()).toBe('{"a":1}');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "lambda-runtime-aws-request-id": "id-1",
      "lambda-runtime-deadline-ms": "1800000000000",
      "lambda-runtime-invoked-function-arn": "arn:chat",
    });
    expect(await runtime.post("invocation/id-1/response", '"é"')).toBe(202);
    expect(await answer).toEqual({ payload: '"é"', isError: false });
  });
});

test("an event waits for its runtime, and a runtime for its event", async () => {
  await withApi(async (api, runtime) => {
    for (const requestId of ["first", "second"]) {
      const answer = api.invoke({ ...invocation, requestId });
      await (await runtime.next()).text();
      await runtime.post(`invocation/${requestId}/response`, `"${requestId}"`);
      expect(await answer).toEqual({ payload: `"${requestId}"`, isError: false });
    }
  });
});

test("a function's error is an answer, after which it gets the next event", async () => {
  await withApi(async (api, runtime) => {
    const failed = api.invoke(invocation);
    await (await runtime.next()).text();
    await runtime.post("invocation/id-1/error", '{"errorType":"ValueError"}');
    expect(await failed).toEqual({ payload: '{"errorType":"ValueError"}', isError: true });
    expect(api.hasFailed).toBe(false);

    const answered = api.invoke({ ...invocation, requestId: "id-2" });
    await (await runtime.next()).text();
    await runtime.post("invocation/id-2/response", "1");
    expect(await answered).toEqual({ payload: "1", isError: false });
  });
});

test("a runtime that cannot begin answers every event with its reason", async () => {
  await withApi(async (api, runtime) => {
    const waiting = api.invoke(invocation);
    await runtime.post("init/error", '{"errorType":"Runtime.ImportModuleError"}');
    await api.started;
    const reason = { payload: '{"errorType":"Runtime.ImportModuleError"}', isError: true };
    expect(await waiting).toEqual(reason);
    api.fail('{"errorType":"Runtime.ExitError"}');
    expect(await api.invoke(invocation)).toEqual(reason);
    expect(api.hasFailed).toBe(true);
  });
});

test("it has started once it asks for an event", async () => {
  await withApi(async (api, runtime) => {
    let started = false;
    void api.started.then(() => {
      started = true;
    });
    await runtime.post("nothing", "");
    expect(started).toBe(false);
    const asked = runtime.next();
    await api.started;
    void api.invoke(invocation);
    await (await asked).text();
  });
});

test.each([
  ["invocation/another/response", 400],
  ["invocation/id-1/nothing", 404],
  ["exit", 404],
])("%s is refused, and the event is still to be answered", async (path, status) => {
  await withApi(async (api, runtime) => {
    const answer = api.invoke(invocation);
    await (await runtime.next()).text();
    expect(await runtime.post(path, "{}")).toBe(status);
    expect(await runtime.post("invocation/id-1/response", "1")).toBe(202);
    expect(await runtime.post("invocation/id-1/response", "2")).toBe(400);
    expect(await answer).toEqual({ payload: "1", isError: false });
  });
});

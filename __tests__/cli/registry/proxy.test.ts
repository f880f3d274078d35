import { Repository } from "../../../cli/registry/repository";
import { blobOf, uploadBlob } from "../../../cli/registry/upload-blob";
import { digestOf } from "../../../lib/artifact/image/digest";
import { withProxy } from "../../lib/artifact/fetch/with-proxy";
import { baseLayers } from "./made-image";
import { TestClock } from "./push-case";
import { login } from "./registry-login";
import { withRegistry } from "./with-registry";

const variables = ["HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"] as const;
const before = variables.map((name) => [name, process.env[name]] as const);

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

test("a registry is asked by way of the proxy that the environment names, for its tokens too", async () => {
  await withRegistry({ login: "bearer" }, async (registry) => {
    await withProxy(Number(registry.url.port), async ({ url, asked }) => {
      for (const name of variables) Reflect.deleteProperty(process.env, name);
      process.env["HTTP_PROXY"] = url.href;
      const name = "team/chat";
      const clock = new TestClock();
      const findLogin = (): Promise<typeof login> => Promise.resolve(login);
      const repository = new Repository({ registry: new URL("http://registry.example"), name, clock, findLogin });
      await uploadBlob(repository, blobOf(baseLayers[0], "layer"));
      expect(registry.store(name).blobs.has(digestOf(baseLayers[0]))).toBe(true);
      expect(asked).toHaveLength(registry.seen.length);
      expect(asked[0]).toBe("POST http://registry.example/v2/team/chat/blobs/uploads/");
    });
  });
});

test("one on this machine is asked directly", async () => {
  await withRegistry({}, async (registry) => {
    process.env["HTTP_PROXY"] = "http://127.0.0.1:1";
    const repository = new Repository({ registry: registry.url, name: "team/chat", clock: new TestClock() });
    expect(await repository.hasBlob(digestOf("nothing"))).toBe(false);
  });
});

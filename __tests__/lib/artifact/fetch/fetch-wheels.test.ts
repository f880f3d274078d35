import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wheelPath } from "../../../../lib/artifact/cache/wheels";
import { fetchWheels, type FetchOptions, type WantedWheel } from "../../../../lib/artifact/fetch/fetch-wheels";
import { scrubber } from "../../../../lib/artifact/fetch/scrub";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { served, WheelServer } from "./server";

let server: WheelServer;

beforeAll(async () => {
  server = await WheelServer.start();
});

afterAll(() => {
  server.stop();
});

const sha256 = createHash("sha256").update(served).digest("hex");

function wanted(path: string, change: Partial<WantedWheel> = {}): WantedWheel {
  const filename = "tool-1.0-py3-none-any.whl";
  return {
    filename,
    sha256,
    size: served.length,
    location: `${server.url}/${path}/${filename}`,
    where: "requirements.txt:1",
    ...change,
  };
}

function options(folder: string, change: Partial<FetchOptions> = {}): FetchOptions {
  return {
    cache: join(folder, "cache"),
    logins: {},
    offline: false,
    scrub: scrubber(["canary-secret"]),
    env: { ...process.env, NO_PROXY: "127.0.0.1", NETRC: join(folder, "netrc") },
    ...change,
  };
}

/** Every file below the cache, but for the mark of what was verified. */
function cached(folder: string): string[] {
  const cache = join(folder, "cache");
  if (!existsSync(cache)) return [];
  return readdirSync(cache, { recursive: true, encoding: "utf8" }).filter(
    (path) => statSync(join(cache, path)).isFile() && !path.endsWith(".verified"),
  );
}

test.each(["ok", "cut-once", "busy-once", "moved"])("a wheel is fetched, whole and by its sha256: %s", (path) => {
  inTemporaryFolder((folder) => {
    const wheel = wanted(path);
    fetchWheels([wheel], options(folder));
    expect(readFileSync(wheelPath(join(folder, "cache"), wheel))).toEqual(served);
    expect(cached(folder)).toHaveLength(1);
  });
});

test("what the cache has is not fetched again, and starts no process", () => {
  inTemporaryFolder((folder) => {
    fetchWheels([wanted("ok")], options(folder));
    expect(
      errorText(folder, () => {
        fetchWheels([wanted("500")], options(folder, { env: {} }));
      }),
    ).toBe("no error");
  });
});

test("a wheel in the cache that was damaged is fetched again", () => {
  inTemporaryFolder((folder) => {
    const wheel = wanted("ok");
    fetchWheels([wheel], options(folder));
    writeFileSync(wheelPath(join(folder, "cache"), wheel), "damaged");
    fetchWheels([wheel], options(folder));
    expect(readFileSync(wheelPath(join(folder, "cache"), wheel))).toEqual(served);
  });
});

test.each([
  ["404", {}, "is no longer where the index or the lock says: status 404"],
  ["403", {}, "the index refuses to hand out tool-1.0-py3-none-any.whl: status 403"],
  ["auth", {}, "the index refuses to hand out tool-1.0-py3-none-any.whl: status 401"],
  ["ok", { sha256: "0".repeat(64) }, "is not what the lock or the index says: sha256"],
  ["ok", { size: 10 }, "but the lock or the index says 10"],
  ["ok", { size: 10_000 }, "but the lock or the index says 10000"],
  ["ok", { location: "http://127.0.0.1:1/tool.whl" }, "cannot be fetched: connect ECONNREFUSED"],
  ["ok", { location: undefined }, "cannot be fetched"],
])(
  "a server that answers %s %j: one clear error, and nothing is kept",
  (path, change, message) => {
    inTemporaryFolder((folder) => {
      const text = errorText(folder, () => {
        fetchWheels([wanted(path, change)], options(folder));
      });
      expect(text).toContain(message);
      expect(text).toMatch(/where: requirements\.txt:1\n {2}fix: /);
      expect(cached(folder)).toEqual([]);
    });
  },
  30_000,
);

test("an answer that is cut short again and again is given up and never used", () => {
  inTemporaryFolder((folder) => {
    expect(
      errorText(folder, () => {
        fetchWheels([wanted("cut")], options(folder));
      }),
    ).toContain("was cut short four times in a row");
    expect(cached(folder)).toEqual([]);
  });
}, 30_000);

test("every wheel that cannot be had is named, and those that can are kept", () => {
  inTemporaryFolder((folder) => {
    const other = { filename: "other-1.0-py3-none-any.whl", sha256: "0".repeat(64) };
    const text = errorText(folder, () => {
      fetchWheels(
        [
          wanted("ok"),
          wanted("404", { ...other, size: undefined }),
          wanted("403", { filename: "third-1.0-py3-none-any.whl", sha256: "1".repeat(64) }),
        ],
        options(folder),
      );
    });
    expect(text).toContain("other-1.0");
    expect(text).toContain("third-1.0");
    expect(cached(folder)).toHaveLength(1);
  });
});

test("offline, what is missing is named with its sha256", () => {
  inTemporaryFolder((folder) => {
    expect(
      errorText(folder, () => {
        fetchWheels([wanted("ok")], options(folder, { offline: true }));
      }),
    ).toContain(`nothing may be fetched offline (sha256 ${sha256})`);
  });
});

describe("a login", () => {
  test.each(["of an index", "in the URL", "in netrc"])("%s is sent, and is in no file", (where) => {
    inTemporaryFolder((folder) => {
      if (where === "in netrc") writeFileSync(join(folder, "netrc"), "machine 127.0.0.1 login me password canary-secret\n");
      const inUrl = `${server.url.replace("//", "//me:canary-secret@")}/auth/tool-1.0-py3-none-any.whl`;
      const logins =
        where === "of an index" ? { [new URL(server.url).origin]: { username: "me", password: "canary-secret" } } : {};
      fetchWheels([wanted("auth", where === "in the URL" ? { location: inUrl } : {})], options(folder, { logins }));
      expect(cached(folder)).toHaveLength(1);
      const all = cached(folder).map((path) => path + readFileSync(join(folder, "cache", path), "latin1"));
      expect(all.join()).not.toContain("canary");
    });
  });

  test("that is refused is not told", () => {
    inTemporaryFolder((folder) => {
      const location = `${server.url.replace("//", "//me:canary-secret@")}/403/tool-1.0-py3-none-any.whl`;
      const text = errorText(folder, () => {
        fetchWheels([wanted("403", { location, where: undefined })], options(folder));
      });
      expect(text).toContain("status 403");
      expect(text).not.toContain("canary");
    });
  });
});

test("a file of this machine is copied by its sha256", () => {
  inTemporaryFolder((folder) => {
    const file = join(folder, "tool-1.0-py3-none-any.whl");
    writeFileSync(file, served);
    fetchWheels([wanted("", { location: file })], options(folder, { offline: true }));
    expect(cached(folder)).toHaveLength(1);
    writeFileSync(file, "other");
    expect(
      errorText(folder, () => {
        fetchWheels([wanted("", { location: file, sha256: "0".repeat(64) })], options(folder));
      }),
    ).toContain("is not what the lock or the index says");
  });
});

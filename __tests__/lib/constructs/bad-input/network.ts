import type { BadInput } from "./bad-input";
import { goodWheels, indexed, lock } from "./lock";
import type { Project } from "./project";
import type { SynthesisOptions } from "./synthesis";

const login = "give the login in netrc, in UV_INDEX_<NAME>_USERNAME and _PASSWORD, or in the index URL through a ${VARIABLE}";
const wheel = "dep-1.0-py3-none-any.whl";
const dep = { "report/requirements.txt": "dep==1.0\n" };

function index(how: string, credentials = ""): (project: Project) => SynthesisOptions {
  return ({ shared }) => ({ env: { UV_DEFAULT_INDEX: shared.server.index(how, credentials) } });
}

/** Indexes that do not answer as they should, and machines that cannot ask. */
export const badNetworks: readonly BadInput[] = [
  {
    name: "an index that nobody answers for",
    files: { "report/requirements.txt": "--index-url http://me:canary-secret@127.0.0.1:1/simple\ntool==1.0\n" },
    run: () => ({ env: { UV_DEFAULT_INDEX: "" } }),
    says: {
      what: "http://127.0.0.1:1/simple/tool/ cannot be reached: Connection refused …",
      where: "report/requirements.txt",
      fix: "check the network, the index URL and HTTPS_PROXY; what was resolved before needs no network",
    },
  },
  {
    name: "an index that is out of order",
    run: index("500"),
    says: {
      what: "http://127.0.0.1:…/500/simple/tool/ answers with status 500",
      where: "report/requirements.txt",
      fix: "try again later, or ask who runs the index",
    },
  },
  {
    name: "an index that wants a login",
    run: index("auth"),
    says: {
      what: "http://127.0.0.1:…/auth/simple refuses the login, or wants one: status 401",
      where: "report/requirements.txt",
      fix: login,
    },
  },
  {
    name: "an index that wants another login",
    packaging: "Packaging.layer()",
    run: index("auth", "me:canary-wrong"),
    says: {
      what: "http://127.0.0.1:…/auth/simple refuses the login, or wants one: status 401",
      where: "report/requirements.txt",
      fix: login,
    },
  },
  {
    name: "a signed link that is no longer good",
    prepare: (project: Project): void => {
      const { location } = indexed(project, "tool-1.0-py3-none-any.whl", "signed");
      const { tool, dep: good } = goodWheels(project);
      lock(project, { good, tool: { ...tool, location: `${location}?token=canary-of-yesterday` } });
    },
    says: {
      what: "the index refuses to hand out tool-1.0-py3-none-any.whl: status 403 (http://127.0.0.1:…/signed/files/tool-1.0-py3-none-any.whl)",
      where: "report/requirements.txt:1",
      fix: login,
    },
  },
  {
    name: "a wheel whose bytes are not what the index says",
    files: dep,
    run: index("wronghash"),
    says: {
      what: `${wheel} is not what the lock or the index says: sha256 …, expected ${"0".repeat(64)}`,
      where: "report/requirements.txt:1",
      fix: "find out who changed it before you trust it; if that was meant, lock anew (npm run lock) or, without a lock, set LAMBDA_CONTAINER_REFRESH=1 once",
    },
  },
  {
    name: "a download that is cut short, again and again",
    files: dep,
    run: index("cut"),
    says: {
      what: `${wheel} was cut short four times in a row, the last time after … bytes (http://127.0.0.1:…/cut/files/${wheel})`,
      where: "report/requirements.txt:1",
      fix: "try again; if it stays so, look at the index or the proxy in between",
    },
  },
  {
    name: "no network, and requirements never resolved before",
    run: () => ({ env: { LAMBDA_CONTAINER_OFFLINE: "1" } }),
    says: {
      what: "tool was never resolved here, and nothing may be looked up offline",
      where: "report/requirements.txt",
      fix: "run it once with the network, or without LAMBDA_CONTAINER_OFFLINE",
    },
  },
  {
    name: "no network, and locked wheels never fetched before",
    files: dep,
    prepare: (project: Project): void => {
      lock(project, { dep: goodWheels(project).dep });
    },
    run: () => ({ env: { LAMBDA_CONTAINER_OFFLINE: "1" } }),
    says: {
      what: `${wheel} is not in the cache, and nothing may be fetched offline (sha256 …)`,
      where: "report/requirements.txt:1",
      fix: "run it once with the network, or without LAMBDA_CONTAINER_OFFLINE",
    },
  },
  {
    name: "a uv that is not there",
    run: () => ({ env: { LAMBDA_CONTAINER_UV: "/nowhere/uv" } }),
    says: {
      what: "LAMBDA_CONTAINER_UV names no uv that answers",
      where: "/nowhere/uv",
      fix: "correct the path, or unset it",
    },
  },
];

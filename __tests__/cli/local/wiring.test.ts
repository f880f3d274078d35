import { mainApp } from "../../../cli/local/app";
import { cloudFolder } from "../../../cli/local/cloud-folder";
import { regionOf, wiredEnvironment } from "../../../cli/local/wiring";

const folder = cloudFolder("/home/me/project");
const cloud = { folder, app: mainApp(folder), port: 4567, region: "eu-west-1" };

test.each([
  "AWS_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_ENDPOINT_URL_S3",
  "AWS_CA_BUNDLE",
  "TF_STATE_BUCKET",
  "PERMISSIONS_BOUNDARY",
  "CDKTF_OUTDIR",
  "TF_CLI_ARGS",
  "TF_CLI_ARGS_plan",
  "TF_REATTACH_PROVIDERS",
])("%s of the person's does not reach a wired command", (name) => {
  expect(wiredEnvironment({ [name]: "theirs" }, cloud)).not.toHaveProperty(name);
});

test.each([
  "TF_WORKSPACE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "TF_DATA_DIR",
  "TF_CLI_CONFIG_FILE",
  "TF_CLI_ARGS_init",
  "TMPDIR",
])("%s of the person's is replaced", (name) => {
  expect(wiredEnvironment({ [name]: "theirs" }, cloud)[name]).not.toBe("theirs");
});

test.each(["PATH", "HTTPS_PROXY", "TF_VAR_model_id", "TF_LOG", "NO_COLOR"])("%s of the person's stays", (name) => {
  expect(wiredEnvironment({ [name]: "theirs" }, cloud)[name]).toBe("theirs");
});

test("state, data folder and configuration lie in the local cloud's folder", () => {
  const env = wiredEnvironment({}, cloud);
  expect(env["TF_DATA_DIR"]).toBe("/home/me/project/.local/cloud/terraform");
  expect(env["TF_CLI_CONFIG_FILE"]).toBe("/home/me/project/.local/cloud/terraform.rc");
  expect(env["TF_CLI_ARGS_init"]).toBe("-backend-config=path=/home/me/project/.local/cloud/terraform.tfstate");
  expect(env["AWS_ENDPOINT_URL"]).toBe("http://127.0.0.1:4567");
});

test("base images are the local cloud's own, in a lock apart, unless the person names a registry that has AWS's", () => {
  const own = {
    LAMBDA_CONTAINER_BASE_REGISTRY: "http://127.0.0.1:4567/local-cloud",
    LAMBDA_CONTAINER_BASE_LOCK: "/home/me/project/.local/cloud/base-images.lock.json",
  };
  expect(wiredEnvironment({ LAMBDA_CONTAINER_BASE_LOCK: "theirs" }, cloud)).toMatchObject(own);
  const theirs = wiredEnvironment({ LAMBDA_CONTAINER_BASE_REGISTRY: "https://public.ecr.aws" }, cloud);
  expect(theirs["LAMBDA_CONTAINER_BASE_REGISTRY"]).toBe("https://public.ecr.aws");
  expect(theirs).not.toHaveProperty("LAMBDA_CONTAINER_BASE_LOCK");
});

test.each([
  [{ AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "us-west-2" }, "eu-west-1"],
  [{ AWS_DEFAULT_REGION: "us-west-2" }, "us-west-2"],
  [{}, "us-east-1"],
])("%p plays the region %s", (env, region) => {
  expect(regionOf(env)).toBe(region);
});

test("images of Dockerfiles may be built, into locks of the local cloud's own", () => {
  expect(wiredEnvironment({ LAMBDA_CONTAINER_DOCKERFILE_LOCKS: "theirs" }, cloud)).toMatchObject({
    LAMBDA_CONTAINER_BUILD_IMAGES: "1",
    LAMBDA_CONTAINER_DOCKERFILE_LOCKS: "/home/me/project/.local/cloud/dockerfile-locks",
  });
});

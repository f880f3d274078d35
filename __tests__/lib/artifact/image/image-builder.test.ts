import { delimiter } from "node:path";
import { buildSteps, findImageBuilder, hasFreshArgument } from "../../../../lib/artifact/image/image-builder";
import { errorText, inTemporaryFolder, write } from "../temporary-folder";
import { stubBuilder } from "./stub-builder";

const system = "/usr/bin:/bin";

test.each([
  [["buildah", "docker", "podman"], "docker"],
  [["buildah", "podman"], "podman"],
  [["buildah"], "buildah"],
])("of %j on PATH, %s builds", (there, found) => {
  inTemporaryFolder((folder) => {
    for (const name of there) stubBuilder(folder, name);
    expect(findImageBuilder({ PATH: folder })).toEqual({ kind: found, file: found });
  });
});

test("docker without buildx is passed over", () => {
  inTemporaryFolder((folder) => {
    stubBuilder(folder, "buildah");
    write(folder, { docker: "" });
    expect(findImageBuilder({ PATH: folder })).toEqual({ kind: "buildah", file: "buildah" });
  });
});

test("the one that is named builds, whatever else is there, and its name says how it is spoken to", () => {
  inTemporaryFolder((folder) => {
    stubBuilder(folder, "docker");
    const file = stubBuilder(folder, "podman-5");
    expect(findImageBuilder({ PATH: [folder, system].join(delimiter), LAMBDA_CONTAINER_BUILDER: file })).toEqual({
      kind: "podman",
      file,
    });
  });
});

test.each([
  [
    {},
    /^UserError\nnothing that builds images was found\n {2}where: PATH\n {2}fix: {3}install docker with buildx, podman or buildah, or name/,
  ],
  [
    { LAMBDA_CONTAINER_BUILDER: "kaniko" },
    /the builder kaniko is none of docker, podman and buildah\n.+\n {2}fix: {3}correct it, or unset it/,
  ],
  [
    { LAMBDA_CONTAINER_BUILDER: "/no/docker" },
    /the builder \/no\/docker does not answer to buildx version\n {2}where: LAMBDA_CONTAINER_BUILDER/,
  ],
])("with %j there is one clear error", (env, error) => {
  inTemporaryFolder((folder) => {
    expect(errorText(folder, () => findImageBuilder({ PATH: folder, ...env }))).toMatch(error);
  });
});

const order = {
  dockerfile: "/p/report/Dockerfile",
  context: "/t/context",
  platform: "linux/arm64",
  output: "/t/layout",
  tag: "0123",
};

test("docker is asked for one platform, no attestations, a layout in a folder, and times of 1970", () => {
  expect(buildSteps({ kind: "docker" }, order)).toEqual([
    {
      args: [
        ...["buildx", "build", "--provenance=false", "--sbom=false"],
        ...["--output", "type=oci,dest=/t/layout,tar=false,rewrite-timestamp=true"],
        ...["--platform", "linux/arm64", "--file", "/p/report/Dockerfile", "/t/context"],
      ],
      env: { SOURCE_DATE_EPOCH: "0" },
    },
  ]);
});

test.each(["podman", "buildah"] as const)(
  "%s builds, then puts the image into a folder, in OCI's form and with times of 1970",
  (kind) => {
    const env = { SOURCE_DATE_EPOCH: undefined };
    const name = "localhost/lambda-container:0123";
    expect(buildSteps({ kind }, order)).toEqual([
      {
        args: [
          ...["build", "--format", "oci", "--layers", "--timestamp", "0"],
          ...["--ignorefile", "/p/report/Dockerfile.dockerignore", "--tag", name],
          ...["--platform", "linux/arm64", "--file", "/p/report/Dockerfile", "/t/context"],
        ],
        env,
      },
      { args: ["push", "--format", "oci", name, "oci:/t/layout"], env },
    ]);
  },
);

test.each(["docker", "podman", "buildah"] as const)("%s is given the argument of what is to be fresh", (kind) => {
  const [build] = buildSteps({ kind }, { ...order, fresh: "word" });
  expect(build?.args.join(" ")).toContain(" --build-arg LAMBDA_CONTAINER_FRESH=word ");
});

test.each([
  ["FROM a\nARG LAMBDA_CONTAINER_FRESH\nRUN x\n", true],
  ["from a\n  arg OTHER LAMBDA_CONTAINER_FRESH=1\n", true],
  ["FROM a AS one\nRUN x\nFROM b\nARG LAMBDA_CONTAINER_FRESH\n", true],
  ["ARG LAMBDA_CONTAINER_FRESH\nFROM a\n", false], // of no stage, so that no instruction depends on it
  ["FROM a\n# ARG LAMBDA_CONTAINER_FRESH\n", false],
  ["FROM a\nARG LAMBDA_CONTAINER_FRESHER\n", false],
  ["FROM a\n", false],
])("in the Dockerfile %j, that it can be fresh is %s", (text, can) => {
  expect(hasFreshArgument(text)).toBe(can);
});

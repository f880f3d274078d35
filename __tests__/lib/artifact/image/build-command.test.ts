import { buildCommand } from "../../../../lib/artifact/image/build-command";

test.each([
  ["/p/main.ts", "npm run image -- --build"],
  ["/p/examples/image/main.ts", "npm run image -- --build --example image"],
  ["/p/infra/main.ts", "synthesize with LAMBDA_CONTAINER_BUILD_IMAGES=1 in the environment"],
  ["/elsewhere/main.ts", "synthesize with LAMBDA_CONTAINER_BUILD_IMAGES=1 in the environment"],
])("the images of %s are built by: %s", (program, command) => {
  expect(buildCommand(program, "/p")).toBe(command);
});

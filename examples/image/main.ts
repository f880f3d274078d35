import { Packaging } from "../../lib/constructs/packaging";
import { PythonFunction } from "../../lib/constructs/python-function";
import { PythonRuntime } from "../../lib/constructs/python-runtime";
import { synthesize } from "../../lib/constructs/synthesize";
import { ExampleStack } from "../example-stack";

/** The function of the pandas example as a container image, made without docker: a base image with two layers above it, dependencies and code. */
synthesize((app) => {
  const stack = new ExampleStack(app, "image");
  stack.serve({
    "GET /image": new PythonFunction(stack, "report", {
      source: "examples/pandas/report",
      runtime: PythonRuntime.PYTHON_3_11,
      memorySize: 512,
      timeout: 29,
      packaging: Packaging.image({ requirements: "requirements.lock.txt" }),
    }),
  });
});

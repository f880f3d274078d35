import { Packaging } from "../../lib/constructs/packaging";
import { PythonFunction } from "../../lib/constructs/python-function";
import { PythonRuntime } from "../../lib/constructs/python-runtime";
import { synthesize } from "../../lib/constructs/synthesize";
import { ExampleStack } from "../example-stack";

/** A small function with a dependency in pure Python, in one ZIP. */
synthesize((app) => {
  const stack = new ExampleStack(app, "pure-python");
  const render = new PythonFunction(stack, "render", {
    source: "examples/pure-python/render",
    runtime: PythonRuntime.PYTHON_3_12,
    packaging: Packaging.bundle({ requirements: "requirements.lock.txt" }),
    timeout: 10,
  });
  stack.serve({ "GET /": render });
});

import { Packaging } from "../../lib/constructs/packaging";
import { PythonFunction } from "../../lib/constructs/python-function";
import { PythonRuntime } from "../../lib/constructs/python-runtime";
import { synthesize } from "../../lib/constructs/synthesize";
import { ExampleStack } from "../example-stack";

/**
 * A uv workspace: the function is one member, and depends on another, of which a wheel is built, and on a package of an index. `uv lock` in
 * this folder locks it; without the lock, each day may resolve differently, and the receipt says so.
 */
synthesize((app) => {
  const stack = new ExampleStack(app, "workspace");
  const greet = new PythonFunction(stack, "greet", {
    source: "examples/workspace/function",
    runtime: PythonRuntime.PYTHON_3_12,
    packaging: Packaging.layer(),
    timeout: 10,
  });
  stack.serve({ "GET /": greet });
});

import { index, inProofCase, withPython } from "./proof-case";

withPython("logging is as the runtime leaves it: the root has one handler, and basicConfig does nothing", () => {
  inProofCase((proof) => {
    const code = index(
      "import logging, time",
      "assert len(logging.getLogger().handlers) == 1",
      "logging.basicConfig(filename='/var/import-proof.log')",
      "assert logging.Formatter.converter is time.gmtime",
    );
    expect(proof.run({ code })).toMatchObject({ outcome: { kind: "imported" }, attempts: [] });
  });
});

withPython("a module of the function's own named like one that the runtime imported before is not found", () => {
  inProofCase((proof) => {
    const code = { ...index("import logging", "assert logging.getLogger"), "logging.py": "raise RuntimeError('mine')\n" };
    expect(proof.run({ code }).outcome).toMatchObject({ kind: "imported" });
  });
});

withPython("exit and quit are there, as wherever Python starts as usual", () => {
  inProofCase((proof) => {
    expect(proof.run({ code: index("assert exit and quit and copyright and help") }).outcome).toMatchObject({ kind: "imported" });
  });
});

withPython(".pth files of the code and the layer are read, and what they lead to is told of what was doubted", () => {
  inProofCase((proof) => {
    const code = { ...index("import vendored, shared"), "own.pth": "vendor\n", "vendor/vendored.py": "" };
    const layer = { "own.pth": "more\n", "more/shared.py": "" };
    const doubted = ["vendored", "shared", "nowhere", "json"];
    const run = proof.run({ code, layer, doubted });
    expect(run).toMatchObject({ outcome: { kind: "imported" }, found: ["vendored", "shared"] });
  });
});

withPython("what a search path leads to in the function is found, what it leads to on this machine is not", () => {
  inProofCase((proof) => {
    const lines = ["import os, sys", "sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'vendor'))", "import vendored"];
    const code = { ...index(...lines), "vendor/vendored.py": "" };
    expect(proof.run({ code, doubted: ["vendored"] }).found).toEqual(["vendored"]);
    expect(proof.run({ code: index("import json"), doubted: ["json"] }).found).toEqual([]);
  });
});

withPython("a message names places as the container does, and nothing that only begins like one", () => {
  inProofCase((proof) => {
    const code = index("import os, sys", "raise RuntimeError(f'{os.__file__} {os.getcwd()}/a {os.getcwd()}ends')");
    const { outcome } = proof.run({ code });
    const [error] = outcome.kind === "failed" ? outcome.errors : [];
    expect(error?.message).toMatch(/^(?:\/var\/lang|\/usr)\/lib\/python3\.\d+\/os\.py \/var\/task\/a (?!\/var\/task).*ends$/);
  });
});

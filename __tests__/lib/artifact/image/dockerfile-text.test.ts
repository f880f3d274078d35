import { dockerfileText, type EjectedFunction, hashedRequirements } from "../../../../lib/artifact/image/dockerfile-text";
import { digestOf } from "../../../../lib/artifact/image/digest";

const digest = digestOf("base");

function distribution(name: string, version: string): EjectedFunction["distributions"][number] {
  const wheel = { filename: `${name}-${version}-py3-none-any.whl`, sha256: name.repeat(8), bytes: 1, origin: "index" } as const;
  return { name, version, wheel };
}

const report: EjectedFunction = {
  ...{ name: "report", base: { name: "public.ecr.aws/lambda/python:3.11", digest }, handler: "index.handler" },
  ...{ files: ["index.py"], distributions: [] },
};

test("the text is the document's way: the base, the requirements by hash, the function's files, the handler", () => {
  const files = ["index.py", "requirements.txt", "common/a/b.py", "common/c.py", "assets/x.json"];
  const distributions = [distribution("tool", "1.0"), distribution("numpy", "2.2.6")];
  expect(dockerfileText({ ...report, files, distributions })).toBe(
    [
      "# A starting point, written by npm run image -- --eject report: from here on it is yours.",
      "# npm run image -- --build builds it, and gives it the files that the function ships, and no others.",
      `FROM public.ecr.aws/lambda/python:3.11@${digest}`,
      "",
      "# npm run image -- --build --fresh gives it another value, so that all below is built anew.",
      "ARG LAMBDA_CONTAINER_FRESH=none",
      "",
      "# What ships with the function's code, by hash. It changes less often than the code, and lies below it.",
      "COPY requirements.docker.txt ./",
      "RUN pip install --no-cache-dir --no-compile --no-deps --only-binary :all: --require-hashes \\",
      '    --target "${LAMBDA_TASK_ROOT}" --requirement requirements.docker.txt',
      "",
      "# The function's own files.",
      "COPY index.py requirements.txt ./",
      "COPY assets/ assets/",
      "COPY common/ common/",
      "",
      'CMD ["index.handler"]',
      "",
    ].join("\n"),
  );
  expect(hashedRequirements({ ...report, distributions })).toBe(
    [
      "# The wheels that ship in report, for its Dockerfile. Written by npm run image -- --eject report.",
      "# pip looks for them on PyPI alone: what comes from elsewhere needs an --index-url or a --find-links here.",
      "numpy==2.2.6 \\",
      `    --hash=sha256:${"numpy".repeat(8)}`,
      "tool==1.0 \\",
      `    --hash=sha256:${"tool".repeat(8)}`,
      "",
    ].join("\n"),
  );
});

test("a function that needs nothing installs nothing", () => {
  expect(dockerfileText(report)).not.toMatch(/pip|requirements/);
});

test.each([
  [["b.py", "a.py"], "COPY a.py b.py ./"],
  [["a b.py", "c.py"], 'COPY ["a b.py","c.py","./"]'],
  [["it's.py"], String.raw`COPY ["it\\'s.py","./"]`],
  [["$HOME.py"], String.raw`COPY ["\\$HOME.py","./"]`],
  [["a b/c.py"], 'COPY ["a b/","a b/"]'],
  [["a[1].py", "b.py", "c/d.py"], "COPY . ./"],
  [["what?.py"], "COPY . ./"],
])("%j is copied by %s", (files, line) => {
  expect(
    dockerfileText({ ...report, files })
      .split("\n")
      .filter((each) => each.startsWith("COPY")),
  ).toEqual([line]);
});

test("the same function gives the same text in whatever order its files are told", () => {
  const files = ["z/a.py", "b.py", "a/z.py", "a.py"];
  expect(dockerfileText({ ...report, files })).toBe(dockerfileText({ ...report, files: [...files].reverse() }));
});

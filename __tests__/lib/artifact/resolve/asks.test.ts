import fc from "fast-check";
import { UserError } from "../../../../lib/errors/user-error";
import { parseRequirement } from "../../../../lib/artifact/requirements/requirement";
import { asksFor } from "../../../../lib/artifact/resolve/asks";
import { resolveContext } from "../../../../lib/artifact/resolve/resolve-context";
import { errorText, inTemporaryFolder } from "../temporary-folder";
import { requestIn } from "./with-index";

function asking(folder: string, text: string): () => unknown {
  const parsed = parseRequirement(text);
  if ("fault" in parsed) throw new Error(parsed.fault);
  const listed = { requirement: parsed.requirement, text, file: "requirements.txt", line: 1, folder, hashes: [] };
  return () => asksFor([listed], resolveContext(requestIn(folder, "/no/uv"), []));
}

test.each([
  ["six>=1,<2", "six>=1,<2"],
  ["Six[Fast,slow] == 1.0", "six[fast,slow]==1.0"],
  ["six @ https://host/six-1.0-py3-none-any.whl", "six @ https://host/six-1.0-py3-none-any.whl"],
  ["https://host/a%2Bb/six-1.0-py3-none-any.whl", "six @ https://host/a%2Bb/six-1.0-py3-none-any.whl"],
  ["six @ https://me:pw@host/six-1.0-py3-none-any.whl?token=abc", "six @ https://host/six-1.0-py3-none-any.whl"],
])("%s is asked for as %s, apart from its login", (text, key) => {
  inTemporaryFolder((folder) => {
    expect(asking(folder, text)()).toMatchObject([{ name: "six", key }]);
  });
});

test.each([
  ["ftp://host/six-1.0-py3-none-any.whl", "ftp://host/six-1.0-py3-none-any.whl is not fetched: only https, http and file are"],
  ["https://host/%zz/index.html", "https://host/%zz/index.html is no wheel's address"],
  ["file://elsewhere/six-1.0-py3-none-any.whl", "is on another machine"],
  ["./six-1.0-py3-none-any.whl", "~/six-1.0-py3-none-any.whl does not exist"],
  ["six @ hg+https://me:pw@host/six", "hg+https://host/six is a repository"],
  ["./six-1.0.tar.gz", "./six-1.0.tar.gz is an sdist"],
])("%s cannot be asked for", (text, message) => {
  inTemporaryFolder((folder) => {
    const said = errorText(folder, asking(folder, text));
    expect(said).toMatch(/^UserError\n/);
    expect(said).toContain(message);
    expect(said).not.toContain("pw");
  });
});

test("whatever is written, there is an answer or an error with its line", () => {
  const part = fc.constantFrom(
    "file:",
    "//",
    "/",
    "https:",
    "a",
    ".whl",
    "%",
    "%zz",
    "@",
    " @ ",
    "#sha256=",
    "?",
    "..",
    "six",
    "-1.0",
    "-py3-none-any",
    ".zip",
  );
  inTemporaryFolder((folder) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part).map((parts) => parts.join("")),
          fc.webUrl(),
          fc.string(),
        ),
        (text) => {
          if ("fault" in parseRequirement(text)) return;
          try {
            asking(folder, text)();
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

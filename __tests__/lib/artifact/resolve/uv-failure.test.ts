import { platformOf } from "../../../../lib/artifact/resolve/platform";
import { uvFailure } from "../../../../lib/artifact/resolve/uv-failure";
import fc from "fast-check";

const noSolution = "error: No solution found when resolving dependencies\n  cause: ";
const unsatisfiable = "we can conclude that your requirements are unsatisfiable.\n";
const fetching = "error: Failed to fetch: https://host/simple/six/\n  cause: ";
const sending = "error sending request for url (https://host/simple/six/)\n  cause: ";

function failure(said: string, newest?: string): ReturnType<typeof uvFailure> {
  return uvFailure({
    said,
    platform: platformOf("python3.11", "x86_64"),
    manifest: "requirements.txt",
    where: (name) => (["six", "numpy", "pandas"].includes(name) ? `requirements.txt:${name.length}` : undefined),
    newestFitting: () => newest,
  });
}

/** What uv 0.13.9 writes, and what is made of it. */
test.each([
  [
    "a name",
    `${noSolution}Because six was not found in the package registry and you require six, ${unsatisfiable}`,
    "there is no distribution named six in the index",
    "requirements.txt:3",
  ],
  [
    "a version",
    `${noSolution}Because there is no version of six==99.0 and you require six==99.0, ${unsatisfiable}`,
    "there is no version of six that is ==99.0",
    "requirements.txt:3",
  ],
  [
    "versions",
    `${noSolution}Because there are no versions of six and you require six, ${unsatisfiable}`,
    "there is no version of six",
    "requirements.txt:3",
  ],
  [
    "one version's wheel",
    `${noSolution}Because numpy==2.4.6 has no usable wheels and you require numpy==2.4.6, ${unsatisfiable}`,
    "numpy 2.4.6 has no wheel that loads on python3.11 on x86_64 (glibc 2.26)",
    "requirements.txt:5",
  ],
  [
    "every wheel",
    `${noSolution}Because all versions of numpy have no usable wheels and you require numpy, ${unsatisfiable}`,
    "no version of numpy has a wheel that loads on",
    "requirements.txt:5",
  ],
  [
    "a platform's wheel",
    `${noSolution}Because numpy==2.0 has no wheels with a matching platform tag (e.g., \`manylinux_2_17_x86_64\`) and you require numpy==2.0, ${unsatisfiable}`,
    "numpy 2.0 has no wheel that loads on",
    "requirements.txt:5",
  ],
  [
    "a wheel further down",
    `${noSolution}Because docopt==0.6.2 has no usable wheels and only docopt<=0.6.2 is available, we can conclude that docopt>=0.6.2 cannot be used.\n         And because num2words==0.5.13 depends on docopt>=0.6.2 and you require num2words==0.5.13, ${unsatisfiable}`,
    "(num2words depends on it)",
    "requirements.txt",
  ],
  [
    "agreement",
    `${noSolution}Because pandas==2.2.3 depends on numpy>=1.23.2 and you require pandas==2.2.3, we can conclude that you require numpy>=1.23.2.\n         And because you require numpy<1.20, ${unsatisfiable}`,
    "the requirements contradict each other",
    "requirements.txt:6, requirements.txt:5",
  ],
  [
    "a login",
    `${noSolution}Because six was not found in the package registry and you require six, ${unsatisfiable}\nhint: An index URL (https://host/simple) could not be queried due to a lack of valid authentication credentials (401 Unauthorized)`,
    "https://host/simple refuses the login, or wants one: status 401",
    "requirements.txt",
  ],
  [
    "the right login",
    `${noSolution}Because six was not found in the package registry and you require six, ${unsatisfiable}\nhint: An index (https://host/simple) returned a 403 Forbidden error. Check that`,
    "https://host/simple refuses the login, or wants one: status 403",
    "requirements.txt",
  ],
  [
    "the network",
    `${noSolution}Because six was not found in the cache and you require six, ${unsatisfiable}\nhint: Packages were unavailable because the network was disabled.`,
    "six was never resolved here, and nothing may be looked up offline",
    "requirements.txt",
  ],
  [
    "a server",
    `${fetching}HTTP status server error (500 Internal Server Error) for url (https://host/simple/six/)`,
    "https://host/simple/six/ answers with status 500",
    "requirements.txt",
  ],
  ["patience", `${fetching}${sending}operation timed out`, "https://host/simple/six/ did not answer in time", "requirements.txt"],
  [
    "a name server",
    `${fetching}${sending}client error (Connect)\n  cause: dns error\n  cause: failed to lookup address information: Name or service not known`,
    "cannot be reached: failed to lookup address information: Name or service not known",
    "requirements.txt",
  ],
  [
    "a listener",
    `${fetching}${sending}client error (Connect)\n  cause: tcp connect error\n  cause: Connection refused (os error 111)`,
    "cannot be reached: Connection refused",
    "requirements.txt",
  ],
  [
    "the proxy",
    `${fetching}${sending}client error (Connect)\n  cause: tunnel error: failed to create underlying connection\n  cause: tcp connect error\n  cause: Connection refused (os error 111)`,
    "cannot be reached through the proxy",
    "requirements.txt",
  ],
  [
    "trust",
    `${fetching}${sending}client error (Connect)\n  cause: invalid peer certificate: UnknownIssuer`,
    "the certificate of https://host/simple/six/ is not trusted",
    "requirements.txt",
  ],
  [
    "a newer uv",
    "error: invalid value 'x86_64-manylinux_9_99' for '--python-platform <PYTHON_PLATFORM>'",
    "the uv that was found is too old",
    "requirements.txt",
  ],
  [
    "a Python",
    "error: No interpreter found for Python 3.11 in virtual environments, managed installations, or search path",
    "uv finds no Python 3.11 on this machine",
    "requirements.txt",
  ],
  [
    "words",
    "error: something new\n  cause: nobody knows",
    "uv cannot resolve the requirements:\n  error: something new",
    "requirements.txt",
  ],
])("where %s is missing, says so and where", (_what, said, message, where) => {
  const complaint = failure(said);
  expect(complaint.what).toContain(message);
  expect(complaint.where).toBe(where);
  expect(complaint.fix).not.toBe("");
});

test("names the newest version that has a fitting wheel, where there is one", () => {
  const said = `${noSolution}Because numpy==2.4.6 has no usable wheels and you require numpy==2.4.6, ${unsatisfiable}`;
  expect(failure(said, "2.2.6").fix).toContain("use numpy==2.2.6, which has one");
  expect(failure(said).fix).toContain("no version of it has one");
  expect(failure(`${said}\nhint: building from source is disabled`).fix).toContain("build a wheel (pip wheel numpy)");
});

test("makes a complaint of anything uv may say", () => {
  fc.assert(
    fc.property(fc.string(), (said) => {
      expect(failure(said)).toMatchObject({ what: expect.any(String) as string, where: expect.any(String) as string });
    }),
  );
});

import { commandLine, outcomeOf, run, type Program } from "../../../cli/process/run";

const node = (script: string): Program => ({ file: process.execPath, args: ["-e", script] });

test("a program's standard output is kept apart from all it says", async () => {
  const { code, stdout, output } = await outcomeOf(node('console.log("data"); console.error("remark"); process.exitCode = 3'));
  expect([code, stdout]).toEqual([3, "data\n"]);
  expect(output).toContain("remark");
});

test.each([
  { input: "a state", read: "a state" },
  { input: undefined, read: "" },
])("a program reads $input from its standard input, to the end", async ({ input, read }) => {
  const copying = node("process.stdin.pipe(process.stdout)");
  expect(await run({ ...copying, ...(input === undefined ? {} : { input }) })).toBe(read);
});

test("a program that does not read what it is given fails by its own exit code", async () => {
  const deaf = { ...node("process.exit(3)"), input: "x".repeat(1_000_000) };
  expect((await outcomeOf(deaf)).code).toBe(3);
});

test("a program that a signal ended answers 128 and the signal's number", async () => {
  expect((await outcomeOf(node('process.kill(process.pid, "SIGTERM")'))).code).toBe(143);
});

test("a failure says the last lines, the command and the cure", async () => {
  const failing = run({ ...node("for (let i = 1; i <= 50; i++) console.error(i); process.exit(1)"), cwd: "/" }, "call a friend");
  await expect(failing).rejects.toThrow(
    /failed with exit code 1:\n31\n32\n[^]*50\n {2}where: \S+ -e '[^]*'   \(in \/\)\n {2}fix:   call a friend/,
  );
});

test("a program that is not there is named", async () => {
  await expect(run({ file: "no-such-program", args: [] })).rejects.toThrow("no-such-program was not found");
});

test("whoever watches is told when a program starts and ends", async () => {
  const seen: string[] = [];
  const watch = {
    started: (pid: number) => seen.push(`started ${typeof pid}`),
    ended: (pid: number) => seen.push(`ended ${typeof pid}`),
  };
  await outcomeOf(node(""), watch);
  expect(seen).toEqual(["started number", "ended number"]);
});

test.each([
  [["plain", "--flag=a/b"], "plain --flag=a/b"],
  [["two words"], "'two words'"],
  [["it's"], `'it'\\''s'`],
  [[""], "''"],
])("%p is written as one could type it", (args, text) => {
  expect(commandLine({ file: "run", args })).toBe(`run ${text}`);
});

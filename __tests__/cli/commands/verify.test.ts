import { UsageError } from "../../../cli/commands/command";
import { verify } from "../../../cli/commands/verify";
import { planOf } from "../delivery/made-plan";
import { inTemporaryFolder, write } from "../../lib/artifact/temporary-folder";

interface Ran {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

/** Runs the command beside these files, the folder shown as `~`. */
async function run(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  return inTemporaryFolder(async (folder) => {
    write(folder, { "stack/cdk.tf.json": "{}", ...files });
    const said = { out: [] as string[], err: [] as string[] };
    const io = {
      out: (text: string) => void said.out.push(text),
      err: (text: string) => void said.err.push(text),
      env: {},
      root: folder,
    };
    const shown = (text: string): string => text.replaceAll(folder, "~");
    const own = args.map((arg) => arg.replaceAll("~", folder));
    const code = await verify
      .run(own, io)
      .catch((error: unknown) => shown(`${(error as Error).name}: ${(error as Error).message}`));
    return { code, out: shown(said.out.join("\n")), err: shown(said.err.join("\n")) };
  });
}

const nothing = JSON.stringify(planOf({}));
const loss = JSON.stringify(planOf({ "aws_s3_bucket.b": { actions: ["delete"] } }));

test("a plan in the stack directory is meant, as Terraform with -chdir means it", async () => {
  expect(await run({ "stack/plan.json": nothing }, "~/stack", "plan.json")).toEqual({
    code: 0,
    out: "the plan uploads nothing\nnothing that holds data is deleted or replaced",
    err: "",
  });
});

test("a plan that lies elsewhere is named by its path", async () => {
  expect(await run({ "plan.json": nothing }, "~/stack", "~/plan.json")).toMatchObject({ code: 0 });
});

test("a plan that may be either of two is none", async () => {
  const before = process.cwd();
  const { code } = await inTemporaryFolder(async (folder) => {
    write(folder, { "plan.json": nothing });
    process.chdir(folder);
    return run({ "stack/plan.json": nothing }, "~/stack", "plan.json").finally(() => {
      process.chdir(before);
    });
  });
  expect(code).toMatch(/two plans may be meant by plan\.json: .*\/stack\/plan\.json and plan\.json\n/);
});

test.each([[[]], [["~/stack"]], [["~/stack", "a", "b"]]])("called with %j it is used wrongly", async (args) => {
  await inTemporaryFolder(async () => {
    await expect(verify.run(args, { out: jest.fn(), err: jest.fn(), env: {}, root: "" })).rejects.toThrow(UsageError);
  });
});

test.each([
  ["a folder that is not there", {}, ["~/other", "plan.json"], "there is no such folder"],
  ["a plan that is not there", {}, ["~/stack", "plan.json"], "there is no such plan\n  where: ~/stack/plan.json"],
  [
    "a receipt that is none",
    { "stack/plan.json": nothing, "stack/artifacts.json": "{" },
    ["~/stack", "plan.json"],
    "the receipt cannot be read",
  ],
  ["a loss", { "stack/plan.json": loss }, ["~/stack", "plan.json"], "aws_s3_bucket.b is deleted"],
])("%s is an error", async (_, files, args, message) => {
  expect((await run(files, ...args)).code).toContain(message);
});

test("--allow-replace allows one address, and says of one that is not concerned", async () => {
  const files = { "stack/plan.json": loss };
  expect(await run(files, "~/stack", "plan.json", "--allow-replace", "aws_s3_bucket.b", "--allow-replace", "x")).toMatchObject({
    code: 0,
    err: "--allow-replace x: the plan neither deletes nor replaces it",
  });
});

test("--json says the same, and its exit code too", async () => {
  const { code, out } = await run({ "stack/plan.json": loss }, "~/stack", "plan.json", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    losses: [{ address: "aws_s3_bucket.b", allowed: false }],
    complaints: [{}],
  });
});

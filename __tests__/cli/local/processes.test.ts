import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { holdingLock } from "../../../cli/local/cloud-lock";
import { isStill, ProcessRecords } from "../../../cli/local/processes";
import { Progress } from "../../../cli/process/progress";
import { inTemporaryFolder } from "../../lib/artifact/temporary-folder";

const quiet = new Progress({ write: () => true, isTTY: false } as unknown as NodeJS.WriteStream);

test("a process that outlived its command is ended", async () => {
  await inTemporaryFolder(async (folder) => {
    const program = { file: process.execPath, args: ["-e", "setInterval(() => {}, 1000)"] };
    const { pid = 0 } = spawn(program.file, program.args, { stdio: "ignore" });
    const records = new ProcessRecords(join(folder, "processes"));
    records.started(pid, program);
    await records.endAll();
    expect(await isStill(pid, process.execPath)).toBe(false);
    expect(existsSync(join(folder, "processes", String(pid)))).toBe(false);
  });
});

test("a process that merely has the number of a recorded one is left alone", async () => {
  await inTemporaryFolder(async (folder) => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const records = new ProcessRecords(folder);
    records.started(other.pid ?? 0, { file: "terraform", args: ["apply"] });
    await records.endAll();
    expect(await isStill(other.pid ?? 0, process.execPath)).toBe(true);
    other.kill();
  });
});

test("the lock of a command that was killed is taken over", async () => {
  await inTemporaryFolder(async (folder) => {
    const lock = join(folder, "lock");
    writeFileSync(lock, "999999999");
    await expect(holdingLock(lock, quiet, () => Promise.resolve("done"))).resolves.toBe("done");
    expect(existsSync(lock)).toBe(false);
  });
});

test("the lock is given back when the work fails", async () => {
  await inTemporaryFolder(async (folder) => {
    const lock = join(folder, "new", "lock");
    await expect(holdingLock(lock, quiet, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(existsSync(lock)).toBe(false);
  });
});

test("a second command waits for the first", async () => {
  await inTemporaryFolder(async (folder) => {
    const script = join(folder, "cli", "main.ts");
    mkdirSync(join(folder, "cli"));
    writeFileSync(script, "");
    const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", script], { stdio: "ignore" });
    const lock = join(folder, "lock");
    writeFileSync(lock, String(holder.pid));
    const order: string[] = [];
    const waiting = holdingLock(lock, quiet, () => Promise.resolve(order.push("second")));
    await new Promise((resume) => setTimeout(resume, 400));
    order.push("first");
    holder.kill();
    await waiting;
    expect(order).toEqual(["first", "second"]);
  });
});

test("of many commands that find one dead lock, never two are at work at a time", async () => {
  await inTemporaryFolder(async (folder) => {
    const script = join(folder, "cli", "main.ts");
    mkdirSync(join(folder, "cli"));
    const log = join(folder, "log");
    const room = resolve(__dirname, "../../..", "cli");
    writeFileSync(
      script,
      `import { appendFileSync } from "node:fs";
       import { holdingLock } from ${JSON.stringify(join(room, "local/cloud-lock.ts"))};
       const quiet = { say() {} };
       while (Date.now() < Number(process.argv[2])); // all at once
       void holdingLock(${JSON.stringify(join(folder, "lock"))}, quiet as never, async () => {
         appendFileSync(${JSON.stringify(log)}, "in ");
         await new Promise((resume) => setTimeout(resume, 30));
         appendFileSync(${JSON.stringify(log)}, "out ");
       });`,
    );
    for (let round = 0; round < 3; round += 1) {
      writeFileSync(join(folder, "lock"), "999999999");
      writeFileSync(log, "");
      const loader = ["--import", pathToFileURL(require.resolve("tsx")).href];
      const begin = String(Date.now() + 2_500);
      const takers = Array.from({ length: 5 }, () =>
        once(spawn(process.execPath, [...loader, script, begin], { stdio: "inherit" }), "exit"),
      );
      await Promise.all(takers);
      expect(readFileSync(log, "utf8")).toBe("in out ".repeat(5));
    }
  });
}, 60_000);

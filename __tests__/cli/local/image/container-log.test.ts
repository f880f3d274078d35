import { appendFileSync, closeSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ContainerLog } from "../../../../cli/local/image/container-log";
import { inTemporaryFolder } from "../../../lib/artifact/temporary-folder";

test("each line of a log is handed out once", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, "log");
    const log = new ContainerLog(path);
    expect(log.news()).toBe("");
    const output = log.open();
    writeSync(output, "one\n");
    writeSync(output, "é\n");
    expect(log.news()).toBe("one\né\n");
    expect(log.news()).toBe("");
    writeSync(output, "three");
    closeSync(output);
    expect(log.news()).toBe("three");
  });
});

test("what was there before is left, and two that write do not overwrite each other", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, "log");
    writeFileSync(path, "before\n");
    const log = new ContainerLog(path);
    const output = log.open();
    appendFileSync(path, "other\n");
    writeSync(output, "own\n");
    closeSync(output);
    expect(log.news()).toBe("before\nother\nown\n");
  });
});

test("a log that was begun anew is read anew", () => {
  inTemporaryFolder((folder) => {
    const path = join(folder, "log");
    const log = new ContainerLog(path);
    writeFileSync(path, "a long line\n");
    log.news();
    writeFileSync(path, "short\n");
    expect(log.news()).toBe("short\n");
  });
});

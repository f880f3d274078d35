import { styleText } from "node:util";

/** Where lines about progress go: standard error, so that standard output holds data alone. */
export type Say = (line: string) => void;

/** Shows what is going on: one line a phase, with its time; a phase of over two seconds is announced while it runs. */
export class Progress {
  /** Milliseconds that each phase took which has ended well, by its name. */
  readonly times = new Map<string, number>();

  constructor(private readonly err: NodeJS.WriteStream = process.stderr) {}

  /** Says a line of its own. */
  say(line: string): void {
    this.err.write(`${line}\n`);
  }

  /**
   * Runs one phase.
   *
   * @param name what is being done, such as `terraform apply`
   * @param work may add a remark to the phase's line by what it hands to its argument
   */
  async phase<T>(name: string, work: (remark: Say) => Promise<T>): Promise<T> {
    const started = performance.now();
    let remark = "";
    const announcement = setTimeout(() => {
      this.err.write(this.dim(`  … ${name}${this.err.isTTY ? "" : "\n"}`));
    }, 2_000);
    try {
      const result = await work((text) => {
        remark = text;
      });
      this.times.set(name, performance.now() - started);
      this.finish("✓", "green", name, remark, started);
      return result;
    } catch (error) {
      this.finish("✗", "red", name, "", started);
      throw error;
    } finally {
      clearTimeout(announcement);
    }
  }

  private finish(mark: string, colour: "green" | "red", name: string, remark: string, started: number): void {
    const seconds = `${((performance.now() - started) / 1000).toFixed(2)} s`;
    const line = `  ${this.style(colour, mark)} ${name.padEnd(34)} ${seconds.padStart(8)}${remark === "" ? "" : this.dim(`   ${remark}`)}`;
    this.err.write(`${this.err.isTTY ? "\r\u001B[K" : ""}${line}\n`);
  }

  private dim(text: string): string {
    return this.style("dim", text);
  }

  private style(format: "green" | "red" | "dim", text: string): string {
    const coloured = this.err.isTTY && !process.env["NO_COLOR"];
    return coloured ? styleText(format, text) : text;
  }
}

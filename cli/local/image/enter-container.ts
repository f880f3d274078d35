import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../lib/errors/user-error";
import { outcomeOf, type Program } from "../../process/run";

/** What to start in a container, and what it sees. */
export interface ContainerOrder {
  /** The unpacked image. Absolute. */
  readonly root: string;
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of /tmp. Megabytes. */
  readonly temporarySize: number;
}

const systemFolders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/**
 * Runs in namespaces of its own, as their root: makes the image a file system of which only /tmp can be written, as on AWS, with the devices
 * that AWS gives (no /dev/shm), and enters it. What it mounts is gone with the last of its processes. It keeps a function from harming its
 * image and this machine by mistake, and is no prison: what is run here is the person's own code, as it is where a package is no image.
 */
const enter = `
set -e
root=$1 temporary=$2 directory=$3 path=$PATH
shift 3
PATH=${systemFolders.join(":")}
unshare=$(command -v unshare)
mount --bind "$root" "$root"
mount -t tmpfs -o "mode=1777,size=\${temporary}m" tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom; do
  : > "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
mount -o remount,bind,ro "$root/dev"
mount -t proc -o ro proc "$root/proc" 2> /dev/null || : # refused inside docker
for name in hosts resolv.conf; do
  [ -e "/etc/$name" ] || continue
  mount --bind "/etc/$name" "$root/etc/$name"
  mount -o remount,bind,ro "$root/etc/$name" # this machine's own: a function may be root's
done
mount -o remount,bind,ro "$root"
PATH=$path exec "$unshare" --root="$root" --wd="$directory" -- "$@"
`;

/** Killing the first process kills them all. */
const namespaces = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"];

/** The program that runs a container, on this machine's network. It is to be ended by SIGKILL. */
export function containerProgram({ root, command, workingDirectory, env, temporarySize }: ContainerOrder): Program {
  const args = [...namespaces, "/bin/sh", "-c", enter, "sh", root, String(temporarySize), workingDirectory, ...command];
  return { file: unsharePath() ?? "unshare", args, env, cwd: "/" };
}

/**
 * Looks whether this machine can run containers that way.
 *
 * @throws UserError with the cure where it cannot
 */
export async function checkNamespaces(): Promise<void> {
  const unshare = unsharePath();
  if (process.platform !== "linux") {
    throw new UserError({
      what: `functions that are images run on Linux alone, and this is ${process.platform}`,
      fix: "run this on Linux, or package the function otherwise for the local cloud",
    });
  }
  if (unshare === undefined) {
    throw new UserError({
      what: "functions that are images run by unshare, which was not found",
      where: systemFolders.join(":"),
      fix: "install util-linux",
    });
  }
  const { code, output } = await outcomeOf({ file: unshare, args: [...namespaces, "/bin/true"], env: {}, cwd: "/" });
  if (code === 0) return;
  throw new UserError({
    what: `this machine does not let a function's image run in namespaces of its own: ${output.trim()}`,
    where: [unshare, ...namespaces, "/bin/true"].join(" "),
    fix:
      "allow user namespaces: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu) or user.max_user_namespaces=10000; " +
      "inside docker, start its container with --privileged",
  });
}

function unsharePath(): string | undefined {
  return systemFolders
    .map((folder) => join(folder, "unshare"))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

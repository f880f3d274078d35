import { type Complaint, throwIfAny } from "../../errors/user-error";
import type { Listed, RequirementsFile } from "../requirements/requirements-file";
import { pinnedVersion } from "../requirements/specifier";
import { type Ask, whereOf } from "./asks";

/**
 * Whether every distribution is pinned with a hash. As with pip, a file that gives one a hash, or says so, must not leave out any: what is
 * left out would be whatever the index has that day.
 *
 * @throws UserError naming each that it leaves out
 */
export function isLocked(
  compiled: readonly { readonly name: string }[],
  asks: readonly Ask[],
  file: RequirementsFile,
  manifest: string,
): boolean {
  const isPinned = ({ requirement, hashes }: Listed): boolean =>
    hashes.length > 0 && (requirement.address !== undefined || pinnedVersion(requirement.specifier) !== undefined);
  const pinned = new Set([
    ...asks.filter(({ listed, file: known }) => known !== undefined || isPinned(listed)).map(({ name }) => name),
    ...file.constraints.filter(isPinned).map(({ requirement }) => requirement.name ?? ""),
  ]);
  const loose = compiled.filter(({ name }) => !pinned.has(name));
  const meansTo = file.requireHashes || asks.some(({ listed }) => listed.hashes.length > 0);
  if (loose.length === 0) return asks.some(({ listed }) => isPinned(listed));
  if (!meansTo) return false;
  const complaints = loose.map(({ name }): Complaint => {
    const ask = asks.find((each) => each.name === name);
    return ask === undefined
      ? { what: `${name} is needed by what is locked, but is not locked itself`, where: manifest, fix: "lock anew: npm run lock" }
      : {
          what: `${name} is not pinned with == and --hash, as the others are`,
          where: whereOf(ask.listed),
          fix: "lock anew: npm run lock",
        };
  });
  throwIfAny(complaints);
  return false;
}

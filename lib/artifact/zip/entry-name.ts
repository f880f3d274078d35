/** What is wrong with the name of a file in a ZIP; nothing where every unpacker puts it at the same place, below the folder it is given. */
export function nameFault(name: string): string | undefined {
  if (name === "") return "is empty";
  if (/\p{Cc}/u.test(name)) return "has a control character";
  if (name.includes("\\")) return "has a backslash";
  if (name.startsWith("/")) return "is absolute";
  if (/^[a-z]:/i.test(name)) return "has a drive letter";
  const segments = name.replace(/\/$/, "").split("/");
  if (segments.includes("..")) return "leads out of the folder";
  if (segments.includes(".") || segments.includes("")) return "has an empty step in it";
  return undefined;
}

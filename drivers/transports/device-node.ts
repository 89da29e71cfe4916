// Device nodes of the system: why one cannot be opened, said so that a technician knows what to type.
import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";

/** Throws with words when the node is missing, no device, or not ours to open. Does nothing on Windows. */
export async function checkDeviceNode(path: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const found = await stat(path);
    if (!found.isCharacterDevice()) throw new Error(`${path} 不是设备 is not a device`);
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw await worded(path, error);
  }
}

/** The same words for an error that opening gave. */
export async function worded(path: string, error: unknown): Promise<Error> {
  const { code, message } = error as NodeJS.ErrnoException;
  const says = (word: string) => code === word || String(message).includes(word);
  if (says("ENOENT") || says("No such file")) {
    return new Error(`没有端口 ${path}，检查线缆 no such port ${path}: is the cable plugged in?`, { cause: error });
  }
  if (says("EACCES") || says("Permission denied")) {
    const group = await groupOf(path);
    const user = userInfo().username;
    const why = `${path} 无权访问 permission denied: port belongs to group ${group}`;
    const remedy = `sudo usermod -aG ${group} ${user}, 然后重新登录 then log in again`;
    return new Error(`${why}; run: ${remedy}`, { cause: error });
  }
  if (says("EBUSY") || says("Cannot lock port") || says("Resource temporarily unavailable")) {
    return new Error(`${path} 被其他程序占用 is in use by another program`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Name of the group a node belongs to; its number where the system knows no name. */
export async function groupOf(path: string, groupFile = "/etc/group"): Promise<string> {
  try {
    const { gid } = await stat(path);
    const lines = (await readFile(groupFile, "utf8")).split("\n");
    return lines.map((line) => line.split(":")).find((fields) => fields[2] === String(gid))?.[0] ?? String(gid);
  } catch {
    return "dialout"; // The node vanished or there is no such file: the usual name is the best advice left.
  }
}

// A process that removes personal data by rule and kills itself amid it. Arguments: the file, its key, contact days.
import { purgeNow } from "../../dist/controller/messages/purges.js";
import { SqliteVault } from "../../dist/controller/messages/sqlite-vault.js";

const [path = "", key = "", days = "1"] = process.argv.slice(2);
const vault = new SqliteVault({
  ...{ path, key: Buffer.from(key, "base64url"), nowMs: Date.now, contactDays: Number(days), countryCode: "86" },
  log: { warn: () => undefined },
});
purgeNow(vault, Date.now(), () => process.kill(process.pid, "SIGKILL"));

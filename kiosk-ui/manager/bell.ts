// The bell of the manager's page.
import { browserBell } from "../shared/alarm-bell.ts";

export const managerBell = browserBell("board");

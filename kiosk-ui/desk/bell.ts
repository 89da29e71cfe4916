// The bell of the guide desk.
import { browserBell } from "../shared/alarm-bell.ts";

export const deskBell = browserBell("desk");

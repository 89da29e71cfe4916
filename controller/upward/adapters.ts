// The provinces there are, one line each.
import type { ProvinceId } from "../../config/upward-schema.ts";
import type { ProvinceAdapter } from "./adapter.ts";
import { ANHUI } from "./anhui.ts";
import { GUANGDONG } from "./guangdong.ts";
import { SHANDONG } from "./shandong.ts";
import { ZHEJIANG } from "./zhejiang.ts";

export const ADAPTERS: Readonly<Record<ProvinceId, ProvinceAdapter>> = {
  zhejiang: ZHEJIANG,
  guangdong: GUANGDONG,
  anhui: ANHUI,
  shandong: SHANDONG,
};

// What the provinces are said to have given to the invented hall.
import type { ProvinceId } from "../../config/upward-schema.ts";

export const GIVEN_VALUES: Readonly<Record<ProvinceId, Readonly<Record<string, string>>>> = {
  zhejiang: { dataSource: "165", appStatus: "1" },
  guangdong: { certificateType: "10" },
  anhui: { source: "hall9", userPageType: "1", handleStateAccepted: "10", handleStateDone: "30" },
  shandong: { appId: "hall-9", mouldAp: "m1" },
};

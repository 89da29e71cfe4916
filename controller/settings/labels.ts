// Addresses of the hall's pages with their codes, for a sheet of labels to stick on the machines.
import type { Config } from "../../config/schema.ts";
import type { LabelView } from "../contract/settings.ts";

const words = (name: Readonly<Record<string, string>>, otherwise: string) => ({
  zh: name["zh-CN"] ?? Object.values(name)[0] ?? otherwise,
  en: name.en ?? "",
});

/** In the order in which somebody walks through the hall. */
export async function labelsOf(config: Config, base: string): Promise<LabelView[]> {
  const { default: QRCode } = await import("qrcode");
  const rows: Omit<LabelView, "svg">[] = [
    ...config.kiosks.map(({ id }) => ({
      ...{ kind: "kiosk" as const, name: { zh: `取号机 ${id}`, en: `Kiosk ${id}` } },
      url: `${base}/kiosk?id=${encodeURIComponent(id)}`,
    })),
    { kind: "board", name: { zh: "大厅屏", en: "Hall board" }, url: `${base}/hall` },
    ...(config.zones ?? []).map(({ id, name }) => ({
      ...{ kind: "board" as const, name: words(name, id), url: `${base}/hall?zone=${encodeURIComponent(id)}` },
    })),
    { kind: "desk", name: { zh: "咨询台", en: "Guide desk" }, url: `${base}/desk` },
    ...config.windows.flatMap(({ id, name }) => {
      const { zh, en } = words(name, id);
      const at = encodeURIComponent(id);
      return [
        { kind: "window" as const, name: { zh: `${zh} 叫号`, en: `${en} console` }, url: `${base}/window?id=${at}` },
        { kind: "pad" as const, name: { zh: `${zh} 评价器`, en: `${en} pad` }, url: `${base}/pad?id=${at}` },
      ];
    }),
  ];
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      svg: await QRCode.toString(row.url, { type: "svg", margin: 1, errorCorrectionLevel: "M" }),
    })),
  );
}

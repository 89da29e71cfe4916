// An invented hall with everything a citizen may meet: groups, documents, cards, quotas, bookings, twelve windows.
import { freePort, planHall, RealHall } from "../helpers/real-hall.ts";

/** A zone in which it is late morning now, so that the hall is at work whenever the scenes are played. */
export function lateMorning(nowMs: number = Date.now()): string {
  const ahead = 10 - new Date(nowMs).getUTCHours();
  const offset = ahead < -12 ? ahead + 24 : ahead;
  return offset === 0 ? "Etc/GMT" : `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
}

const words = (hans: string, hant: string, en: string) => ({ "zh-CN": hans, "zh-Hant": hant, en });

const SERVICES = [
  { id: "social", prefix: "A", name: words("社会保险", "社會保險", "Social insurance") },
  { id: "medical", prefix: "B", name: words("医疗保障", "醫療保障", "Medical insurance"), crowdedFrom: 2 },
  {
    ...{ id: "household", prefix: "C", name: words("户籍业务", "戶籍業務", "Household registration") },
    documents: [
      words("居民户口簿原件", "居民戶口簿原件", "Household register, original"),
      words("居民身份证", "居民身份證", "Identity card"),
      words("变更事项的证明材料", "變更事項的證明材料", "Proof of what has changed"),
    ],
    appointments: { slotMinutes: 30, capacity: 20, daysAhead: 3, earlyMinutes: 1440, lateMinutes: 1440 },
  },
  { id: "tax", prefix: "D", name: words("税务服务", "稅務服務", "Tax services") },
  { id: "estate", prefix: "E", name: words("不动产登记", "不動產登記", "Real estate"), dailyMax: 1 },
  { id: "card", prefix: "F", name: words("社保卡补办", "社保卡補辦", "Lost card"), perPersonDaily: 1 },
];

const GROUPS = [
  {
    ...{ id: "people", name: words("个人办事", "個人辦事", "For people") },
    services: ["social", "medical", "household", "card"],
  },
  { id: "firms", name: words("企业办事", "企業辦事", "For companies"), services: ["tax"] },
  { id: "homes", name: words("房屋与土地", "房屋與土地", "Homes and land"), services: ["estate"] },
];

/** Names that nobody is meant by. */
const STAFF = ["王某", "李某", "赵某", "陈某", "周某", "吴某", "徐某", "孙某", "马某", "朱某", "胡某", "林某"];

const WINDOWS = 12;

interface Gallery {
  /** The hall opens in the afternoon: now is before its hours. */
  readonly closed?: boolean;
  /** Cut off from the paper printer, the reader and the scanner: faster to start. */
  readonly bare?: boolean;
}

/** The hall's processes are not running yet. */
export async function galleryHall({ closed = false, bare = false }: Gallery = {}): Promise<RealHall> {
  const { config, ports } = await planHall({ windows: WINDOWS, withStrips: false, services: SERVICES });
  const [reader, scanner] = [await freePort(), await freePort()];
  const tcp = (id: string, port: number) => ({ id, type: "tcp", host: "127.0.0.1", port });
  const hours = Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, ["13:30-17:00"]]),
  );
  const windows = Array.from({ length: WINDOWS }, (_, i) => ({
    id: String(i + 1),
    name: words(`${i + 1}号窗口`, `${i + 1}號窗口`, `Window ${i + 1}`),
    services: SERVICES.map(({ id }) => id),
    ...(i === 0 ? { needs: ["sign-language", "low-counter"] } : {}),
  }));
  const devices = [
    { id: "printer-1", model: "printer/escpos", link: "net-printer" },
    { id: "reader-1", model: "reader/samv", link: "net-reader", kiosk: "kiosk-1" },
    { id: "scanner-1", model: "scanner/line", link: "net-scanner", kiosk: "kiosk-1" },
  ];
  const links = [tcp("net-printer", ports.printer), tcp("net-reader", reader), tcp("net-scanner", scanner)];
  const changed = {
    ...config,
    hall: {
      ...(config.hall as object),
      name: words("云溪市政务服务中心", "雲溪市政務服務中心", "Yunxi Government Service Centre"),
      timezone: lateMorning(),
      languages: ["zh-CN", "zh-Hant", "en"],
      ...(closed ? { calendar: { week: hours } } : {}),
    },
    serviceGroups: GROUPS,
    windows,
    staff: STAFF.map((name, i) => ({ id: `s${i + 1}`, name, number: String(1001 + i) })),
    kiosks: [
      { id: "kiosk-1", mountingHeightMm: 780, ...(bare ? {} : { printer: "printer-1" }) },
      { id: "kiosk-2", keypadOnly: true },
    ],
    links: bare ? [] : links,
    devices: bare ? [] : devices,
    board: { nextUp: true },
    site: {
      lockScreen: words("今天上午不对外办理", "今天上午不對外辦理", "Closed this morning"),
      keeps: words(
        "本机只保存号码和办理时间，不保存身份证信息。",
        "本機只保存號碼和辦理時間，不保存身份證資料。",
        "We keep the number and the times, nothing from your ID card.",
      ),
    },
  };
  return new RealHall(changed, ports);
}

/** Windows open, one service closed by the manager, one with its last number of the day given out. */
export async function openGallery(hall: RealHall): Promise<void> {
  const ask = async (path: string, body: unknown): Promise<void> => {
    const { status, body: answer } = await hall.call("POST", path, body);
    if (status >= 400) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
  };
  for (let n = 1; n <= WINDOWS; n += 1) await ask(`/windows/${n}/open`, { staffId: `s${n}` });
  await ask("/services/tax/close", { reason: "系统维护" });
  await ask("/tickets", { serviceId: "estate" });
  for (let n = 0; n < 3; n += 1) await ask("/tickets", { serviceId: "medical" });
}

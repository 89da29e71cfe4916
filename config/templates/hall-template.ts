// Writes the file of a new hall of 10, 30 or 60 windows: commented, valid, and served by the simulators as it stands.

export type TemplateSize = 10 | 30 | 60;

interface Offer {
  readonly id: string;
  readonly prefix: string;
  readonly zh: string;
  readonly en: string;
  readonly minutes: number;
  readonly group: "people" | "business";
}

const offer = (
  ...[id, prefix, zh, en, minutes, group]: [string, string, string, string, number, Offer["group"]]
): Offer => ({ id, prefix, zh, en, minutes, group });

/** In the order in which a larger hall adds them. */
const OFFERS: readonly Offer[] = [
  offer("general", "Z", "综合受理", "General services", 15, "people"),
  offer("social-insurance", "A", "社会保险", "Social insurance", 15, "people"),
  offer("medical-insurance", "B", "医疗保障", "Medical insurance", 15, "people"),
  offer("household", "C", "户籍业务", "Household registration", 20, "people"),
  offer("enterprise", "D", "企业登记", "Business registration", 30, "business"),
  offer("tax", "E", "税务服务", "Tax service", 15, "business"),
  offer("real-estate", "F", "不动产登记", "Real estate", 30, "people"),
  offer("housing-fund", "G", "住房公积金", "Housing fund", 20, "people"),
  offer("transport", "H", "交通运输", "Transport", 20, "business"),
  offer("construction", "J", "建设审批", "Construction permits", 40, "business"),
  offer("civil-affairs", "K", "民政事务", "Civil affairs", 20, "people"),
  offer("entry-exit", "L", "出入境", "Entry and exit", 20, "people"),
  offer("health", "M", "卫生健康", "Health", 20, "business"),
  offer("food-drug", "N", "食品药品", "Food and drugs", 30, "business"),
  offer("environment", "P", "生态环境", "Environment", 30, "business"),
  offer("culture", "Q", "文化旅游", "Culture and tourism", 20, "business"),
  offer("agriculture", "R", "农业农村", "Agriculture", 20, "business"),
  offer("utilities", "S", "水电气报装", "Utilities", 20, "people"),
  offer("disability", "T", "助残服务", "Disability services", 20, "people"),
  offer("notary", "U", "公证服务", "Notary", 30, "people"),
];

interface Plan {
  readonly services: number;
  readonly kiosks: number;
  readonly zones: number;
}
const PLANS: Readonly<Record<TemplateSize, Plan>> = {
  10: { services: 6, kiosks: 1, zones: 1 },
  30: { services: 12, kiosks: 2, zones: 3 },
  60: { services: 20, kiosks: 4, zones: 4 },
};
/** Devices on one pair of wires: within what RS-485 carries, and short enough turns for the keys. */
const WINDOWS_PER_BUS = 10;
const PORT = { keys: 15_001, strips: 15_101, printers: 19_101 } as const;
const GROUPS = [
  { id: "people", zh: "个人业务", en: "For people" },
  { id: "business", zh: "企业业务", en: "For business" },
] as const;

/** The text of the file. Equal sizes give equal texts. */
export function hallTemplate(size: TemplateSize): string {
  const plan = PLANS[size];
  const offers = OFFERS.slice(0, plan.services);
  const windows = Array.from({ length: size }, (_, i) => i + 1);
  const parts = [
    head(size),
    services(offers),
    windowsPart(windows, offers),
    staff(windows),
    kiosks(plan),
    zones(windows, plan),
    links(windows, plan),
    devices(windows, plan),
    POLICY,
  ];
  return `${parts.filter((part) => part !== "").join("\n")}\n`;
}

const words = (zh: string, en: string): string => `{ zh-CN: ${zh}, en: ${en} }`;
const list = (items: readonly string[]): string => `[${items.join(", ")}]`;

function head(size: number): string {
  return `# 政务服务大厅，${size} 个窗口 · a service hall of ${size} windows.
# 注释会保留：在“管理 → 设置”里修改也不会丢失 · comments stay when the settings page changes this file.
# 检查 check it with: npx hallkeeper config check FILE
version: 1
hall:
  id: new-hall # 日志和报表里的大厅代号 names the hall in logs and reports
  name: ${words("新政务服务大厅", "New Service Hall")}
  timezone: Asia/Shanghai
  languages: [zh-CN, en]
  # 没有写的日子不开放 · a day that is not named is closed.
  calendar:
    week:
${["mon", "tue", "wed", "thu", "fri"].map((day) => `      ${day}: ["09:00-12:00", "13:30-17:00"]`).join("\n")}
    holidays: [] # 放假 closed, e.g. - { date: 2031-10-01, name: { zh-CN: 国庆节 } }
    workdays: [] # 调休上班 worked instead, e.g. - { date: 2031-10-11, like: fri }
    extended: [] # 延时服务 longer than usual, e.g. - { weekday: wed, hours: ["17:00-19:00"] }
server:
  host: 0.0.0.0 # 大厅内网可访问 reachable from kiosks and screens in the hall's own network
  port: 8080
  publicUrl: null # 手机访问的地址 the address citizens' phones use, e.g. https://hall.example.org
# 第一位管理员用控制台上的设置码建立，没有默认密码。
# The first manager is made with the code on the service's console; there is no default password.
security: { trustLoopback: false }`;
}

function services(offers: readonly Offer[]): string {
  const rows = offers.map(
    ({ id, prefix, zh, en, minutes }) =>
      `  - { id: ${id}, prefix: ${prefix}, digits: 3, name: ${words(zh, en)}, caseLimitMinutes: ${minutes} }`,
  );
  const groups = GROUPS.map(({ id, zh, en }) => {
    const own = offers.filter(({ group }) => group === id).map((one) => one.id);
    return `  - { id: ${id}, name: ${words(zh, en)}, services: ${list(own)} }`;
  });
  return [
    "# 号码 = prefix + digits 位数字 · a number is the prefix and so many digits; caseLimitMinutes 是承诺时限 the promise.",
    "services:",
    ...rows,
    ...(offers.length > 8 ? ["# 取号机先问大类 · a kiosk asks for the group first.", "serviceGroups:", ...groups] : []),
  ].join("\n");
}

function windowsPart(windows: readonly number[], offers: readonly Offer[]): string {
  const rows = windows.map((n) => {
    const own = offers[Math.floor(((n - 1) * offers.length) / windows.length)]?.id ?? "general";
    const served = own === "general" ? ["general"] : [own, "general"];
    const lower = n === 1 ? ", needs: [low-counter]" : "";
    return `  - { id: "${n}", name: ${words(`${n}号窗口`, `Window ${n}`)}, services: ${list(served)}${lower} }`;
  });
  return [
    "# 每个窗口先办自己的业务，也办综合受理 · each window has its own service, and helps with the general ones.",
    "windows:",
    ...rows,
  ].join("\n");
}

function staff(windows: readonly number[]): string {
  const rows = windows.map((n) => {
    const digits = String(n).padStart(2, "0");
    return `  - { id: s${digits}, name: 员工${digits}, number: "${1000 + n}" }`;
  });
  return [
    "# 姓名请改成真名；number 是工号 · put the real names; the number is typed at the window.",
    "# roles: window guide supervisor manager technician auditor",
    "staff:",
    ...rows,
  ].join("\n");
}

function kiosks({ kiosks: count }: Plan): string {
  const rows = Array.from({ length: count }, (_, i) => `  - { id: kiosk-${i + 1}, printer: printer-${i + 1} }`);
  return ["kiosks:", ...rows].join("\n");
}

function zones(windows: readonly number[], { zones: count }: Plan): string {
  if (count < 2) return "";
  const each = windows.length / count;
  const rows = Array.from({ length: count }, (_, i) => {
    const letter = String.fromCharCode(65 + i);
    const own = windows.slice(Math.round(i * each), Math.round((i + 1) * each)).map((n) => `"${n}"`);
    return `  - { id: ${letter}, name: ${words(`${letter}区`, `Zone ${letter}`)}, windows: ${list(own)} }`;
  });
  return ["# 每个区有自己的大屏 · each zone has boards of its own.", "zones:", ...rows].join("\n");
}

const busOf = (n: number): number => Math.ceil(n / WINDOWS_PER_BUS);

function links(windows: readonly number[], { kiosks: count }: Plan): string {
  const tcp = (id: string, port: number, more = "") =>
    `  - { id: ${id}, type: tcp, host: 127.0.0.1, port: ${port}${more} }`;
  const buses = Array.from({ length: busOf(windows.length) }, (_, i) => i);
  return [
    "# 现在接的是本机模拟器。接真实设备时改地址，或换成串口，例如：",
    "# Simulators on this machine for now. For real devices put their addresses, or a serial line, e.g.",
    "#   - { id: keys-1, type: serial, path: /dev/serial/by-id/usb-example-rs485, baudRate: 9600 }",
    "# “装机”页会找到插上的设备 · the technician's page finds what is plugged in.",
    "links:",
    ...buses.map((i) => tcp(`keys-${i + 1}`, PORT.keys + i, ", baudRate: 9600")),
    ...buses.map((i) => tcp(`strips-${i + 1}`, PORT.strips + i, ", baudRate: 57600")),
    ...Array.from({ length: count }, (_, i) => tcp(`net-printer-${i + 1}`, PORT.printers + i)),
  ].join("\n");
}

function devices(windows: readonly number[], { kiosks: count }: Plan): string {
  const at = (kind: string, model: string, bus: string, n: number, settings: string) => {
    const address = ((n - 1) % WINDOWS_PER_BUS) + 1;
    const where = `link: ${bus}-${busOf(n)}, window: "${n}", settings: { address: ${address}, ${settings} }`;
    return `  - { id: ${kind}-${n}, model: ${model}, ${where} }`;
  };
  const printer = (i: number) =>
    `  - { id: printer-${i}, model: printer/escpos, link: net-printer-${i}, ` +
    "settings: { dotsPerLine: 576, cut: partial } }";
  const grades = "variant: jackqchen, grades: { 0: 2, 1: 3, 2: 4, 3: 5 }";
  return [
    "devices:",
    ...Array.from({ length: count }, (_, i) => printer(i + 1)),
    ...windows.map((n) => at("strip", "led/onbon-bx5k", "strips", n, "width: 96, height: 16")),
    ...windows.map((n) => at("keypad", "keypad/ff68", "keys", n, "variant: jackqchen")),
    "  # 四个键的代码 0–3 各代表哪一级评价，要与大厅约定 · agree with the hall which level each of the four keys stands for.",
    ...windows.map((n) => at("pad", "pad/ff68", "keys", n, grades)),
  ].join("\n");
}

const POLICY = `policy:
  calls: { max: 3, minimumSecondsBetween: 10 } # 叫三次不到即过号 missed after three calls
  missed: { mayReturn: true, returnAfterCalls: 3 } # 过号返回后再等三个号 back after three more calls
  priority: { classes: [elderly, disabled, military, pregnant, appointment, green], overtakeMax: 2 }
  rating: { inviteSeconds: 30, levels: 5 }
# 每晚备份 · a backup every night.
backup: { nightlyAt: "02:30", keep: 14 }`;

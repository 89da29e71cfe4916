// What each province takes, written from rating-rules.md §8 alone: fields, forms, and which belong together.

export type Value = unknown;
export type Data = Readonly<Record<string, Value>>;
export interface FieldFault {
  readonly field: string;
  readonly code: string;
}
interface Rule {
  readonly must?: true;
  readonly form: RegExp;
}

const text = (most = 200): RegExp => new RegExp(`^[\\s\\S]{1,${most}}$`, "u");
const SPACED = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const PACKED = /^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/;
const AREA = /^\d{4,12}$/;
const CREDIT = /^[0-9A-Z]{18}$/;
const ID_NUMBER = /^\d{17}[0-9X]$/;
const PHONE = /^\+?\d{5,15}$/;
const LIST = /^[A-Za-z0-9_.-]+(,[A-Za-z0-9_.-]+)*$/;

const must = (form: RegExp): Rule => ({ must: true, form });
const maybe = (form: RegExp): Rule => ({ form });

const FORMS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  zhejiang: {
    areaCode: must(AREA),
    areaName: must(text()),
    deptCode: must(CREDIT),
    proDepartCode: must(text(64)),
    proDepart: must(text()),
    taskCode: must(text(64)),
    taskHandleItem: must(text(64)),
    taskName: must(text()),
    subMatter: maybe(text()),
    projectNo: must(text(64)),
    proStatus: must(/^[123]$/),
    promiseTime: must(/^[12]$/),
    acceptDate: must(SPACED),
    assessTime: must(SPACED),
    proManager: maybe(text()),
    userName: maybe(text()),
    userProp: maybe(/^[12]$/),
    certkeyGOV: maybe(ID_NUMBER),
    satisfaction: must(/^[1-5]$/),
    evalDetail: maybe(LIST),
    writingEvaluation: maybe(text(2000)),
    assessNumber: must(/^[12]$/),
    pf: must(/^[1-7]$/),
    appStatus: must(text(10)),
    dataSource: must(/^\d{3}$/),
  },
  guangdong: {
    departmentCode: must(text(64)),
    affairCode: must(text(32)),
    affairHandleItem: must(text(33)),
    affairName: must(text()),
    affairSerialNo: must(text(50)),
    evalProcess: must(/^[12]$/),
    affairApplyTime: must(PACKED),
    affairDoneTime: maybe(PACKED),
    affairDealNo: must(/^[^-]{1,10}$/),
    affairDealOfficer: must(text()),
    userName: maybe(text()),
    contactPhone: maybe(PHONE),
    userType: maybe(/^[01]$/),
    certificateType: maybe(text(10)),
    certificateNo: maybe(ID_NUMBER),
  },
  anhui: {
    regionCode: must(AREA),
    regionName: must(text()),
    serviceDepartment: must(text()),
    serviceDepartmentCode: must(text(64)),
    serviceCode: must(text(64)),
    serviceVersion: must(/^\d{1,6}$/),
    serviceName: must(text()),
    projNo: must(text(64)),
    handleStateCode: must(text(10)),
    handleStateName: must(text()),
    applyTime: must(SPACED),
    transactionTime: must(SPACED),
    applicantName: maybe(text()),
    applicantCardNumber: maybe(ID_NUMBER),
    applicantPhone: maybe(PHONE),
    userProp: maybe(/^[12]$/),
    userPageType: must(text(10)),
    evaluateChannel: must(/^PJQ$/),
    source: must(text(20)),
    version: must(/^2$/),
  },
  shandong: {
    areaId: must(AREA),
    areaName: must(text()),
    proDepartId: must(text(64)),
    deptCode: must(CREDIT),
    taskId: must(text(64)),
    taskName: must(text()),
    taskType: must(/^[12]$/),
    projectId: must(text(64)),
    proStatus: must(/^[123]$/),
    proManager: maybe(text()),
    proManagerNo: maybe(text(20)),
    userName: maybe(text()),
    certType: maybe(/^111$/),
    userCert: maybe(ID_NUMBER),
    apprate: must(/^[1-5]$/),
    mouldAp: must(text(64)),
    apprateDetail: maybe(LIST),
    channel: must(/^[1-7]$/),
    assessNumber: must(/^[12]$/),
    appId: must(text(64)),
  },
};
/** Lists inside a record: only Anhui has one. */
const LISTS: Readonly<Record<string, readonly string[]>> = { anhui: ["evaluatedPersonInfo"] };

/** Everything that is wrong with a record; empty: it is taken. */
export function faultsOf(province: string, data: Data): FieldFault[] {
  const form = FORMS[province];
  if (form === undefined) return [{ field: "province", code: "unknown" }];
  const lists = LISTS[province] ?? [];
  const faults: FieldFault[] = [];
  for (const [field, { must: needed, form: pattern }] of Object.entries(form)) {
    const value = data[field];
    if (value === undefined) {
      if (needed === true) faults.push({ field, code: "missing" });
    } else if (typeof value !== "string" || !pattern.test(value)) faults.push({ field, code: "malformed" });
  }
  for (const field of Object.keys(data))
    if (!(field in form) && !lists.includes(field)) faults.push({ field, code: "unknown" });
  for (const field of lists) {
    const value = data[field];
    if (!Array.isArray(value) || value.length === 0) faults.push({ field, code: "missing" });
  }
  return [...faults, ...together(province, data)];
}

/** What only holds between fields. */
function together(province: string, data: Data): FieldFault[] {
  const faults: FieldFault[] = [];
  const has = (field: string) => data[field] !== undefined;
  if (province === "guangdong") {
    if (data.evalProcess === "2" && !has("affairDoneTime")) faults.push({ field: "affairDoneTime", code: "missing" });
    if (data.evalProcess === "1" && has("affairDoneTime")) faults.push({ field: "affairDoneTime", code: "too-early" });
    if (has("affairDoneTime") && String(data.affairDoneTime) < String(data.affairApplyTime))
      faults.push({ field: "affairDoneTime", code: "before-application" });
    if (has("certificateNo") !== has("certificateType")) faults.push({ field: "certificateType", code: "incomplete" });
  }
  if (province === "zhejiang" && String(data.assessTime) < String(data.acceptDate))
    faults.push({ field: "assessTime", code: "before-acceptance" });
  if (province === "shandong" && has("userCert") !== has("certType"))
    faults.push({ field: "certType", code: "incomplete" });
  return faults;
}

/** What a record is about: told twice under two names it would count twice. */
export function aboutOf(province: string, data: Data): string {
  const parts: Readonly<Record<string, readonly string[]>> = {
    zhejiang: ["projectNo", "proStatus", "assessNumber"],
    guangdong: ["affairSerialNo", "evalProcess"],
    anhui: ["projNo"],
    shandong: ["projectId", "proStatus", "assessNumber"],
  };
  return (parts[province] ?? []).map((field) => String(data[field])).join("|");
}

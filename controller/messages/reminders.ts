// Reminders of appointments: due by the log, written to whoever left a number with the booking.
import { appointmentOf } from "../domain/appointments.ts";
import { serviceOf } from "../domain/settings-lookup.ts";
import { isoWithOffset } from "../domain/time.ts";
import type { HallState } from "../domain/types.ts";
import type { LogConsumer } from "./log-follower.ts";
import type { Vault } from "./ports.ts";

type Words = Readonly<Record<string, string>>;

const TEXTS: Words = {
  "zh-CN":
    "提醒您：您已预约{date} {time}办理{service}，预约码{code}，请按时到{hall}签到。不能前来请取消预约。回复TD退订",
  "zh-Hant":
    "提醒您：您已預約{date} {time}辦理{service}，預約碼{code}，請按時到{hall}簽到。不能前來請取消預約。回覆TD退訂",
  en:
    "Reminder: your appointment for {service} is on {date} at {time}, code {code}, at {hall}. " +
    "If you cannot come, please cancel it. Reply TD to stop",
  ko: "알림: {service} 예약 {date} {time}, 예약번호 {code}, {hall}. 오실 수 없으면 예약을 취소해 주십시오. 수신거부 TD",
};

/** Where the number left with an appointment lies. */
export const appointmentRef = (appointmentId: string): string => `appointment:${appointmentId}`;
export const reminderId = (appointmentId: string): string => `reminder:${appointmentId}`;

/** Puts a message for each reminder that is due, and takes it back when the appointment is. */
export function reminderConsumer(vault: Vault): LogConsumer {
  return {
    name: "reminders",
    take({ type, data }) {
      const { appointmentId, startMs } = data as { appointmentId: string; startMs: number };
      if (type === "appointment.cancelled") {
        // It is needed for nothing else.
        vault.forget(appointmentRef(appointmentId));
        return { cancel: [reminderId(appointmentId)] };
      }
      if (type !== "appointment.reminded") return null;
      const ref = appointmentRef(appointmentId);
      if (vault.get(ref)?.phone === undefined) return null;
      const body = { reminderOf: appointmentId };
      const message = { id: reminderId(appointmentId), channel: "sms", to: `contact:${ref}`, body } as const;
      return { put: [{ ...message, expiresAtMs: startMs }] };
    },
  };
}

function inLanguage(words: Words, language: string): string | undefined {
  return words[language] ?? words[language.split("-", 1)[0] ?? ""];
}

/** The words of a reminder in the language of the booking; null when the appointment is no longer awaited. */
export function reminderText(state: HallState, appointmentId: string, own: Words | undefined): string | null {
  const found = appointmentOf(state, appointmentId);
  if (found?.state !== "booked") return null;
  const { settings } = state;
  const { language, serviceId, startMs, code } = found;
  const pick = (words: Words) => inLanguage(words, language) ?? words["zh-CN"] ?? Object.values(words)[0] ?? "";
  const text =
    (own === undefined ? undefined : inLanguage(own, language)) ?? inLanguage(TEXTS, language) ?? TEXTS.en ?? "";
  const local = isoWithOffset(startMs, settings.timezone);
  const fields: Words = {
    service: pick(serviceOf(settings, serviceId)?.name ?? { en: serviceId }),
    date: local.slice(0, 10),
    time: local.slice(11, 16),
    code,
    hall: pick(settings.name),
  };
  return text.replace(/\{(\w+)\}/g, (all, name: string) => fields[name] ?? all);
}

// What may be asked about alarms. Raising and clearing is for the rule engine alone; no route offers it.

export type AlarmCommand =
  | {
      readonly type: "raise-alarm";
      readonly alarmId: string;
      readonly rule: string;
      readonly kind: string;
      readonly severity: string;
      readonly subject: string;
      readonly detail: string;
      readonly windowId?: string | undefined;
      readonly serviceId?: string | undefined;
      readonly staffId?: string | undefined;
    }
  | { readonly type: "clear-alarm"; readonly alarmId: string; readonly reason: string | null }
  | { readonly type: "acknowledge-alarm"; readonly alarmId: string; readonly by: string; readonly note: string | null }
  | { readonly type: "silence-alarm"; readonly alarmId: string; readonly by: string; readonly minutes: number };

export type AlarmRefusalCode = "ALARM_UNKNOWN";

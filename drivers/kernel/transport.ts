// A byte pipe to a device or a bus.

/** Knows nothing of frames, retries or devices. */
export interface Transport {
  /** For logs and the manager's page, e.g. `serial:/dev/ttyUSB0@9600`. */
  readonly label: string;
  /** What is plugged in here is looked for at least so often, however long it was away. */
  readonly retryMsMax?: number;
  /** `onData` hands over one whole report at a time (HID): what a report leaves unread never joins the next. */
  readonly wholeReports?: boolean;
  /** Rejects when the other side cannot be reached. May be called again after a close. */
  open(): Promise<void>;
  /** Resolves when the system took the bytes. Rejects at once when not open: stale bytes must never print later. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** `null`: closed by us; otherwise why the other side went away. */
  onClose(listener: (reason: Error | null) => void): void;
}

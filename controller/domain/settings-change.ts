// One place of the configuration that was changed, as the log keeps it.

/** Values as JSON text, shortened; left out where they are personal or secret. */
export interface SettingsChange {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

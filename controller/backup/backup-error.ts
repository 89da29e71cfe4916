// What can go wrong with a backup; the message says what a person can do.

export type BackupErrorCode =
  | "BACKUP_FAILED"
  | "BACKUP_DAMAGED"
  | "BACKUP_UNREADABLE"
  | "BACKUP_FOREIGN"
  | "FOLDER_IN_USE"
  | "FOLDER_NOT_EMPTY"
  | "NO_ROOM";

export class BackupError extends Error {
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

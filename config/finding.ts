// What the checks of a configuration hand on: a path into the file and what is wrong there.

export type Path = readonly (string | number)[];
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

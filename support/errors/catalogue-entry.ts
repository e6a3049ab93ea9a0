/** The fixed part of an error. `{name}` in a template is filled from the error's parameters. */
export interface CatalogueEntry {
  /** HTTP status of an answer with this error. */
  readonly status: number;
  /** A sentence with the object concerned. */
  readonly message: string;
  /** How the reader can solve the problem; empty if there is no remedy. */
  readonly remedy: string;
}

/** Creates an entry of an error table. */
export const entry = (status: number, message: string, remedy = ''): CatalogueEntry => ({
  status,
  message,
  remedy,
});

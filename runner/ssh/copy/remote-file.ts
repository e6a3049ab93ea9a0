/** A file that is to stand on a node. */
export interface RemoteFile {
  /** Absolute. */
  readonly path: string;
  readonly content: Buffer;
  /** Its permissions, such as 0o700. */
  readonly mode: number;
}

import type { ProjectName } from '../ids.ts';
import type { KeyKind } from './key-record.ts';

/** Reads secrets from key storage for executions. Nothing else reads them. */
export interface KeyReader {
  /**
   * The content at a path (`keys/…`; `keys/` may be left out); undefined where there is none, and for the keys of
   * another project than `project`. Throws `key-unreadable` where the master key that sealed it is not here, and
   * `key-kind-differs` where `kind` is given and the key is of another one.
   */
  read(path: string, project: ProjectName, kind?: KeyKind): Promise<string | undefined>;
}

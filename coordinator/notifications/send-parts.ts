import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { Links } from '../views/links.ts';

/** The dependencies of an attempt. */
export interface SendParts {
  readonly links: Links;
  readonly settings: Settings;
  /** Environment of the coordinator's process, with the secrets that settings refer to. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Returns a password of the key storage; undefined if there is none. */
  readonly readKey: (path: string) => Promise<string | undefined>;
  /** Returns the last lines of an execution's log, at most `mostBytes` bytes. Each line ends with a newline. */
  readonly logOf: (summary: ExecutionSummary, mostBytes: number) => Promise<string>;
  readonly hostname: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The failure of a delivery attempt. `final`: a further attempt would fail too. */
export class DeliveryProblem extends Error {
  readonly final: boolean;

  constructor(problem: string, options: { readonly final?: boolean } = {}) {
    super(problem);
    this.final = options.final === true;
  }
}

import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { Links } from '../views/links.ts';

/** What sending needs, as of one attempt. */
export interface SendParts {
  readonly links: Links;
  readonly settings: Settings;
  /** Of the coordinator's process: where secrets stand that settings name. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** A password of the key storage; undefined where there is none. */
  readonly readKey: (path: string) => Promise<string | undefined>;
  /** The last bytes of an execution's log, at most so many, whole lines, each with its newline. */
  readonly logOf: (summary: ExecutionSummary, mostBytes: number) => Promise<string>;
  readonly hostname: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Why an attempt failed. `final`: another one would fail too. */
export class DeliveryProblem extends Error {
  readonly final: boolean;

  constructor(problem: string, options: { readonly final?: boolean } = {}) {
    super(problem);
    this.final = options.final === true;
  }
}

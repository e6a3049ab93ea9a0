/** The interface of a fuzz campaign. `campaigns.ts` lists the campaigns by name. */

export interface CampaignOptions {
  /** The same seed makes the same choices in the same order. */
  readonly seed: number;
  /** Duration of the attack, without its preparation and evaluation. */
  readonly seconds: number;
  /** Aborts on Ctrl+C: the attack ends early and is evaluated as usual. */
  readonly signal: AbortSignal;
  /** Prints one line of progress or summary. */
  readonly report: (line: string) => void;
}

/** A failure, with everything needed to investigate it. */
export interface Finding {
  /** One short sentence, which is the same for the same fault, whatever the seed. */
  readonly what: string;
  /** The answers, log lines and figures that show it. */
  readonly detail: string;
  /** The last requests before it, oldest first. */
  readonly trace?: readonly unknown[];
}

/** Attacks real processes and resolves with the findings; none is a pass. Rejects if it could not attack. */
export type Campaign = (options: CampaignOptions) => Promise<readonly Finding[]>;

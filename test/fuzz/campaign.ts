/** The interface of a fuzz campaign. `campaigns.ts` lists the campaigns by name. */

export interface CampaignOptions {
  /** Campaigns with the same seed make the same choices in the same order. */
  readonly seed: number;
  /** Duration of the attack, in seconds, excluding preparation and evaluation. */
  readonly seconds: number;
  /** Aborts on Ctrl+C: the attack ends early and is evaluated as usual. */
  readonly signal: AbortSignal;
  /** Prints one line of progress or summary. */
  readonly report: (line: string) => void;
}

/** A failure, with everything needed to investigate it. */
export interface Finding {
  /** One short sentence. It is the same for the same fault with any seed. */
  readonly what: string;
  /** The answers, log lines and figures that prove the fault. */
  readonly detail: string;
  /** The last requests before the fault, oldest first. */
  readonly trace?: readonly unknown[];
}

/**
 * Attacks real processes and resolves to the findings. An empty list is a pass. Rejects if the attack was not possible.
 */
export type Campaign = (options: CampaignOptions) => Promise<readonly Finding[]>;

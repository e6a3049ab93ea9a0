/** What a fuzz campaign takes and returns. `campaigns.ts` lists the campaigns by name. */

export interface CampaignOptions {
  /** The same seed makes the same choices in the same order. */
  readonly seed: number;
  /** How long the attack lasts. Preparing it and judging what it left take longer. */
  readonly seconds: number;
  /** Aborted on Ctrl+C: the attack ends early and is judged as usual. */
  readonly signal: AbortSignal;
  /** Prints one line of progress or summary. */
  readonly report: (line: string) => void;
}

/** Something that must not happen, with all that is needed to look into it. */
export interface Finding {
  /** One short sentence; the same fault has the same sentence, whatever the seed. */
  readonly what: string;
  /** Answers, log lines and figures that show it. */
  readonly detail: string;
  /** The last requests before it, oldest first. */
  readonly trace?: readonly unknown[];
}

/** Attacks real processes and resolves with what went wrong; an empty list is a pass. Rejects where it could not attack. */
export type Campaign = (options: CampaignOptions) => Promise<readonly Finding[]>;

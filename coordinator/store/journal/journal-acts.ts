/** The write requests to the journal's worker. The requests contain JSON as text, which avoids a deep copy. */

export interface EntryRow {
  readonly sequence: number;
  readonly execution: number;
  readonly type: string;
  readonly time: number;
  readonly data: string;
}

export interface SummaryRow {
  readonly id: number;
  readonly project: string;
  readonly job: string | null;
  readonly user: string;
  readonly status: string;
  readonly started: number;
  readonly ended: number | null;
  readonly summary: string;
}

export interface AuditRow {
  readonly id: string | null;
  readonly time: number;
  readonly who: string;
  readonly what: string;
  readonly origin: string;
  readonly details: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly execution: number;
  readonly due: number | null;
  readonly data: string;
}

export type JournalAct =
  | {
      readonly kind: 'append';
      readonly entries: readonly EntryRow[];
      readonly summaries: readonly SummaryRow[];
      readonly deliveries: readonly DeliveryRow[];
      readonly audit: readonly AuditRow[];
    }
  | { readonly kind: 'delivery'; readonly kept: DeliveryRow }
  | { readonly kind: 'audit'; readonly lines: readonly AuditRow[] }
  /** Moves the entries of an execution, from a sequence on, to `damaged_entry`. `end` is set if no entry is left. */
  | {
      readonly kind: 'set-aside';
      readonly execution: number;
      readonly from: number;
      readonly end?: { readonly status: string; readonly summary: SummaryRow | undefined };
    }
  | {
      readonly kind: 'entomb';
      readonly executions: readonly number[];
      /** Names of values to remove. */
      readonly forgotten: readonly string[];
      readonly audit: readonly AuditRow[];
    }
  /**
   * Removes at most `most` entries of the executions, in their order. Also removes the deliveries and the deletion
   * marker of each execution that has no entries left.
   */
  | { readonly kind: 'erase'; readonly executions: readonly number[]; readonly most: number }
  /** Returns at most this many unused pages to the file system. */
  | { readonly kind: 'release'; readonly pages: number }
  /** Stores a named value, or removes it if `value` is absent. */
  | {
      readonly kind: 'meta';
      readonly name: string;
      readonly value?: string;
      readonly audit?: readonly AuditRow[];
    };

/** Acts that become durable together, in one transaction. */
export interface JournalBatch {
  readonly acts: readonly JournalAct[];
}

export type JournalReply =
  /** Reports that the database is open and in the current format. `problems` describes the repairs. */
  | { readonly kind: 'ready'; readonly problems: readonly string[] }
  /** Reports that the batch is durable, without the acts that were refused because of a value. */
  | { readonly kind: 'committed'; readonly refused: readonly RefusedAct[] }
  | { readonly kind: 'failed'; readonly error: JournalFailure };

/** An act that the database refused. */
export interface RefusedAct {
  /** Index of the act in the batch. */
  readonly index: number;
  readonly error: JournalFailure;
}

/** An error as the worker thread reports it. */
export interface JournalFailure {
  /** Code in the error catalogue; undefined for other errors. */
  readonly code: string | undefined;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly message: string;
}

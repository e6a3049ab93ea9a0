import type { Reason } from '../../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';

/** The result of a step. */
export type Verdict =
  /** Has a reason if the step was skipped. */
  | { readonly kind: 'succeeded'; readonly reason?: Reason }
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The coordinator cannot tell whether the step did its work, so nothing may follow it. */
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** Reason codes. Those that start with a capital letter are Rundeck's. */
export const REASONS = {
  nonZero: 'NonZeroResultCode',
  signalled: 'signalled',
  cancelled: 'cancelled',
  failedToStart: 'failed-to-start',
  keeperLost: 'keeper-lost',
  unknown: 'unknown',
  restored: 'restored',
  historyLost: 'history-lost',
  noRunnerAvailable: 'no-runner-available',
  waiting: 'waiting',
  planned: 'planned',
  aborted: 'aborted',
  timedOut: 'timed-out',
  outputLimit: 'output-limit',
  skipped: 'skipped',
  jobFailed: 'JobFailed',
  noMatchedNodes: 'NoMatchedNodes',
  configuration: 'ConfigurationFailure',
  halted: 'FlowControlHalted',
} as const;

export function failed(code: string, message: string): Verdict {
  return { kind: 'failed', reason: { code, message } };
}

/**
 * Returns the verdict on a step whose operation has ended.
 *
 * @param subject the step as the subject of a sentence, for example `Step 1 (Deploy) on web-runner`
 */
export function verdictOf(end: OperationEnd, subject: string): Verdict {
  switch (end.kind) {
    case 'exited':
      if (end.exitCode === 0) return { kind: 'succeeded' };
      return failed(REASONS.nonZero, `${subject} failed with exit code ${end.exitCode}.`);
    case 'signalled':
      return failed(REASONS.signalled, `${subject} was ended by signal ${end.signal}.`);
    case 'cancelled':
      return failed(
        REASONS.cancelled,
        `${subject} was cancelled on its runner${end.problem === undefined ? '.' : `: ${sentence(end.problem)}`}`,
      );
    case 'failed':
      return failed(end.reason, `${subject} failed: ${sentence(end.problem)}`);
    case 'not-started':
    case 'failed-to-start':
      return failed(REASONS.failedToStart, `${subject} did not start: ${sentence(end.problem)}`);
    case 'keeper-lost':
      return failed(REASONS.keeperLost, `${subject} ended, keeper lost: ${sentence(end.problem)}`);
    case 'unknown':
      return {
        kind: 'unknown',
        reason: {
          code: REASONS.unknown,
          message: `The result of ${subject} is unknown: ${sentence(end.problem)}`,
        },
      };
  }
}

/** Returns the text, with a full stop appended if it has no final punctuation. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

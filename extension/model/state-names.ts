import * as l10n from '@vscode/l10n';
import type { ExecutionStatus } from '../../protocol/entities/execution.ts';

/** Returns the display name of the status of an execution or of a step: `succeeded`, `failed`. */
export function statusName(status: ExecutionStatus | 'unknown'): string {
  switch (status) {
    case 'scheduled':
      return l10n.t('scheduled');
    case 'running':
      return l10n.t('running');
    case 'succeeded':
      return l10n.t('succeeded');
    case 'failed':
      return l10n.t('failed');
    case 'aborted':
      return l10n.t('aborted');
    case 'timedout':
      return l10n.t('timedout');
    case 'failed-with-retry':
      return l10n.t('failed-with-retry');
    case 'unknown':
      return l10n.t('unknown');
    case 'other':
      return l10n.t({ message: 'other', args: [], comment: 'Status of an execution' });
  }
}

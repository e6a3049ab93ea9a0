import * as l10n from '@vscode/l10n';
import type { AuditView } from '../../protocol/routes/shapes/audit-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';

/** Number of audit records per page. */
const PAGE_SIZE = 500;

/** Shows the audit log, newest record first. Shows older pages on request. */
export const showAudit: Command = (context) => showBefore(context, undefined);

async function showBefore(context: CommandContext, before: number | undefined): Promise<void> {
  const { editor, prompts } = context;
  const { acts } = await clientOf(context).listAudit({
    query: { max: PAGE_SIZE, ...(before === undefined ? {} : { before }) },
  });
  await editor.showText(
    `${before === undefined ? l10n.t('Audit Log') : l10n.t('Audit Log before {0}', before)}.txt`,
    auditText(acts),
  );
  const oldest = acts.at(-1);
  if (oldest === undefined || acts.length < PAGE_SIZE) return;
  const pressed = await prompts.inform(
    l10n.t('Showing {0} entries, back to {1}.', PAGE_SIZE, oldest.time),
    l10n.t('Show Older Entries'),
  );
  if (pressed !== undefined) await showBefore(context, oldest.sequence);
}

/** Returns the subject and the detail of a record. If the subject has a name, the name comes first and the id last. */
function about({ subject, name, detail }: AuditView): string[] {
  const parts = name === undefined ? [subject, detail] : [name, detail, `(${subject})`];
  return parts.filter((part) => part !== undefined);
}

/** Returns one line per record, in aligned columns. */
function auditText(acts: readonly AuditView[]): string {
  if (acts.length === 0) return `${l10n.t('The audit log has no entries yet.')}\n`;
  const widest = (of: (act: AuditView) => string) => Math.max(...acts.map((act) => of(act).length));
  const [who, what, from] = [widest((it) => it.who), widest((it) => it.what), widest((it) => it.from)];
  const lines = acts.map((it) =>
    [it.time, it.who.padEnd(who), it.from.padEnd(from), it.what.padEnd(what), ...about(it)].join('  '),
  );
  return `${lines.join('\n')}\n`;
}

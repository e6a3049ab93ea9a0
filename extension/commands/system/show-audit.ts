import type { AuditView } from '../../../protocol/routes/shapes/audit-shapes.ts';
import { type Command, clientOf } from '../command.ts';

/** Acts that are shown at once. */
const MOST = 500;

/** Shows what administrators did, newest first. */
export const showAudit: Command = async (context) => {
  const { acts } = await clientOf(context).listAudit({ query: { max: MOST } });
  await context.desk.showText('Audit Log.txt', auditText(acts));
};

/** One act a line; columns as wide as what stands in them. */
export function auditText(acts: readonly AuditView[]): string {
  if (acts.length === 0) return 'Nothing was done yet.\n';
  const widest = (of: (act: AuditView) => string) => Math.max(...acts.map((act) => of(act).length));
  const [who, what, from] = [widest((it) => it.who), widest((it) => it.what), widest((it) => it.from)];
  const lines = acts.map((it) =>
    [
      ...[it.time, it.who.padEnd(who), it.from.padEnd(from), it.what.padEnd(what)],
      ...[it.subject, it.detail ?? ''],
    ]
      .join('  ')
      .trimEnd(),
  );
  const more = acts.length < MOST ? '' : '\nOlder ones: outrunner audit list --before NUMBER\n';
  return `${lines.join('\n')}\n${more}`;
}

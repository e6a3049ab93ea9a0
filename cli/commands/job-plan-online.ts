import { type Host, withClient } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findJob } from '../session/find.ts';
import { print } from '../session/print.ts';

/** The plan of a stored job, made by its coordinator. */
export async function planOnline(
  named: string,
  options: { readonly project?: string; readonly option: Record<string, string>; readonly json?: boolean },
  host: Host,
): Promise<void> {
  await withClient(host, options.json === true, async (session) => {
    const job = await findJob(session.client, named, options.project, host.environment);
    const plan = await session.client.plan({ body: { job: job.id, options: options.option } });
    await print(session, plan, ({ choice, steps }) =>
      [
        choice.problem === undefined ? '' : `${choice.problem}\n`,
        ...choice.candidates.map((it) => `runner ${it.name} (${it.health})\n`),
        ...steps.map((step) => `[${step.stepctx}] ${step.label}\n${step.text.trimEnd()}\n`),
      ].join(''),
    );
    return plan.choice.candidates.length === 0 ? EXIT.failed : EXIT.succeeded;
  });
}

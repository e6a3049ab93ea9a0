import { isServed } from '../../job-language/plan/preview/is-served.ts';
import { previewText } from '../../job-language/plan/preview/preview-text.ts';
import { type RunnerFlags, runnerProperties } from '../arguments/runner-flags.ts';
import { type Host, withClient } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findJob } from '../session/find.ts';
import { print } from '../session/print.ts';

export interface OnlinePlanOptions extends RunnerFlags {
  readonly project?: string;
  readonly option: Record<string, string>;
  readonly filter?: string;
  readonly json?: boolean;
}

/** Asks the coordinator to plan a stored job, and prints the plan. */
export async function planOnline(named: string, options: OnlinePlanOptions, host: Host): Promise<void> {
  await withClient(host, options, async (session) => {
    const job = await findJob(session.client, named, options.project, host.environment);
    const plan = await session.client.plan({
      body: {
        job: job.id,
        options: options.option,
        ...(options.filter === undefined ? {} : { filter: options.filter }),
        ...runnerProperties(options),
      },
    });
    await print(session, plan, previewText);
    return isServed(plan) ? EXIT.succeeded : EXIT.failed;
  });
}

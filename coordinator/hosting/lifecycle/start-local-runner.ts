import { join } from 'node:path';
import { LocalRunner } from '../../local-runner/local-runner.ts';
import { defineLocalRunner } from '../../local-runner/local-runner-record.ts';
import { findUser } from '../../local-runner/operating-user.ts';
import type { Enrollments } from '../../runner-protocol/ports.ts';
import { SYSTEM_CLOCK } from '../../runner-protocol/system-clock.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import type { Closers } from './closers.ts';
import type { Log } from './log.ts';
import type { LocalRunnerChoice } from './start-options.ts';

export interface StartLocalRunnerParts {
  readonly choice: LocalRunnerChoice;
  readonly definitions: CoordinatorDefinitions;
  readonly enrollments: Enrollments;
  readonly program: readonly string[];
  /** Opens the address that the Local Runner calls. Returns the URL of this address. */
  readonly openServer: () => Promise<string>;
  /** The coordinator's data dir. */
  readonly dataDir: string;
  readonly coordinatorId: string;
  readonly closers: Closers;
  readonly log: Log;
}

/** Creates or removes the Local Runner as configured, and starts it. Throws `usage` for an invalid user. */
export async function startLocalRunner(parts: StartLocalRunnerParts): Promise<void> {
  const { choice, definitions, enrollments, closers, log } = parts;
  if (choice.kind === 'none') {
    await defineLocalRunner(definitions, false, SYSTEM_CLOCK.epoch());
    log.warn(
      {},
      'there is no Local Runner: jobs without a runner selection are refused (--local-runner-same-user starts one)',
    );
    return;
  }
  const user = choice.kind === 'user' ? await findUser(choice.name) : undefined;
  await defineLocalRunner(definitions, true, SYSTEM_CLOCK.epoch());
  if (user === undefined)
    log.warn(
      {},
      'the Local Runner runs steps as this user, so anyone who can edit jobs can gain administrator rights',
    );
  const localRunner = new LocalRunner({
    definitions,
    enrollments,
    program: parts.program,
    server: await parts.openServer(),
    // A runner of another user cannot use a folder in the coordinator's data dir, to which only the owner has access.
    dataDir:
      user === undefined
        ? join(parts.dataDir, 'local-runner')
        : join(user.home, '.outrunner', `local-runner-${parts.coordinatorId}`),
    environment: process.env,
    clock: SYSTEM_CLOCK,
    log,
    ...(user === undefined ? {} : { user }),
  });
  closers.add('Local Runner', () => localRunner.stop());
  await localRunner.start();
}

import type { Command } from 'commander';
import { keepYoungHeapSmall } from '../../support/process/small-heap.ts';
import type { Host } from '../session/client-command.ts';
import { loadRunner } from '../session/rooms.ts';
import { declareSettings, type Given, givenSettings } from './setting-options.ts';

/**
 * `outrunner runner start`, and `runner enroll`, which ends once the coordinator took the replica in. Each flag is a setting
 * of the runner, which reads it.
 */
export function runnerStart(group: Command, host: Host): void {
  const start = group
    .command('start')
    .description('run a replica here; what was enrolled is kept, so that later starts need only --data-dir');
  const enroll = group
    .command('enroll')
    .description('enroll a data dir, see that the coordinator takes it, and end; flags as for start');
  for (const command of [start, enroll]) {
    command.option(
      '--config <file>',
      'settings, as YAML; otherwise runner.yaml in the data dir, where there is one',
    );
    const declared = declareSettings(command);
    command.action(async (given: Given) => {
      // Before the runner is loaded, which would let it grow to ten times what a runner needs.
      keepYoungHeapSmall();
      const { runRunner } = await loadRunner();
      const { config } = given;
      host.exit = await runRunner({
        ...givenSettings(declared, given),
        config: typeof config === 'string' ? config : undefined,
        endsOnceConnected: command === enroll,
      });
      // Nothing may keep a replica alive that has ended.
      process.exit(host.exit);
    });
  }
}

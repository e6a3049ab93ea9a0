import type { Command } from 'commander';
import { keepYoungHeapSmall } from '../../support/process/small-heap.ts';
import type { Host } from '../session/client-command.ts';
import { loadRunner } from '../session/load-programs.ts';
import { declareSettings, type FlagValues, givenSettings } from './setting-options.ts';

/**
 * Declares `outrunner runner start`, and `runner enroll`, which exits once the replica is enrolled. Each flag
 * except `--config` is a runner setting, which the runner parses.
 */
export function runnerStart(group: Command, host: Host): void {
  const start = group
    .command('start')
    .description('run a replica on this host; once enrolled, later starts need only --data-dir');
  const enroll = group
    .command('enroll')
    .description(
      'enroll a data directory, check that the coordinator accepts it, and exit; same flags as start',
    );
  for (const command of [start, enroll]) {
    command.option(
      '--config <file>',
      'settings file, YAML (default: runner.yaml in the data directory, if it exists)',
    );
    const declared = declareSettings(command);
    command.action(async (given: FlagValues) => {
      // Must precede loading the runner, which would otherwise enlarge the young generation.
      keepYoungHeapSmall();
      const { runRunner } = await loadRunner();
      const { config } = given;
      host.exit = await runRunner({
        ...givenSettings(declared, given),
        config: typeof config === 'string' ? config : undefined,
        endsOnceConnected: command === enroll,
      });
      // Exit even if an open handle would keep the process alive.
      process.exit(host.exit);
    });
  }
}

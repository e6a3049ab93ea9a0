import { type Command, Option } from 'commander';
import { Labels, MOST_LABELS } from '../../protocol/entities/labels.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { loadRunner } from '../rooms.ts';
import { collectAssignment } from '../session/assignments.ts';
import type { Host } from '../session/client-command.ts';

interface RunnerFlags {
  readonly dataDir: string;
  readonly server?: string;
  readonly enrollmentTokenFile?: string;
  readonly proxy?: string;
  readonly ca?: string;
  readonly caFingerprint?: string;
  readonly maxRunning?: string;
  readonly env: Record<string, string>;
  readonly label: Record<string, string>;
  readonly log: 'json' | 'pretty';
}

/** `outrunner runner start` */
export function runnerStart(group: Command, host: Host): void {
  group
    .command('start')
    .description('run a replica here; what was enrolled is kept, so that later starts need only --data-dir')
    .requiredOption('--data-dir <dir>', 'where its keys, spool and records are kept')
    .option('--server <url>', 'address of the coordinator')
    .option(
      '--enrollment-token-file <file>',
      'the one-time token; - is standard input. Or OUTRUNNER_ENROLLMENT_TOKEN',
    )
    .option('--proxy <url>', 'HTTP proxy; otherwise HTTPS_PROXY, HTTP_PROXY and NO_PROXY count')
    .option('--ca <file>', 'authorities to trust, PEM')
    .option('--ca-fingerprint <sha256:hex>', 'trust only a chain with this certificate')
    .option('--max-running <n>', 'operations at once (default: 50)')
    .option('--env <key=value>', 'a variable for the steps', collectAssignment, {})
    .option(
      '--label <key=value>',
      'what the host is called by; reported to the coordinator',
      collectAssignment,
      {},
    )
    .addOption(new Option('--log <format>', 'how it logs').choices(['json', 'pretty']).default('pretty'))
    .action(async (flags: RunnerFlags) => {
      const { runRunner } = await loadRunner();
      host.exit = await runRunner({
        dataDir: flags.dataDir,
        server: flags.server,
        enrollmentTokenFile: flags.enrollmentTokenFile,
        proxy: flags.proxy,
        caFile: flags.ca,
        caFingerprint: flags.caFingerprint,
        maxRunning: flags.maxRunning === undefined ? undefined : Number(flags.maxRunning),
        environment: flags.env,
        labels: readLabels(flags.label),
        log: flags.log,
      });
      // Nothing may keep a replica alive that has ended.
      process.exit(host.exit);
    });
}

function readLabels(given: Record<string, string>): Labels {
  const labels = Labels.safeParse(given);
  if (labels.success) return labels.data;
  throw new OutrunnerError('usage', {
    problem: `--label: ${Object.keys(given).join(', ')}: not all of these can be labels.`,
    remedy: `Names are letters, digits and - _ . /, values one line of at most 255 characters; at most ${MOST_LABELS}.`,
  });
}

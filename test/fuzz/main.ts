/**
 * `npm run fuzz -- CAMPAIGN [--seconds N] [--seed N] [--out FOLDER]`: attacks real processes with hostile values. Exits
 * with 1 if there are findings, and writes each to a file.
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/checkout/root.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { Campaign } from './campaign.ts';
import { CAMPAIGNS } from './campaigns.ts';
import { writeCase } from './write-case.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    out: { type: 'string', default: join(root, '.cache', 'fuzz') },
  },
});
const [name = ''] = positionals;
const campaign = ownValue(CAMPAIGNS, name);
const seconds = Number(values.seconds);
const seed = Number(values.seed);

if (campaign === undefined || positionals.length !== 1)
  refuse(`Name one campaign: ${Object.keys(CAMPAIGNS).join(', ')}.`);
else if (!(seconds > 0) || !Number.isSafeInteger(seed))
  refuse('--seconds takes a positive number and --seed an integer.');
else process.exitCode = await run(campaign);

async function run(attack: Campaign): Promise<number> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  say(`${name}: seed ${seed}, ${seconds} s`);
  const findings = await attack({ seed, seconds, signal: interrupted.signal, report: say });
  for (const [index, finding] of findings.entries()) {
    const file = await writeCase(values.out, { campaign: name, seed, ...finding }, index + 1);
    say(`✘ ${finding.what}\n  ${finding.detail.split('\n', 1)[0]?.slice(0, 300)}\n  ${file}`);
  }
  say(`${name}: seed ${seed}, ${findings.length} findings`);
  return findings.length > 0 ? 1 : 0;
}

function refuse(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 2;
}

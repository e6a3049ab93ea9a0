import { getAsset, getAssetKeys } from 'node:sea';
import { processStreams } from '../session/streams.ts';
import { runRunnerCommandLine } from './runner-command-line.ts';

/** The name of the embedded asset with the pseudo-terminal library, if the platform has one. */
const TERMINALS = 'pty.node';

/**
 * The single-file runner: one executable for the runner's command line, the keeper and plugin steps. The first argument
 * selects the program; the executable starts itself as keeper or plugin step.
 */
async function main([program, ...args]: readonly string[]): Promise<void> {
  if (program === 'keeper') {
    const { keeperProgram } = await import('../../runner/keeper/keeper-program.ts');
    keeperProgram(args, embeddedTerminals());
  } else if (program === 'plugin-step') {
    await import('../../runner/plugins/main.ts');
  } else {
    const host = { streams: processStreams(), environment: process.env, exit: 0 };
    process.exitCode = await runRunnerCommandLine(process.argv.slice(2), host);
  }
}

function embeddedTerminals() {
  if (!getAssetKeys().includes(TERMINALS)) return undefined;
  return { name: TERMINALS, bytes: new Uint8Array(getAsset(TERMINALS)) };
}

void main(process.argv.slice(2));

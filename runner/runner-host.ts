import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { KeeperProgram } from './lifecycle/keeper-attachment.ts';
import type { SignalSource } from './lifecycle/stop-requests.ts';

/** What the runner has of the process it runs in. */
export interface RunnerHost {
  readonly environment: NodeJS.ProcessEnv;
  readonly signals: SignalSource;
  /** Standard input, whole. */
  readonly readInput: () => Promise<string>;
  /** Takes whole lines for standard error. */
  readonly write: (line: string) => void;
  readonly keeperProgram: KeeperProgram;
}

export function thisProcess(): RunnerHost {
  return {
    environment: process.env,
    signals: process,
    readInput: () => text(process.stdin),
    write: (line) => {
      process.stderr.write(line);
    },
    keeperProgram: { command: process.execPath, args: [keeperPath()] },
  };
}

/** Built, the keeper stands beside this program; run from its source, in its room. */
function keeperPath(): string {
  return import.meta.filename.endsWith('.ts')
    ? join(import.meta.dirname, 'keeper', 'main.ts')
    : join(import.meta.dirname, 'keeper.cjs');
}

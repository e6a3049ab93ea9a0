import { spawn } from 'node:child_process';
import type { Scenario } from '../figures.ts';
import { benchJob, onStage, runAndFollow } from '../measuring/stage.ts';

const LINES = 300;
const EVERY_MS = 20;
/** Prints the time of each line: epoch milliseconds with their fraction. */
const CLOCK = `let n = 0; const t = setInterval(() => { process.stdout.write((performance.timeOrigin + performance.now()) + '\\n'); if (++n === ${LINES}) clearInterval(t); }, ${EVERY_MS});`;

/**
 * Measures the time from the moment a step writes a line until a subscriber receives the line. The step writes one line
 * every 20 ms. The floor is the same measurement over a bare pipe.
 */
export const trickle: Scenario = {
  name: 'a trickle line written → seen',
  goals: [{ figure: 'seen', percentile: 99, relation: 'at most', value: 30 }],
  async measure() {
    const samples = await onStage(async ({ client }) => {
      const command = `'${process.execPath}' -e '${CLOCK.replaceAll("'", "'\\''")}'`;
      const job = await benchJob(client, { name: 'trickle', steps: [{ exec: command }] });
      const delays: number[] = [];
      await runAndFollow(client, job, (event) => {
        if (event.type === 'output') delays.push(...delaysOf(Buffer.from(event.bytes, 'base64').toString()));
      });
      if (delays.length !== LINES) throw new Error(`${delays.length} of ${LINES} lines were seen`);
      return delays;
    });
    return [
      { name: 'seen', unit: 'ms', samples },
      { name: 'floor (bare pipe)', unit: 'ms', samples: await barePipe() },
    ];
  },
};

function delaysOf(text: string): readonly number[] {
  const now = performance.timeOrigin + performance.now();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => now - Number(line));
}

async function barePipe(): Promise<readonly number[]> {
  const child = spawn(process.execPath, ['-e', CLOCK], { stdio: ['ignore', 'pipe', 'inherit'] });
  const delays: number[] = [];
  for await (const chunk of child.stdout) delays.push(...delaysOf(String(chunk)));
  return delays;
}

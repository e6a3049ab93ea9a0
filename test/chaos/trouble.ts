import { setTimeout as pause } from 'node:timers/promises';
import { RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import { processesWith } from '../e2e/harness/processes.ts';
import type { Random } from './random.ts';
import type { Scene, TroubledRunner } from './scene.ts';

/** The processes that a fault can affect. */
interface Occasion {
  readonly scene: Scene;
  readonly random: Random;
  /** Writes a short entry into the diary. */
  readonly say: (what: string) => void;
}

/** A fault that is repaired before its promise resolves. */
export type Trouble = (occasion: Occasion) => Promise<void>;

/** Applies a fault to a runner that no other fault affects, so that its latest process is known. */
function ofRunner(
  happens: (occasion: Occasion & { readonly runner: TroubledRunner }) => Promise<void>,
): Trouble {
  return async (occasion) => {
    const untroubled = occasion.scene.runners.filter(({ troubled }) => !troubled);
    if (untroubled.length === 0) return;
    const runner = occasion.random.pick(untroubled);
    runner.troubled = true;
    try {
      await happens({ ...occasion, runner });
    } finally {
      runner.troubled = false;
    }
  };
}

const PATHS = Object.values(RUNNER_PATHS).filter((path) => path !== RUNNER_PATHS.enroll);

/** Kills the coordinator with -9, sometimes again while it starts. */
export const killCoordinator: Trouble = async ({ scene, random, say }) => {
  say('kill coordinator');
  await scene.coordinator.program.end('SIGKILL');
  await pause(random.between(0, 2000));
  await scene.restartCoordinator();
};

const killRunner = ofRunner(async ({ runner, random, say }) => {
  say(`kill runner ${runner.name}`);
  await runner.started.program.end('SIGKILL');
  await pause(random.between(0, 3000));
  startAgain(runner);
});

const drainRunner = ofRunner(async ({ runner, random, say }) => {
  say(`drain runner ${runner.name}`);
  runner.started.program.child.kill('SIGTERM');
  await Promise.race([runner.started.program.ended, pause(random.between(500, 6000))]);
  await runner.started.program.end('SIGKILL');
  startAgain(runner);
});

const killKeeper: Trouble = async ({ scene, random, say }) => {
  const keepers = await scene.keepers();
  if (keepers.length === 0) return;
  const keeper = random.pick(keepers);
  say(`kill keeper ${keeper}`);
  scene.keeperKilled = true;
  signal(keeper, 'SIGKILL');
};

/** Simulates a power cut of a runner's host: kills runner and keeper at the same time. */
const killHost = ofRunner(async ({ runner, scene, random, say }) => {
  say(`kill host of ${runner.name}`);
  scene.keeperKilled = true;
  const keepers = await processesWith('keeper', runner.started.dataDir);
  for (const keeper of keepers) signal(keeper, 'SIGKILL');
  await runner.started.program.end('SIGKILL');
  await pause(random.between(0, 3000));
  startAgain(runner);
});

const cutLink = ofRunner(async ({ runner, random, say }) => {
  const milliseconds = random.between(50, 5000);
  say(`cut link of ${runner.name} for ${Math.round(milliseconds)} ms`);
  runner.link.cut();
  await pause(milliseconds);
  runner.link.mend();
});

const loseAnswers = ofRunner(async ({ runner, random, say }) => {
  const path = random.pick(PATHS);
  const count = random.integer(1, 4);
  say(`lose ${count} answers of ${path} for ${runner.name}`);
  runner.proxy.loseAnswers(path, count);
});

/** Delays requests, and delivers them after their sender has stopped waiting for the answer. */
const keepRequests = ofRunner(async ({ runner, random, say }) => {
  const path = random.pick(PATHS);
  const milliseconds = random.between(1000, 8000);
  say(`keep 2 requests of ${path} for ${runner.name} ${Math.round(milliseconds)} ms`);
  runner.proxy.keepRequests(path, 2, milliseconds);
  await pause(random.between(0, 2000));
  // The caller times out and retries.
  runner.link.cut();
  await pause(100);
  runner.link.mend();
});

const stopProcess = ofRunner(async ({ runner, scene, random, say }) => {
  const kind = random.pick(['coordinator', 'runner', 'keeper']);
  const pids =
    kind === 'coordinator'
      ? [scene.coordinator.program.pid]
      : kind === 'runner'
        ? [runner.started.program.pid]
        : await processesWith('keeper', runner.started.dataDir);
  const milliseconds = random.between(200, 7000);
  say(`stop ${kind} for ${Math.round(milliseconds)} ms`);
  for (const pid of pids) signal(pid, 'SIGSTOP');
  await pause(milliseconds);
  for (const pid of pids) signal(pid, 'SIGCONT');
});

/**
 * Starts a second runner on the same data dir, which takes over, so that the first one exits. If the keeper has just
 * died, both attach to the next keeper, and either of them may remain.
 */
const secondRunner = ofRunner(async ({ runner, say }) => {
  say(`second runner ${runner.name}`);
  const first = runner.started.program;
  startAgain(runner);
  const second = runner.started.program;
  await Promise.race([first.ended, second.ended, pause(5000)]);
  if (second.child.exitCode === null) await first.end('SIGKILL');
  else runner.started.program = first;
});

const switchRunnersOff: Trouble = async ({ scene, random, say }) => {
  say('switch runners off');
  await setEnabled(scene, false);
  await pause(random.between(200, 3000));
  await setEnabled(scene, true);
};

/** Faults that affect one process each. Kills of the coordinator are separate, because they affect all processes. */
export const TROUBLES: readonly Trouble[] = [
  killRunner,
  killRunner,
  drainRunner,
  killKeeper,
  killHost,
  cutLink,
  cutLink,
  loseAnswers,
  loseAnswers,
  loseAnswers,
  keepRequests,
  stopProcess,
  stopProcess,
  secondRunner,
  switchRunnersOff,
];

/** Faults that leave every keeper alive, so that no step is lost. */
export const GENTLE_TROUBLES: readonly Trouble[] = TROUBLES.filter(
  (trouble) => trouble !== killKeeper && trouble !== killHost,
);

function startAgain(runner: TroubledRunner): void {
  runner.programs.push(runner.started.again());
}

/** Enables or disables runners. Tolerates that the coordinator is down. */
async function setEnabled(scene: Scene, enabled: boolean): Promise<void> {
  for (;;) {
    try {
      await scene.coordinator.client.updateSettings({ body: { runners: { enabled } } });
      return;
    } catch {
      await pause(100);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // The process has already exited.
  }
}

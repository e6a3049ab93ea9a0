import { removeLeftovers } from '../runner/ssh/testing/leftovers.ts';
import { ensureAptPackages } from '../scripts/apt.ts';
import { buildAll } from '../scripts/build/build-all.ts';
import { developmentBuild } from '../scripts/build/development-build.ts';
import { linkCommand } from '../scripts/build/link-command.ts';
import { root } from '../scripts/checkout/root.ts';
import { installCodeServer } from '../scripts/code-server/install-code-server.ts';
import { packageExtension } from '../scripts/package/package-extension.ts';
import { runChecks } from './checks.ts';
import { runHostLane } from './host/launch.ts';
import { type MochaLane, runMochaLane } from './lanes/mocha-lane.ts';
import type { LaneOutcome } from './lanes/outcome.ts';

const MINUTE_MS = 60_000;
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** A part of the tests that runs alone. */
export interface Lane {
  readonly name: string;
  /** Preparations before the lane runs. Each is done once, even if several lanes need it. */
  readonly needs: readonly Need[];
  readonly run: (grep: string | undefined) => Promise<LaneOutcome>;
}

/** A preparation. The first call performs it, and later calls return the same promise. */
export type Need = () => Promise<void>;

function once(act: () => Promise<unknown>): Need {
  let done: Promise<unknown> | undefined;
  return async () => {
    done ??= act();
    await done;
  };
}

const packages = once(async () => ensureAptPackages(say));
/** Removes the users and servers of killed test runs. */
const noLeftovers = once(async () => {
  const removed = await removeLeftovers();
  if (removed.length > 0) say(`Removed what killed test runs left: ${removed.join(', ')}`);
});
const programs = once(async () => {
  await buildAll(developmentBuild);
  await linkCommand(root);
});

/**
 * Installs the VS Code that tests run in. The installation is slow, so it begins early and is awaited late.
 */
export const codeServer = once(async () => {
  await packages();
  await installCodeServer(say);
});
const extension = once(() => packageExtension());

const unit: MochaLane = {
  name: 'unit',
  suites: [
    '{support,protocol,job-language,coordinator,runner,extension,webview-ui,cli,scripts,demo,bench,test/lanes,test/docs,test/corpus}/**/*.test.ts',
  ],
  testTimeoutMs: 3 * MINUTE_MS,
  limitMs: 30 * MINUTE_MS,
};
const e2e: MochaLane = {
  name: 'e2e',
  suites: ['test/{e2e,chaos,fuzz}/**/*.test.ts'],
  testTimeoutMs: 3 * MINUTE_MS,
  limitMs: 40 * MINUTE_MS,
};
const ui: MochaLane = {
  name: 'ui',
  suites: ['test/ui/**/*.test.ts'],
  testTimeoutMs: 3 * MINUTE_MS,
  limitMs: 15 * MINUTE_MS,
};

/** The lanes of `npm test`, in their order. */
export const lanes: readonly Lane[] = [
  { name: 'check', needs: [], run: runChecks },
  { name: 'unit', needs: [packages, noLeftovers], run: (grep) => runMochaLane(unit, grep) },
  { name: 'e2e', needs: [packages, noLeftovers, programs], run: (grep) => runMochaLane(e2e, grep) },
  { name: 'host', needs: [programs, codeServer], run: (grep) => runHostLane('browser', grep) },
  { name: 'ui', needs: [extension, codeServer], run: (grep) => runMochaLane(ui, grep) },
];

/**
 * The suites of the host lane in a VS Code on the desktop. Requires a desktop, so it is not part of `npm
 * test`.
 */
export const desktopLane: Lane = {
  name: 'desktop',
  needs: [programs],
  run: (grep) => runHostLane('desktop', grep),
};

/**
 * Prepares a checkout: `node scripts/setup.mjs [SCRIPT ARGUMENTS…]`. Installs the packages of the lockfile if
 * any are missing, checks the pinned Node and, given a script, runs it with that Node. It is plain JavaScript
 * for Node 20, because it runs before any package is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPackages } from './setup/missing-packages.mjs';
import { installEnvironment } from './setup/node-headers.mjs';
import { withLock } from './setup/with-lock.mjs';

const OLDEST_NODE = [20, 15];
const FORWARDED_SIGNALS = /** @type {const} */ (['SIGTERM', 'SIGHUP']);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === 'win32';
const pinnedNode = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');

class SetupError extends Error {}

async function setUp() {
  checkRunningNode();
  if (missingPackages(root).length > 0) {
    await withLock(join(root, '.cache', 'setup.lock'), install, (owner) => {
      say(`waiting for another setup of this checkout (process ${owner})`);
    });
  }
  if (!existsSync(pinnedNode)) {
    throw new SetupError(
      'node_modules/node/bin/node is missing: its install script did not run. Allow install scripts (npm config set ignore-scripts false), then run: npm ci',
    );
  }
}

function checkRunningNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join('.')} or later, with npm`,
  );
}

function install() {
  const missing = missingPackages(root);
  if (missing.length === 0) return;
  say(`installing what package-lock.json asks for (npm ci): ${summary(missing)}`);
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: installEnvironment(),
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  });
  if (npm.error)
    throw new SetupError(`npm could not be started (${npm.error.message}): install npm 10 or later`);
  if (npm.status !== 0) {
    throw new SetupError(
      `npm ci failed with exit code ${npm.status}: see its message above; it needs the npm registry and write access to ${root}`,
    );
  }
  checkPinnedNode();
  checkPty();
}

function checkPinnedNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
  const version = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (version === `v${wanted}`) return;
  throw new SetupError(
    `node_modules/node/bin/node is ${version ?? 'missing'} and not ${wanted}: allow its install script (npm config set ignore-scripts false), then run: npm ci`,
  );
}

/**
 * Warns if no pseudo-terminal library loads. This is not an error, because only steps that request a terminal need it.
 */
function checkPty() {
  const tryBoth = `try { require('node-pty') } catch { require('@lydell/node-pty') }`;
  if (spawnSync(pinnedNode, ['-e', tryBoth], { cwd: root, stdio: 'ignore' }).status === 0) return;
  say(
    'no pseudo-terminals: neither node-pty (needs python3, make and g++) nor @lydell/node-pty loads; then: npm ci',
  );
}

/** @param {string[]} packages */
function summary(packages) {
  const named = packages.slice(0, 3).join(', ');
  return packages.length > 3 ? `${named} and ${packages.length - 3} more` : named;
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function runScript(script, args) {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(isWindows ? ';' : ':');
  const child = spawn(pinnedNode, [join(root, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal also sends SIGINT to the script. Forwarding the signal would deliver it twice.
  const onInterrupt = () => {};
  process.on('SIGINT', onInterrupt);
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    say(`${script} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
    process.off('SIGINT', onInterrupt);
    for (const name of FORWARDED_SIGNALS) process.removeAllListeners(name);
  });
}

try {
  await setUp();
  const [script, ...args] = process.argv.slice(2);
  if (script !== undefined) runScript(script, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { attributeClass } from '../../../job-language/nodes/node-attributes.ts';
import type { NodeEntries } from '../../../protocol/routes/shapes/node-shapes.ts';
import { Random } from '../../chaos/random.ts';
import { HostileScene, VICTIM } from '../../e2e/harness/hostile-inventory/hostile-scene.ts';
import { HOSTILE_KINDS } from '../../e2e/harness/hostile-inventory/hostile-sources.ts';
import type { Campaign } from '../campaign.ts';
import { attackPeriod } from '../target/attack-period.ts';
import { Findings } from '../target/findings.ts';
import { jsonText } from '../values/json-text.ts';
import { type GeneratedNodes, hostileNodes, type Knowledge, MARK } from './hostile-nodes.ts';

/** Nodes of more trusted sources, which the attacker tries to replace. */
const STORED = 'stored';
const FILED = 'filed';
/** Steps that would leak secrets if a node could obtain them. One step uses a secure option. */
const STEPS: readonly (readonly object[])[] = [
  [{ exec: 'sudo true' }],
  [{ script: 'echo script' }],
  [{ exec: 'sudo true' }, { script: 'echo second' }],
  [{ script: 'echo "$1"', args: '${node.name}' }, { exec: 'echo ${node.username}' }],
  [{ exec: 'echo ${option.sshPassword}' }],
];
/** The credentials of the project. A password must not reach untrusted nodes. */
const DEFAULTS: readonly Readonly<Record<string, string>>[] = [
  { 'project.ssh-key-storage-path': 'keys/project/demo/private' },
  {
    'project.ssh-password-storage-path': 'keys/project/demo/password',
    'project.ssh-authentication': 'password',
  },
  { 'project.ssh-key-storage-path': 'keys/project/demo/private', 'project.sudo-command-enabled': 'true' },
  { 'project.ssh-keypath': '/keys/${node.name}' },
  {},
];

/** Serves hostile nodes from every kind of untrusted source, and runs a job on the nodes that the project accepts. */
export const attackAsInventory: Campaign = async ({ seed, seconds, signal, report }) => {
  const findings = new Findings();
  const random = new Random(seed);
  await using scene = await HostileScene.open();
  const over = attackPeriod(seconds, signal);
  const good = scene.world.path('good.json');
  await writeFile(good, JSON.stringify({ [FILED]: { hostname: 'good', mark: 'good' } }));
  await scene.store({ [STORED]: { hostname: 'good', mark: 'good' } });
  let rounds = 0;
  let nodes = 0;
  while (!over.aborted && !hasEnded(scene)) {
    nodes += await attackOnce(scene, { random: random.fork(), findings, good });
    rounds += 1;
  }
  if (hasEnded(scene)) findings.add('the coordinator ended', scene.coordinator.program.stderr.slice(-4000));
  else await judgeRestart(scene, findings);
  report(`${rounds} inventories, ${nodes} hostile nodes taken as targets`);
  return findings.list();
};

interface Round {
  readonly random: Random;
  readonly findings: Findings;
  /** The file of a trusted source. */
  readonly good: string;
}

/** Serves one inventory and runs a job on it. Returns how many of its nodes the project accepted. */
async function attackOnce(scene: HostileScene, { random, findings, good }: Round): Promise<number> {
  const pwned = scene.world.path('pwned');
  scene.attacker.received.length = 0;
  const generated = hostileNodes(random, knowledgeOf(scene, pwned));
  const kind = random.pick(HOSTILE_KINDS);
  await scene.sources.serveText(jsonText(generated), jsonText(asAnsible(generated)));
  const trusted = { type: 'file', 'config.file': good };
  const sources = random.chance(0.5) ? [scene.source(kind), trusted] : [trusted, scene.source(kind)];
  const defaults = random.pick(DEFAULTS);
  await scene.configure(sources, { ...defaults, 'project.ssh-connect-timeout': '2000' });
  await scene.refresh();
  const steps = random.pick(STEPS);
  const trace = [{ kind, generated, defaults, steps }];
  const entries = await scene.entries();
  judgeEntries(entries, scene, (what, detail) => findings.add(what, detail, trace));
  const taken = Object.values(entries).filter((node) => node[MARK] === 'hostile').length;
  if (taken === 0) return 0;
  const told = await scene.runOn(`${MARK}: hostile`, steps).catch((error: unknown) => String(error));
  if (typeof told === 'string') {
    findings.add('a job was refused for its nodes', told, trace);
    return taken;
  }
  for (const secret of scene.leaks(told))
    findings.add(`the attacker got ${secret}`, told.lines.join('\n'), trace);
  if (existsSync(pwned)) {
    findings.add('a command of the inventory ran', told.lines.join('\n'), trace);
    await rm(pwned, { force: true });
  }
  return taken;
}

function judgeEntries(
  entries: NodeEntries,
  scene: HostileScene,
  add: (what: string, detail: string) => void,
): void {
  const better = new Set([STORED, FILED, 'localhost', VICTIM, 'evil']);
  for (const [name, node] of Object.entries(entries)) {
    if (node[MARK] !== 'hostile') continue;
    if (better.has(name.toLowerCase())) add('a node of a more trusted source was replaced', name);
    const forbidden = Object.keys(node).filter(
      (attribute) =>
        attribute !== 'nodename' && attribute !== 'tags' && attributeClass(attribute) !== 'target',
    );
    if (forbidden.length > 0) add('a forbidden attribute was kept', `${name}: ${forbidden.join(', ')}`);
  }
  if (entries['localhost']?.['node-executor'] !== 'local') add('localhost was replaced', '');
  if (entries[VICTIM]?.['runner-id'] !== scene.victim.id) add('the host of a runner was replaced', '');
  if (entries[STORED]?.[MARK] !== 'good' || entries[FILED]?.[MARK] !== 'good')
    add('a node of a more trusted source is missing', '');
}

/** Checks that the coordinator can start with the stored nodes of the last inventory. */
async function judgeRestart(scene: HostileScene, findings: Findings): Promise<void> {
  await scene.coordinator.program.end('SIGTERM');
  scene.coordinator = await scene.coordinator.again();
  await scene.world.healthy(scene.coordinator, VICTIM);
  judgeEntries(await scene.entries(), scene, (what, detail) =>
    findings.add(`after a restart: ${what}`, detail),
  );
}

function knowledgeOf({ attacker, coordinator, victim }: HostileScene, pwned: string): Knowledge {
  return {
    address: attacker.address,
    names: [STORED, FILED, 'localhost', VICTIM, 'evil', 'Local Runner', '__proto__', 'constructor'],
    runnerIds: [victim.id, ` ${victim.id} `, victim.id.toUpperCase(), 'x'],
    files: [
      `${coordinator.dataDir}/admin.token`,
      `${victim.dataDir}/keys/secret`,
      `file://${coordinator.dataDir}/admin.token`,
      '/etc/passwd',
    ],
    command: `touch ${pwned}`,
  };
}

function asAnsible(nodes: GeneratedNodes): object {
  const hostvars = Object.entries(nodes).map(([name, { hostname, username, ...others }]) => {
    const [, host = hostname, port] = /^(.*):(\d+)$/.exec(String(hostname)) ?? [];
    return [name, { ...others, ansible_host: host, ansible_port: port, ansible_user: username }] as const;
  });
  return { _meta: { hostvars: Object.fromEntries(hostvars) }, all: { hosts: Object.keys(nodes) } };
}

function hasEnded({ coordinator }: HostileScene): boolean {
  const { exitCode, signalCode } = coordinator.program.child;
  return exitCode !== null || signalCode !== null;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import { Damages } from '../../store/files/damages.ts';
import { openEmbeddedOutput } from '../../store/output/open-embedded-output.ts';
import { startTestCoordinator, type TestCoordinator } from './test-coordinator.ts';

const JOB = `
- name: load
  group: nightly
  options:
    - {name: data, type: file}
    - {name: password, secure: true, valueExposed: true}
  runnerSelector: {filter: edge}
  sequence: {commands: [{exec: echo one}]}
`;

export interface FullDataDir {
  readonly job: string;
  /** An execution that waits for a runner. */
  readonly waiting: ExecutionId;
  /** Operation with 200,000 bytes of output in lines of 100 bytes. Two thirds of the output are in a file. */
  readonly output: OperationId;
}

/**
 * Starts a coordinator, fills `dataDir` with one record of each kind that a coordinator stores, and stops the
 * coordinator.
 */
export async function fillDataDir(dataDir: string): Promise<FullDataDir> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, '..', 'nodes.yaml'), 'web-1: {hostname: web-1.example}\n');
  // A fixed key, so that flipping a bit has the same effect in every run: with a random key, the result may be valid
  // base64.
  await writeFile(join(dataDir, 'master.key'), `${Buffer.alloc(32, 'k').toString('base64')}\n`);
  const coordinator = await startTestCoordinator({ dataDir, embedded: true });
  const filled = await fill(coordinator, join(dataDir, '..', 'nodes.yaml'));
  await coordinator.stop('keep');
  const output = await openEmbeddedOutput({
    folder: dataDir,
    damages: new Damages(dataDir),
    now: Date.now,
    hasRoom: () => true,
    onFatal: (error) => {
      throw error;
    },
  });
  const operationId = OperationId.parse(`${filled.waiting}-1`);
  for (let offset = 0; offset < 200_000; offset += 50_000) {
    const payload = Buffer.from('x'.repeat(99).concat('\n').repeat(500));
    await output.log(operationId).append([{ operationId, stream: 'stdout', offset, time: 1, payload }]);
  }
  await output.close();
  return { ...filled, output: operationId };
}

async function fill(coordinator: TestCoordinator, nodes: string) {
  const post = async <Answer>(path: string, body: unknown, type = 'application/json'): Promise<Answer> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await coordinator.call('POST', path, { body: text, headers: { 'content-type': type } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const config = {
    'resources.source.1.type': 'file',
    'resources.source.1.config.file': nodes,
    'resources.source.1.config.format': 'resourceyaml',
  };
  await post('/api/53/projects', { name: 'ops', config });
  const { runnerId } = await post<{ runnerId: string }>('/api/53/runnerManagement/runners', {
    name: 'edge',
    description: 'edge',
  });
  const imported = await post<{ succeeded: { id: string }[] }>(
    '/api/53/project/ops/jobs/import',
    JOB,
    'application/yaml',
  );
  const job = imported.succeeded[0]?.id ?? '';
  await coordinator.client.updateRunner({
    params: { runner: runnerId },
    body: { tagNames: 'edge', assignedProjects: { ops: '.*' } },
  });
  await post('/api/53/storage/keys/project/ops/secret', 'hidden', 'application/x-rundeck-data-password');
  await coordinator.client.setShare({
    body: {
      shared: true,
      address: '127.0.0.1',
      port: 0,
      certificate: { kind: 'own-ca', names: ['localhost'] },
    },
  });
  const { options } = await post<{ options: { data: string } }>(
    `/api/53/job/${job}/input/file/data?fileName=a.csv`,
    'a,b',
    'octet/stream',
  );
  const { id } = await post<{ id: number }>(`/api/53/job/${job}/run`, {
    options: { data: options.data, password: 'hidden' },
  });
  await post(`/api/53/job/${job}/input/file/data?fileName=b.csv`, 'c,d', 'octet/stream');
  await coordinator.call('GET', '/api/53/project/ops/resources');
  return { job, waiting: ExecutionId.parse(id) };
}

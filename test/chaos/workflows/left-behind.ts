import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WebhookReceiver } from '../../../coordinator/notifications/testing/receivers.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { until } from '../../e2e/harness/until.ts';
import type { Scene } from '../scene.ts';
import type { ChaosWorkflow } from './workflow-job.ts';

const PROJECT = ProjectName.parse('demo');

/** Returns files and secure values that should have been deleted. */
export async function leftFiles(scene: Scene): Promise<string[]> {
  const folders = scene.runners.map(({ started }) => join(started.dataDir, 'files'));
  const waiting = await waitingFiles(scene);
  const left = async () => {
    const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
    const inputs = await readdir(join(scene.coordinator.dataDir, 'input-files')).catch(() => []);
    const values = await readdir(join(scene.coordinator.dataDir, 'secure-values'));
    return [
      ...names.flat(),
      ...inputs.filter((name) => !name.endsWith('.json') && !waiting.has(name)),
      ...values,
    ];
  };
  return until('files to be removed', async () => ((await left()).length === 0 ? [] : undefined)).catch(
    async () => [`files are left: ${(await left()).join(', ')}`],
  );
}

/** Returns the uploaded files of runs that never started. These files expire later. */
async function waitingFiles({ coordinator: { client } }: Scene): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const { id } of await client.listJobs({ params: { project: PROJECT } })) {
    const { files } = await client.listInputFiles({ params: { job: id }, query: { fileState: 'temp' } });
    for (const file of files) ids.add(file.id);
  }
  return ids;
}

/** Returns the disks, logs and notifications that contain a secret in plain text. */
export async function secretsInClear(
  scene: Scene,
  receiver: WebhookReceiver,
  asked: ReadonlyMap<string, ChaosWorkflow>,
): Promise<string[]> {
  const secrets = [...asked.values()].flatMap(({ secret }) => secret ?? []);
  const found: string[] = [];
  for (const entry of await readdir(scene.world.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    for (const secret of secrets) if (content.includes(secret)) found.push(`"${secret}" is in ${path}`);
  }
  for (const { path, body } of receiver.calls) {
    for (const secret of secrets) if (body.includes(secret)) found.push(`"${secret}" was sent to ${path}`);
  }
  const said = [scene.coordinator.program, ...scene.runners.flatMap(({ programs }) => programs)];
  for (const { stdout, stderr } of said) {
    for (const secret of secrets)
      if (`${stdout}${stderr}`.includes(secret)) found.push(`"${secret}" is in a log`);
  }
  return found;
}

export async function leftProcesses(scene: Scene): Promise<string[]> {
  return until('all processes of steps to be gone', async () =>
    (await scene.stepProcesses()).length === 0 ? [] : undefined,
  ).catch(async () => [`processes are left: ${(await scene.stepProcesses()).join('; ')}`]);
}

import type { InstallationType, ReplicaType } from '../../../protocol/entities/runner.ts';
import type { Prompts } from '../../host/prompts.ts';

/** What a runner will be installed on, and whether its replicas stay. Neither changes later. */
export interface Installation {
  readonly installationType: InstallationType;
  readonly replicaType: ReplicaType;
}

const PLATFORMS: readonly { label: string; description: string; value: InstallationType }[] = [
  { label: 'Linux', description: 'a service, or a program in a home; macOS by npm', value: 'linux' },
  { label: 'Windows', description: 'a service', value: 'windows' },
  { label: 'Docker', description: 'an image and a container', value: 'docker' },
  { label: 'Kubernetes', description: 'a manifest', value: 'kubernetes' },
];

const PERSISTENT = {
  label: 'Persistent replicas',
  description: 'each enrolls once, and keeps what it was given',
  value: 'manual',
} as const;
const EPHEMERAL = {
  label: 'Ephemeral replicas',
  description: 'they enroll with a reusable key, come and go',
  value: 'ephemeral',
} as const;

/** Asks what the runner is installed on, and how its replicas live. Undefined where that was given up. */
export async function askInstallation(
  prompts: Pick<Prompts, 'choose'>,
  titles: readonly [platform: string, replicas: string],
): Promise<Installation | undefined> {
  const installationType = await prompts.choose({
    title: titles[0],
    placeHolder: 'What it is installed on',
    choices: PLATFORMS,
  });
  if (installationType === undefined) return undefined;
  const replicaType = await prompts.choose<ReplicaType>({
    title: titles[1],
    placeHolder: 'Whether its replicas stay',
    choices: installationType === 'kubernetes' ? [EPHEMERAL, PERSISTENT] : [PERSISTENT, EPHEMERAL],
  });
  return replicaType === undefined ? undefined : { installationType, replicaType };
}

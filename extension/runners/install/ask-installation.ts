import type { InstallationType, ReplicaType } from '../../../protocol/entities/runner.ts';
import { answered, type FormStep } from '../../prompts/ask-in-turn.ts';
import type { Prompts } from '../../prompts/prompts.ts';

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

/** Asks what the runner is installed on, and how its replicas live. `chosen`: once both are answered. */
export function installationSteps(
  prompts: Pick<Prompts, 'chooseStep'>,
  title: string,
): { readonly steps: readonly FormStep[]; readonly chosen: () => Installation } {
  let chosen: Installation = { installationType: 'linux', replicaType: PERSISTENT.value };
  const steps: FormStep[] = [
    async (step) =>
      answered(
        await prompts.chooseStep<InstallationType>({
          title,
          step,
          placeHolder: 'What it is installed on',
          choices: PLATFORMS.map((it) => ({ ...it, picked: it.value === chosen.installationType })),
        }),
        (installationType) => {
          chosen = { ...chosen, installationType };
        },
      ),
    async (step) =>
      answered(
        await prompts.chooseStep<ReplicaType>({
          title,
          step,
          placeHolder: 'Whether its replicas stay',
          choices:
            chosen.installationType === 'kubernetes' ? [EPHEMERAL, PERSISTENT] : [PERSISTENT, EPHEMERAL],
        }),
        (replicaType) => {
          chosen = { ...chosen, replicaType };
        },
      ),
  ];
  return { steps, chosen: () => chosen };
}

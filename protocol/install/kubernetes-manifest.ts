import { stringify } from 'yaml';
import { CONTAINER_DATA_DIR, CONTAINER_USER, IMAGE } from './dockerfile.ts';
import { connectionFlags, type InstallSource } from './install-source.ts';

export interface KubernetesSubject extends InstallSource {
  /** As `plainName` makes it. */
  readonly name: string;
  /** An enrollment key where replicas come and go, else a one-time token. */
  readonly token: string;
  readonly replicas: 'ephemeral' | 'persistent';
  /** How many of ephemeral ones; a one-time token enrolls one replica. */
  readonly count: number;
}

/** A pod that is asked to go lets its steps end, this long. */
const GRACE_SECONDS = 600;

/**
 * What runs a runner in Kubernetes. Ephemeral replicas are a Deployment: each pod enrolls with the key and keeps nothing. A
 * persistent one is a StatefulSet of one pod, whose volume keeps its identity. The image is that of the Dockerfile.
 */
export function kubernetesManifest(subject: KubernetesSubject): string {
  return objects(subject)
    .map((object) => stringify(object, { aliasDuplicateObjects: false }))
    .join('---\n');
}

function objects(subject: KubernetesSubject): readonly object[] {
  const name = `outrunner-${subject.name}`;
  const labels = { 'app.kubernetes.io/name': 'outrunner-runner', 'app.kubernetes.io/instance': name };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels },
    stringData: { token: subject.token },
  };
  const common = { selector: { matchLabels: labels } };
  if (subject.replicas === 'ephemeral') {
    const template = { metadata: { labels }, spec: pod(subject, name, [{ name: 'data', emptyDir: {} }]) };
    return [
      secret,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, labels },
        spec: { replicas: subject.count, ...common, template },
      },
    ];
  }
  const claim = {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
  };
  const template = { metadata: { labels }, spec: pod(subject, name, undefined) };
  return [
    secret,
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, labels },
      spec: { replicas: 1, serviceName: name, ...common, template, volumeClaimTemplates: [claim] },
    },
  ];
}

function pod(subject: KubernetesSubject, name: string, volumes: readonly object[] | undefined): object {
  const token = { secretKeyRef: { name, key: 'token' } };
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: CONTAINER_USER,
      runAsGroup: CONTAINER_USER,
      fsGroup: CONTAINER_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'runner',
        image: IMAGE,
        args: connectionFlags(subject),
        env: [{ name: 'OUTRUNNER_ENROLLMENT_TOKEN', valueFrom: token }],
        resources: { requests: { cpu: '250m', memory: '256Mi' } },
        volumeMounts: [{ name: 'data', mountPath: CONTAINER_DATA_DIR }],
      },
    ],
    ...(volumes === undefined ? {} : { volumes }),
  };
}

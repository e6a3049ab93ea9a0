import { stringify } from 'yaml';
import { CONTAINER_DATA_DIR, CONTAINER_USER, IMAGE } from './dockerfile.ts';
import { connectionFlags, type InstallSource } from './install-source.ts';

export interface KubernetesSubject extends InstallSource {
  /** Formatted by `plainName`. */
  readonly name: string;
  /** A reusable enrollment key for ephemeral replicas, otherwise a one-time token. */
  readonly token: string;
  readonly replicas: 'ephemeral' | 'persistent';
  /** Number of ephemeral replicas. A persistent runner gets one pod, because a one-time token enrolls one replica. */
  readonly count: number;
}

/** Mount path of the enrollment secret in the init container, the only container that mounts it. */
const SECRET_DIR = '/run/outrunner-enrollment';
const OWNER_AND_GROUP_READ = 0o440;

/** Seconds that running steps get to finish when a pod terminates. */
const GRACE_SECONDS = 600;

/**
 * Returns the manifest of a runner in Kubernetes. Ephemeral replicas are a Deployment; each pod enrolls with the key
 * and stores nothing. A persistent replica is a StatefulSet of one pod, whose volume contains the replica's identity.
 * An init container enrolls, so that the container that runs steps never has the secret. The image is that of the
 * Dockerfile.
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
  const template = { metadata: { labels }, spec: pod(subject, name, []) };
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

function pod(subject: KubernetesSubject, name: string, volumes: readonly object[]): object {
  const data = { name: 'data', mountPath: CONTAINER_DATA_DIR };
  const common = {
    image: IMAGE,
    resources: { requests: { cpu: '250m', memory: '256Mi' } },
  };
  const enrollment = ['--data-dir', CONTAINER_DATA_DIR, '--enrollment-token-file', `${SECRET_DIR}/token`];
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
    initContainers: [
      {
        name: 'enroll',
        ...common,
        command: ['outrunner', 'runner', 'enroll', ...enrollment],
        args: connectionFlags(subject),
        volumeMounts: [data, { name: 'enrollment', mountPath: SECRET_DIR, readOnly: true }],
      },
    ],
    containers: [{ name: 'runner', ...common, args: connectionFlags(subject), volumeMounts: [data] }],
    volumes: [
      ...volumes,
      { name: 'enrollment', secret: { secretName: name, defaultMode: OWNER_AND_GROUP_READ } },
    ],
  };
}

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { composeFile } from './compose-file.ts';
import { dockerfile } from './dockerfile.ts';
import { composeCommand, installCommand, startCommand } from './install-command.ts';
import { connectionFlags, DOWNLOADS, type InstallOffer, installSource, plainName } from './install-source.ts';
import { kubernetesManifest } from './kubernetes-manifest.ts';
import { powerShellScript } from './powershell-script.ts';
import { shellScript } from './shell-script.ts';

const bare: InstallOffer = { serverUrl: 'https://ops.example:4440', checksums: {} };
const offer: InstallOffer = {
  ...bare,
  trust: {
    certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    fingerprint: 'ab'.repeat(32),
  },
  checksums: {
    [DOWNLOADS.linuxX64]: '1'.repeat(64),
    [DOWNLOADS.linuxArm64]: '2'.repeat(64),
    [DOWNLOADS.windowsX64]: '3'.repeat(64),
    [DOWNLOADS.npm]: '4'.repeat(64),
  },
  name: 'east',
};
const subject = {
  ...offer,
  runnerName: "Bob's DB (eu)",
  token: "t-'$(touch x)",
  installationType: 'linux',
} as const;

/** Compares a text with its file in `golden/`. With OUTRUNNER_WRITE_DOCS set, writes the file first. */
function isGolden(name: string, text: string): void {
  const path = join(import.meta.dirname, 'golden', name);
  if (process.env['OUTRUNNER_WRITE_DOCS'] === '1') writeFileSync(path, text);
  assert.equal(text, readFileSync(path, 'utf8'));
}

describe('the golden files of installation', () => {
  it('match the scripts and manifests of a coordinator with its own certificate', () => {
    isGolden('install.sh', shellScript(offer));
    isGolden('install.ps1', powerShellScript(offer));
    isGolden('Dockerfile', dockerfile(offer));
    const cluster = { ...offer, name: 'east', token: 'or_key' };
    isGolden('ephemeral.yaml', kubernetesManifest({ ...cluster, replicas: 'ephemeral', count: 3 }));
    isGolden('persistent.yaml', kubernetesManifest({ ...cluster, replicas: 'persistent', count: 1 }));
  });

  it('match the install commands', () => {
    for (const installationType of ['linux', 'windows', 'docker'] as const) {
      isGolden(`${installationType}.txt`, `${installCommand({ ...subject, installationType })}\n`);
    }
    isGolden('compose.txt', `${composeCommand({ ...subject, installationType: 'docker' })}\n`);
  });
});

describe('the install script', () => {
  for (const [what, script] of [
    ['with all downloads', shellScript(offer)],
    ['without downloads', shellScript({ ...bare, serverUrl: "http://o'x:1" })],
  ] as const) {
    it(`parses in sh and bash and passes shellcheck ${what}`, () => {
      for (const shell of ['sh', 'bash']) execFileSync(shell, ['-n'], { input: script });
      const checked = spawnSync('shellcheck', ['--shell=sh', '--enable=check-unassigned-uppercase', '-'], {
        input: script,
        encoding: 'utf8',
      });
      assert.equal(checked.status, 0, checked.error?.message ?? checked.stdout);
    });
  }

  it('does nothing if its last line is missing', () => {
    const cut = shellScript(offer).replace(/\noutrunner_install "\$@"\n$/, '\n');
    const env = { PATH: '/nowhere', HOME: '/nowhere' };
    assert.equal(execFileSync('/bin/sh', { input: cut, env, encoding: 'utf8' }), '');
  });
});

describe('the install command', () => {
  it('passes the token only to the shell that runs the script', () => {
    const { trust: _, ...open } = subject;
    const command = installCommand(open);
    const seen = execFileSync(
      '/bin/sh',
      [
        '-c',
        `curl() { printf 'printf "%%s|" "$OUTRUNNER_ENROLLMENT_TOKEN" "$OUTRUNNER_NAME" "%s"' "$#-$*"; }\n${command}`,
      ],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    assert.equal(seen, "t-'$(touch x)|bob-s-db-eu|2--fsSL https://ops.example:4440/outrunner/v1/install.sh|");
  });

  it('passes the certificate to curl', () => {
    const seen = execFileSync(
      '/bin/sh',
      ['-c', `curl() { echo ": $*"; sed 's/^/: /'; }\nsh() { cat; }\n${installCommand(subject)}`],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    assert.match(
      seen,
      /^: -fsSL --cacert \/dev\/stdin https:\S+\n: -----BEGIN CERTIFICATE-----\n: MIIB\n: -----END/,
    );
  });

  it('starts a program that is already on the host', () => {
    const program = 'sh -c \'cat; printf "%s\\n" "$@"\' sh';
    const seen = execFileSync('/bin/sh', ['-c', startCommand(subject, program, 'posix')], {
      encoding: 'utf8',
      env: { HOME: '/home/bob', PATH: process.env['PATH'] },
    });
    assert.deepEqual(seen.trimEnd().split('\n'), [
      "t-'$(touch x)",
      'runner',
      'start',
      '--server',
      'https://ops.example:4440',
      '--ca-fingerprint',
      `sha256:${'ab'.repeat(32)}`,
      '--enrollment-token-file',
      '-',
      '--data-dir',
      '/home/bob/.outrunner/runners/bob-s-db-eu',
    ]);
  });

  for (const [replicaType, kind] of [
    ['ephemeral', 'Deployment'],
    ['manual', 'StatefulSet'],
  ] as const) {
    it(`passes the secret of a ${kind} only to the init container that enrolls, for Kubernetes`, () => {
      const text = installCommand({ ...subject, installationType: 'kubernetes', replicaType });
      const manifest = text.slice(text.indexOf('\n') + 1, -'YAML'.length);
      const [secret, workload] = parseAllDocuments(manifest).map((document) => document.toJS());
      assert.equal(secret.stringData.token, subject.token);
      assert.equal(workload.kind, kind);
      assert.ok(!JSON.stringify(workload).includes(subject.token));

      const { initContainers, containers, volumes } = workload.spec.template.spec;
      const holding = volumes.filter((volume: object) =>
        JSON.stringify(volume).includes(secret.metadata.name),
      );
      const names = holding.map(({ name }: { name: string }) => name);
      const mounting = (container: { volumeMounts: { name: string }[] }) =>
        container.volumeMounts.some(({ name }) => names.includes(name));
      assert.deepEqual([...initContainers, ...containers].map(mounting), [true, false]);
      for (const container of [...initContainers, ...containers]) {
        assert.ok(!/secretKeyRef|ENROLLMENT_TOKEN/.test(JSON.stringify(container)));
      }
    });
  }

  it('passes the token on standard input to a container that exits once it has enrolled, for Docker', () => {
    for (const command of [installCommand, composeCommand]) {
      const text = command({ ...subject, installationType: 'docker' });
      const script = `curl() { :; }\ndocker() { printf '%s ' "$@" | tr '\\n' ' '; echo "<$(cat)>"; }\n${text}`;
      const seen = execFileSync('/bin/sh', ['-c', script], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] },
        input: '',
      });
      const [, enroll = '', run = ''] = seen.trimEnd().split('\n');
      assert.match(
        enroll,
        /^run --rm .* runner enroll .* --enrollment-token-file - --server \S+ .*<t-'\$\(touch x\)>$/,
      );
      assert.ok(!enroll.split('<')[0]?.includes(subject.token));
      assert.ok(!run.includes(subject.token) && !run.includes('TOKEN'));
    }
  });
});

describe('connectionFlags', () => {
  it('returns `--insecure-plaintext` only if the coordinator serves plain HTTP to other hosts', () => {
    const flagsOf = (url: string, insecurePlaintext?: boolean) =>
      connectionFlags(installSource({ url, certificate: null, insecurePlaintext }));
    assert.deepEqual(flagsOf('http://ops.example:4440', true).slice(2), ['--insecure-plaintext']);
    for (const others of [flagsOf('http://ops.example:4440'), flagsOf('http://127.0.0.1:4440', true)])
      assert.deepEqual(others.slice(2), []);
    assert.deepEqual(flagsOf('https://ops.example:4440', true).slice(2), []);
  });
});

describe('the Dockerfile', () => {
  it('uses the npm package if the coordinator has no runner for Linux', () => {
    const text = dockerfile({ ...bare, checksums: { [DOWNLOADS.npm]: '4'.repeat(64) } });
    assert.match(text, /\*\) file=outrunner-\S+\.tgz checksum=4{64} ;;/);
    assert.match(text, /\nFROM node:24-\S+\n.*\nRUN npm install --global \/tmp\/outrunner-\S+\.tgz\n/);
  });

  it('runs valid shell commands', () => {
    for (const [, command] of dockerfile(offer).matchAll(/^RUN ((?:.*\\\n)*.*)$/gm)) {
      execFileSync('/bin/sh', ['-n', '-c', (command ?? '').replaceAll('\\\n', '')]);
    }
  });
});

describe('the file of Docker Compose', () => {
  it('uses the same image, container and volume names as the Docker command, and contains no secret', () => {
    const [file] = parseAllDocuments(composeFile(subject.runnerName)).map((document) => document.toJS());
    const { services, volumes } = file;
    const run = installCommand({ ...subject, installationType: 'docker' });
    const [name = ''] = Object.keys(services);
    const { image, container_name, environment, secrets, volumes: mounted } = services[name];
    assert.deepEqual(
      [name, volumes[name].name, environment, secrets],
      ['outrunner-bob-s-db-eu', 'outrunner-bob-s-db-eu', undefined, undefined],
    );
    for (const text of [`--name ${container_name}`, `--volume ${mounted[0]}`, ` ${image}`]) {
      assert.ok(run.includes(text), text);
    }
  });

  it('is part of a valid shell command, and does not contain the token', () => {
    const command = composeCommand({ ...subject, installationType: 'docker' });
    execFileSync('/bin/sh', ['-n', '-c', command]);
    const [, file = ''] = command.split("<<'YAML'\n");
    assert.ok(!file.includes(subject.token));
  });
});

describe('plainName', () => {
  it('returns a name that is valid for a service, a volume and a Kubernetes object', () => {
    assert.equal(plainName("Bob's DB (eu)"), 'bob-s-db-eu');
    assert.equal(plainName('数据'), 'runner');
    assert.ok(plainName('x'.repeat(200)).length <= 40);
  });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type InstallSubject, installCommand } from './install-command.ts';
import { installScript } from './install-script.ts';

const subject: InstallSubject = {
  serverUrl: 'https://ops.example:4440',
  runnerName: "Bob's DB (eu)",
  token: "t-'$(touch x)",
  installationType: 'linux',
  fingerprint: 'ab'.repeat(32),
};

describe('the install command', () => {
  it('gives the token through the environment and pins a private certificate', () => {
    const seen = execFileSync(
      '/bin/sh',
      [
        '-c',
        installCommand({
          ...subject,
          program: 'sh -c \'printf "%s\\n" "$OUTRUNNER_ENROLLMENT_TOKEN" "$@"\' sh',
        }),
      ],
      { encoding: 'utf8', env: { HOME: '/home/bob', PATH: process.env['PATH'] } },
    );
    assert.deepEqual(seen.trimEnd().split('\n'), [
      "t-'$(touch x)",
      'runner',
      'start',
      '--server',
      'https://ops.example:4440',
      '--ca-fingerprint',
      `sha256:${'ab'.repeat(32)}`,
      '--data-dir',
      '/home/bob/.outrunner/runners/bob-s-db-eu',
    ]);
  });

  it('is a manifest for Kubernetes that keeps the token in a secret', () => {
    const text = installCommand({ ...subject, installationType: 'kubernetes' });
    const list = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
    assert.equal(list.items[0].stringData.token, subject.token);
    assert.ok(!JSON.stringify(list.items[1]).includes(subject.token));
  });

  it('keeps the token out of the arguments of docker', () => {
    const text = installCommand({ ...subject, installationType: 'docker' });
    assert.equal(text.indexOf('touch', text.indexOf('docker run')), -1);
  });
});

describe('the install script', () => {
  it('is a shell script that asks for the token and names the coordinator', () => {
    const script = installScript("https://ops.example/o'x");
    execFileSync('/bin/sh', ['-n'], { input: script });
    assert.throws(
      () =>
        execFileSync('/bin/sh', ['-s', '/nowhere/data'], {
          input: script,
          env: { PATH: '/bin:/usr/bin' },
          stdio: ['pipe', 'pipe', 'pipe'],
        }),
      /OUTRUNNER_ENROLLMENT_TOKEN is not set/,
    );
  });
});

import assert from 'node:assert/strict';
import { describeAct, type InstallAct } from './install-act.ts';
import type { InstallFacts, InstallOptions } from './install-facts.ts';
import { installPlan, rollbackPlan } from './install-plan.ts';
import { uninstallPlan } from './uninstall-plan.ts';

const linux: InstallFacts = {
  platform: 'linux',
  isAdministrator: true,
  hasSystemd: true,
  home: '/home/bob',
  library: '/usr/local/lib/outrunner',
  programFiles: 'C:\\Program Files',
  programData: 'C:\\ProgramData',
  program: ['/tmp/download/outrunner'],
};
const options: InstallOptions = {
  name: 'east',
  connection: ['--server', 'https://ops.example:4440'],
  hasToken: true,
  startArguments: [],
};

describe('installing a runner', () => {
  const steps = (acts: readonly InstallAct[]) => acts.map(describeAct);

  it('creates a user and a private data dir, enrolls, and starts a service if root installs with systemd', () => {
    assert.deepEqual(steps(installPlan(options, linux)), [
      'user outrunner',
      'copy /tmp/download/outrunner to /usr/local/lib/outrunner/outrunner',
      'folder /var/lib/outrunner/east (700, outrunner)',
      'systemctl stop outrunner-east',
      'as outrunner: /usr/local/lib/outrunner/outrunner runner enroll --data-dir /var/lib/outrunner/east --enrollment-token-file - --server https://ops.example:4440',
      'write /etc/systemd/system/outrunner-east.service',
      'systemctl daemon-reload',
      'systemctl enable outrunner-east',
      'systemctl restart outrunner-east',
      'The runner runs as the service outrunner-east. Its log: journalctl -u outrunner-east',
      'To remove it: /usr/local/lib/outrunner/outrunner runner uninstall --name east',
    ]);
  });

  it('updates only the program and the service if it is repeated without a token', () => {
    const acts = steps(installPlan({ ...options, hasToken: false }, linux));
    assert.ok(acts.every((act) => !act.includes('enroll --')));
    assert.ok(acts.includes('systemctl restart outrunner-east'));
  });

  it('passes the token only to the enrollment', () => {
    const takers = installPlan(options, linux).filter((act) => act.kind === 'run' && act.takesToken === true);
    assert.equal(takers.length, 1);
  });

  it('prints the command that starts the runner as its user if root installs without systemd', () => {
    const acts = steps(installPlan(options, { ...linux, hasSystemd: false }));
    assert.equal(
      acts.at(-1),
      "Start the runner with: su -s /bin/sh outrunner -c '/usr/local/lib/outrunner/outrunner runner start --data-dir /var/lib/outrunner/east'",
    );
  });

  it('installs into the home folder of a user other than root', () => {
    assert.deepEqual(steps(installPlan(options, { ...linux, isAdministrator: false })), [
      'copy /tmp/download/outrunner to /home/bob/.local/share/outrunner/outrunner',
      'folder /home/bob/.local/share/outrunner/runners/east (700)',
      '/home/bob/.local/share/outrunner/outrunner runner enroll --data-dir /home/bob/.local/share/outrunner/runners/east --enrollment-token-file - --server https://ops.example:4440',
      'No service was created: systemd does not run here, or you are not root.',
      'Start the runner with: /home/bob/.local/share/outrunner/outrunner runner start --data-dir /home/bob/.local/share/outrunner/runners/east',
    ]);
  });

  it('can be rolled back by starting the previous service', () => {
    assert.deepEqual(steps(rollbackPlan('outrunner-east', linux)), ['systemctl start outrunner-east']);
    const windows: InstallFacts = { ...linux, platform: 'win32' };
    assert.deepEqual(steps(rollbackPlan('outrunner-east', windows)), ['net.exe start outrunner-east']);
  });

  it('leaves a program that npm installed in place, and runs the service as the requested user', () => {
    const facts = { ...linux, program: ['/usr/bin/node', '/usr/lib/outrunner.cjs'] as const };
    const acts = installPlan({ ...options, user: 'ops', startArguments: ['--max-running', '5'] }, facts);
    assert.ok(acts.every(({ kind }) => kind !== 'copy' && kind !== 'user'));
    const unit = acts.find((act) => act.kind === 'write');
    assert.match(
      unit?.text ?? '',
      /^ExecStart=\/usr\/bin\/node \/usr\/lib\/outrunner\.cjs runner start --data-dir \/var\/lib\/outrunner\/east --max-running 5 --log json$/m,
    );
    assert.match(unit?.text ?? '', /^User=ops$/m);
    assert.ok(
      steps(acts).includes('To remove it: /usr/bin/node /usr/lib/outrunner.cjs runner uninstall --name east'),
    );
  });

  it('creates a service, and a data dir for system and administrators only, on Windows', () => {
    const facts: InstallFacts = { ...linux, platform: 'win32', program: ['C:\\tmp\\outrunner.exe'] };
    const acts = steps(installPlan(options, facts));
    assert.deepEqual(acts.slice(0, 5), [
      'net.exe stop outrunner-east',
      'copy C:\\tmp\\outrunner.exe to C:\\Program Files\\Outrunner\\outrunner.exe',
      'folder C:\\ProgramData\\Outrunner\\east (700)',
      'icacls.exe C:\\ProgramData\\Outrunner\\east /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F',
      'C:\\Program Files\\Outrunner\\outrunner.exe runner enroll --data-dir C:\\ProgramData\\Outrunner\\east --enrollment-token-file - --server https://ops.example:4440',
    ]);
    assert.ok(acts.some((act) => act.startsWith('sc.exe create outrunner-east ')));
    assert.ok(acts.includes('sc.exe start outrunner-east'));
  });
});

describe('removing a runner', () => {
  const removal = { name: 'east', purge: false, isProgramShared: false };
  const installed: InstallFacts = { ...linux, program: ['/usr/local/lib/outrunner/outrunner'] };

  it('stops its service and leaves its credentials in place', () => {
    assert.deepEqual(uninstallPlan(removal, installed).map(describeAct), [
      'systemctl disable --now outrunner-east',
      'remove /etc/systemd/system/outrunner-east.service',
      'systemctl daemon-reload',
      'remove /usr/local/lib/outrunner/outrunner',
      '/var/lib/outrunner/east was kept, with the credentials. --purge removes it.',
    ]);
  });

  it('removes its data dir only on request, and leaves a program that another runner uses', () => {
    const acts = uninstallPlan({ ...removal, purge: true, isProgramShared: true }, installed).map(
      describeAct,
    );
    assert.ok(acts.includes('remove /var/lib/outrunner/east'));
    assert.ok(!acts.includes('remove /usr/local/lib/outrunner/outrunner'));
    assert.ok(
      acts.includes(
        '/usr/local/lib/outrunner/outrunner was kept, because another runner on this host uses it.',
      ),
    );
  });

  it('prints how to stop a runner that was started without a service', () => {
    const acts = uninstallPlan({ ...removal, pid: 4711 }, { ...installed, hasSystemd: false });
    assert.ok(
      acts
        .map(describeAct)
        .includes(
          'The runner is still running, because it was started without a service. Stop it with: kill 4711',
        ),
    );
  });
});

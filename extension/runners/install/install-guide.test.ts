import assert from 'node:assert/strict';
import { type InstallGuide, installGuide } from './install-guide.ts';

const guide: InstallGuide = {
  runnerName: 'edge',
  url: 'https://ops.example:4440',
  reach: 'network',
  here: undefined,
  command: 'install it',
  installationType: 'windows',
  replicaType: 'manual',
};

describe('installGuide', () => {
  it('states that only this machine can reach the coordinator, and shows the alternatives', () => {
    const text = installGuide({
      ...guide,
      url: 'http://127.0.0.1:4440',
      reach: 'this-machine',
      here: 'node outrunner.cjs',
    });
    assert.match(text, /works on this machine only/);
    assert.match(text, /```sh\nnode outrunner\.cjs\n```/);
    assert.match(text, /Share Coordinator…/);
    assert.match(text, /ssh -R 4440:127\.0\.0\.1:4440/);
  });

  it('contains the command for the platform once the coordinator is shared', () => {
    const text = installGuide(guide);
    assert.match(text, /## Windows[^\n]*\n\n```powershell\ninstall it\n```/);
    assert.match(text, /one hour and for one replica/);
    assert.doesNotMatch(text, /ssh -R/);
  });

  it('starts with the warning about an enrollment key without networks', () => {
    const text = installGuide({ ...guide, warning: 'Names no networks.' });
    assert.match(text, /^# Install runner edge\n\n> \*\*Warning\.\*\* Names no networks\.\n/);
  });

  it('contains Docker and Docker Compose commands', () => {
    const text = installGuide({ ...guide, installationType: 'docker', compose: 'compose it' });
    assert.match(
      text,
      /## Docker\n\n```sh\ninstall it\n```[\s\S]*## Or Docker Compose\n\n```sh\ncompose it\n```/,
    );
  });

  it('states how long the enrollment key of ephemeral replicas is valid', () => {
    const text = installGuide({ ...guide, installationType: 'kubernetes', replicaType: 'ephemeral' });
    assert.match(text, /30 days/);
    assert.doesNotMatch(text, /one hour/);
  });
});

import assert from 'node:assert/strict';
import { installGuide } from './install-guide.ts';

const guide = { runnerName: 'edge', commandFor: (type: string) => `install on ${type}` };

describe('the guide that installs a runner', () => {
  it('says that only this machine reaches the coordinator, and shows the other ways', () => {
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

  it('has a command for each kind of machine once the coordinator is shared', () => {
    const text = installGuide({
      ...guide,
      url: 'https://ops.example:4440',
      reach: 'network',
      here: undefined,
    });
    for (const kind of ['linux', 'windows', 'docker', 'kubernetes']) {
      assert.match(text, new RegExp(`install on ${kind}`));
    }
    assert.doesNotMatch(text, /ssh -R/);
  });
});

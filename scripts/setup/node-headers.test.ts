import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installEnvironment, nodeHeadersPrefix } from './node-headers.mjs';

describe('the environment for an npm that installs', () => {
  let prefix = '';
  before(async () => {
    prefix = await mkdtemp(join(tmpdir(), 'outrunner-node-'));
    await mkdir(join(prefix, 'include', 'node'), { recursive: true });
    await writeFile(join(prefix, 'include', 'node', 'node_version.h'), '');
  });
  after(() => rm(prefix, { recursive: true }));

  it('names the headers of a Node that has them', () => {
    assert.equal(nodeHeadersPrefix({ PATH: ['/nowhere', join(prefix, 'bin')].join(delimiter) }), prefix);
    assert.equal(nodeHeadersPrefix({ npm_node_execpath: join(prefix, 'bin', 'node') }), prefix);
    assert.equal(installEnvironment({ PATH: join(prefix, 'bin') })['npm_config_nodedir'], prefix);
  });

  it('names none where there are none, and leaves node-gyp to look for them', () => {
    assert.equal(nodeHeadersPrefix({ PATH: '/nowhere' }), undefined);
    assert.equal('npm_config_nodedir' in installEnvironment({ PATH: '/nowhere' }), false);
  });

  it('leaves out what is about to be replaced, and what another npm says of itself', () => {
    const environment = installEnvironment({
      PATH: ['/checkout/node_modules/.bin', '/bin'].join(delimiter),
      npm_config_user_agent: 'npm/11 node/v20',
      npm_config_loglevel: 'silent',
      npm_config_registry: 'https://registry.example',
      npm_lifecycle_event: 'test',
    });
    assert.deepEqual(environment, { PATH: '/bin', npm_config_registry: 'https://registry.example' });
  });
});

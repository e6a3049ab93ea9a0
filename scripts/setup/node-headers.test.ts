import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installEnvironment, nodeHeadersPrefix } from './node-headers.mjs';

describe('the environment of npm install', () => {
  let prefix = '';
  before(async () => {
    prefix = await mkdtemp(join(tmpdir(), 'outrunner-node-'));
    await mkdir(join(prefix, 'include', 'node'), { recursive: true });
    await writeFile(join(prefix, 'include', 'node', 'node_version.h'), '');
  });
  after(() => rm(prefix, { recursive: true }));

  it('contains the path of the Node headers if they exist', () => {
    assert.equal(nodeHeadersPrefix({ PATH: ['/nowhere', join(prefix, 'bin')].join(delimiter) }), prefix);
    assert.equal(nodeHeadersPrefix({ npm_node_execpath: join(prefix, 'bin', 'node') }), prefix);
    assert.equal(installEnvironment({ PATH: join(prefix, 'bin') })['npm_config_nodedir'], prefix);
  });

  it('contains no path of Node headers if there are none, so that node-gyp downloads them', () => {
    assert.equal(nodeHeadersPrefix({ PATH: '/nowhere' }), undefined);
    assert.equal('npm_config_nodedir' in installEnvironment({ PATH: '/nowhere' }), false);
  });

  it('omits folders that are about to be replaced, and the variables of an outer npm', () => {
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

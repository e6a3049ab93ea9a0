import assert from 'node:assert/strict';
import { connect } from '../connection/connect.ts';
import { SshScene } from '../testing/scene.ts';
import { until } from '../testing/until.ts';

describe('the handshake of a connection', () => {
  let scene: SshScene;
  before(async () => {
    scene = await SshScene.open(['LogLevel DEBUG1']);
  });
  after(() => scene.close());

  it('has the server prove the key that it was found by, and no other', async () => {
    const connection = await connect(scene.request());
    const channel = await connection.exec('true', {});
    channel.resume().stderr.resume();
    await new Promise((resolve) => channel.once('close', resolve));
    connection.close();
    await connection.closed;
    await until(() => /request exec/.test(scene.server.log));
    assert.doesNotMatch(scene.server.log, /hostkeys-prove/);
  });
});

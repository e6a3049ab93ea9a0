import assert from 'node:assert/strict';
import type { LinkCommand } from './command.ts';
import { LinkRefusal } from './link-refusal.ts';
import { isRequestName, parseRequestBody, RunnerMessageSchema } from './requests.ts';

const COMMAND: LinkCommand = {
  argv: [],
  env: { PATH: '/bin' },
  masks: ['hunter2'],
  mask: '[redacted]',
  filters: { filters: [{ type: 'key-value-data', config: { regex: '.*' } }], shown: 'normal' },
  hooks: { before: ['/bin/before'], timeoutMilliseconds: 1000, context: { project: 'ops' } },
  remote: {
    node: 'web-1',
    target: {
      host: 'web-1.example.org',
      port: 22,
      username: 'deploy',
      jumps: [{ host: 'jump', port: 22 }],
      connectMilliseconds: 0,
      keepaliveMilliseconds: 30_000,
      hostKeys: { path: '/known_hosts', mode: 'strict' },
      key: { text: 'KEY', where: 'keys/deploy' },
    },
    command: 'uptime',
    script: {
      path: '/tmp/script.sh',
      text: 'uptime',
      mode: 0o700,
      syncs: true,
      copier: { kind: 'program', program: { argv: ['scp'], env: {} } },
    },
    terminal: { size: { columns: 80, rows: 24 }, isShown: true },
    prompts: [{ prompt: 'Password:', refusal: 'Sorry', promptLines: 1, responseLines: 3, password: 'p' }],
    windows: false,
    timeoutMilliseconds: 0,
  },
};

function refusal(name: Parameters<typeof parseRequestBody>[0], body: unknown): string {
  try {
    parseRequestBody(name, body);
  } catch (error) {
    assert.ok(error instanceof LinkRefusal, String(error));
    assert.equal(error.code, 'unreadable');
    return error.message;
  }
  throw new assert.AssertionError({ message: `${name} was accepted` });
}

describe('the requests of a runner to its keeper', () => {
  it('transfer a command unchanged', () => {
    const body = { operationId: '1-1', terminal: false, command: COMMAND };
    assert.deepEqual(parseRequestBody('prepare-and-open', structuredClone(body)), body);
  });

  it('are refused with the path of the first invalid field, but without its value', () => {
    const { remote } = COMMAND;
    const withRemote = (changes: object) => ({
      operationId: '1-1',
      command: { ...COMMAND, remote: { ...remote, ...changes } },
    });
    for (const [body, field] of [
      [{ ...withRemote({}), operationId: '../hunter2' }, 'operationId'],
      [withRemote({ prompts: 'hunter2' }), 'command.remote.prompts'],
      [withRemote({ target: { ...remote?.target, port: 'hunter2' } }), 'command.remote.target.port'],
      [
        withRemote({ script: { ...remote?.script, copier: { kind: 'hunter2' } } }),
        'command.remote.script.copier',
      ],
      [{ operationId: '1-1', command: { ...COMMAND, env: { A: ['hunter2'] } } }, 'command.env.A'],
    ] as const) {
      const message = refusal('open', body);
      assert.ok(message.includes(`The field ${field}`), message);
      assert.ok(!message.includes('hunter2'), message);
    }
  });

  it('are refused for numbers out of range and for a missing body', () => {
    assert.match(refusal('subscribe', { operationId: '1-1', fromOffset: 0, window: 0 }), /field window /);
    assert.match(refusal('release', { operationId: '1-1', offset: -1 }), /field offset /);
    assert.match(refusal('cancel', { operationId: '1-1', graceMilliseconds: 0.5 }), /graceMilliseconds/);
    assert.match(refusal('attach', undefined), /field body /);
  });

  it('are parsed with the size of a terminal reduced to the maximum', () => {
    const resized = parseRequestBody('resize', { operationId: '1-1', columns: 1_000_000, rows: 24 });
    assert.deepEqual(resized, { operationId: '1-1', columns: 10_000, rows: 24 });
  });

  it('are parsed without unknown fields', () => {
    assert.deepEqual(parseRequestBody('forget', { operationId: '1-1', because: 'new' }), {
      operationId: '1-1',
    });
  });

  it('have a header that can be parsed without the body, so that unknown requests can be refused by id', () => {
    const header = { type: 'request', id: 7, name: 'dance', body: { to: 'music' } };
    assert.deepEqual(RunnerMessageSchema.parse(header), header);
    assert.equal(isRequestName('dance'), false);
    assert.equal(isRequestName('toString'), false);
    assert.throws(() => RunnerMessageSchema.parse({ type: 'song' }));
    assert.throws(() => RunnerMessageSchema.parse({ type: 'credit', operationId: '1-1', bytes: -1 }));
  });
});

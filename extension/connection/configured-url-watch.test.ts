import assert from 'node:assert/strict';
import type { Prompts } from '../prompts/prompts.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import { ConfiguredUrlWatch } from './configured-url-watch.ts';
import type { ConnectionTarget } from './connection-state.ts';

/** Simulates a window whose user types into the Settings editor. */
function typing(answers: readonly string[] = []) {
  const person = ScriptedPerson.inFrontOf({} as Prompts);
  person.answers(answers);
  const connected: string[] = [];
  const window: { url: string; current: ConnectionTarget | undefined } = { url: '', current: undefined };
  let waiting: (() => void) | undefined;
  const watch = new ConfiguredUrlWatch({
    configured: () => window.url,
    current: () => window.current,
    allowsPlaintext: () => false,
    prompts: person.prompts(),
    connect: async (url) => void connected.push(url),
    after: (_delay, act) => {
      waiting = act;
      return () => {
        waiting = undefined;
      };
    },
    onFailed: assert.ifError,
  });
  return {
    window,
    person,
    connected,
    watch,
    type: (url: string) => {
      window.url = url;
      watch.changed();
    },
    /** Ends the delay, and waits for the resulting work. */
    rest: async () => {
      waiting?.();
      waiting = undefined;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('ConfiguredUrlWatch', () => {
  it('offers only the last typed URL, and connects after the user accepts', async () => {
    const { type, rest, connected, person } = typing(['Switch']);
    for (const url of ['https://c', 'https://coordinator.example', 'https://coordinator.example:4440'])
      type(url);
    assert.deepEqual([person.told, connected], [[], []]);
    await rest();
    assert.deepEqual(connected, ['https://coordinator.example:4440']);
    assert.equal(person.told.length, 1);
  });

  it('does not connect if the user does not accept', async () => {
    const { type, rest, connected, person } = typing();
    type('https://coordinator.example');
    await rest();
    assert.match(person.told[0] ?? '', /is now https:\/\/coordinator\.example\. Switch/);
    assert.deepEqual(connected, []);
  });

  it('does not switch to a URL that is no longer in the setting', async () => {
    const { type, rest, connected, person, window } = typing(['Switch']);
    type('https://coordinator.exam');
    Object.defineProperty(window, 'url', {
      get: () => (person.told.length === 0 ? 'https://a' : 'https://b'),
    });
    await rest();
    assert.match(person.told[1] ?? '', /is no longer https:\/\/a\. Nothing was changed\./);
    assert.deepEqual(connected, []);
  });

  it('reports an invalid URL after the delay', async () => {
    const { type, rest, person } = typing();
    type('coordinator.example');
    await rest();
    assert.match(person.told[0] ?? '', /outrunner\.coordinator\.url is not valid\. Enter a URL/);
  });

  it('asks nothing if the setting is empty or contains the URL of the window’s coordinator', async () => {
    const { type, rest, person, window } = typing();
    type('');
    await rest();
    window.current = { kind: 'remote', url: 'https://coordinator.example/' };
    type('https://coordinator.example');
    await rest();
    assert.deepEqual(person.told, []);
  });

  it('asks nothing after it was disposed of', async () => {
    const { type, rest, person, watch } = typing();
    type('https://coordinator.example');
    watch.dispose();
    await rest();
    assert.deepEqual(person.told, []);
  });
});

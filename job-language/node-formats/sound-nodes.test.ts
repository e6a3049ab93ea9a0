import assert from 'node:assert/strict';
import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ansibleNodes } from './ansible-nodes.ts';
import { soundNodes } from './sound-nodes.ts';

/** Texts that are not inventories; each contains `hunter2`. */
const SECRETS: readonly (readonly [what: string, text: string, format: NodeFormat])[] = [
  ['a file of passwords', 'root:$6$hunter2:19000:0:99999:7:::\nops:!hunter2:::\n', 'yaml'],
  ['a map of secrets', 'hunter2: secret\n', 'yaml'],
  ['a list', '- hunter2\n', 'yaml'],
  ['a key twice', '{hunter2: {a: 1}, "hunter2": x}\n', 'yaml'],
  ['a tag', 'a: !hunter2 {}\n', 'yaml'],
  ['an alias', 'a: *hunter2\n', 'yaml'],
  ['a broken quote', 'a: "hunter2\n', 'yaml'],
  ['a mapping in a scalar', 'password: hunter2: x\n', 'yaml'],
  ['an anchor without a value', '&hunter2 &hunter2 a: b\n', 'yaml'],
  ['a directive', '%hunter2 x\n---\na: b\n', 'yaml'],
  ['a word', 'hunter2', 'json'],
  ['a truncated object', '{"a": hunter2}', 'json'],
  ['a map', '{"hunter2": "secret"}', 'json'],
  ['an element', '<hunter2/>', 'xml'],
  ['an entity', '<project>&hunter2;</project>', 'xml'],
  ['an end without its beginning', '<project></hunter2>', 'xml'],
  ['an attribute', '<project><node name="a" hunter2></node></project>', 'xml'],
  ['a text', 'hunter2', 'xml'],
];

describe('the errors of a text of nodes', () => {
  for (const [what, text, format] of SECRETS) {
    it(`name position and kind, and quote no content of a file: ${what} as ${format}`, () => {
      assert.throws(
        () => soundNodes(text, format, '/etc/shadow'),
        (error) => {
          if (!isOutrunnerError(error) || error.code !== 'nodes-invalid') return false;
          assert.match(error.message, /\/etc\/shadow: \d+:\d+: error: .+ \[[a-z-]+\]/);
          assert.doesNotMatch(error.message, /hunter2|undefined/);
          return true;
        },
      );
    });
  }

  it('quote the invalid part if the caller sent the text', () => {
    assert.throws(() => soundNodes('web1: here\n', 'yaml'), /The node "web1" is not a map of attributes/);
  });

  it('quote nothing that a program printed as an Ansible listing', () => {
    for (const text of ['hunter2', '{"hunter2": ', '["hunter2"]', '{"_meta": {"hostvars": {"hunter2": 1}}}'])
      assert.throws(
        () => ansibleNodes(text),
        (error: Error) => !/hunter2/.test(error.message) && /listing/.test(error.message),
      );
  });
});

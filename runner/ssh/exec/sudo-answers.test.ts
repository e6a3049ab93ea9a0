import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPattern } from '../../../support/patterns/pattern.ts';
import { readNodeEndpoint } from '../endpoint/node-endpoint.ts';
import { type SudoAnswer, SudoAnswers } from './sudo-answers.ts';
import { sudoAnswersFor } from './sudo-answers-for.ts';

const linear = (text: string) => {
  const pattern = readPattern(text);
  return pattern.engine === 'linear' ? pattern : assert.fail('a linear pattern');
};
const ANSWER: SudoAnswer = {
  prompt: linear('^.*password.*'),
  refusal: linear('^.*try again.*'),
  promptLines: 3,
  responseLines: 2,
  password: 'secret',
};

describe('prompts of sudo', () => {
  const take = (answers: SudoAnswers, chunks: readonly string[]) => {
    const results = chunks.map((chunk) => answers.take(Buffer.from(chunk)));
    return {
      shown: Buffer.concat([...results.map(({ shown }) => shown), answers.finish()]).toString(),
      typed: results.map(({ typed }) => typed ?? '').join(''),
      refused: results.some(({ refused }) => refused),
    };
  };

  it('are answered once and removed from the output, however they are split', () => {
    const text = 'hello\r\n[sudo] password for me: ';
    for (let cut = 0; cut < '[sudo] '.length; cut += 1) {
      const at = 'hello\r\n'.length + cut;
      const answers = new SudoAnswers([ANSWER]);
      const { shown, typed } = take(answers, [text.slice(0, at), text.slice(at), '\r\nroot\r\npassword: ']);
      assert.deepEqual([shown, typed], ['hello\r\nroot\r\npassword: ', 'secret\n']);
    }
  });

  it('are not recognised after the first lines', () => {
    const { typed, shown } = take(new SudoAnswers([ANSWER]), ['1\n2\n3\n', 'password: ']);
    assert.deepEqual([typed, shown], ['', '1\n2\n3\npassword: ']);
  });

  it('are not answered again after a refusal, which is reported', () => {
    const { typed, refused } = take(new SudoAnswers([ANSWER, ANSWER]), [
      'password: ',
      '\r\nSorry, try again.\r\n',
    ]);
    assert.deepEqual([typed, refused], ['secret\n', true]);
  });

  it('leave the output unchanged if they never appear', () => {
    const chunk = fc.string({ maxLength: 20 }).filter((text) => !text.includes('p'));
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        assert.equal(take(new SudoAnswers([ANSWER]), chunks).shown, chunks.join(''));
      }),
    );
  });

  it('are expected if the first word matches the sudo pattern, and a second one if the command matches the sudo2 pattern', async () => {
    const endpoint = readNodeEndpoint({
      name: 'web1',
      tags: [],
      attributes: {
        username: 'me',
        'sudo-command-enabled': 'true',
        'sudo-password-storage-path': 'keys/one',
        'sudo2-command-enabled': 'true',
      },
    });
    const passwords = async (command: string) =>
      (
        await sudoAnswersFor(endpoint, command, async (reference) =>
          reference.kind === 'option' ? reference.name : reference.path,
        )
      ).map(({ password }) => password);
    assert.deepEqual(await passwords('sudo id'), ['keys/one']);
    assert.deepEqual(await passwords('sudo -u a sudo id'), ['keys/one', 'sudo2Password']);
    assert.deepEqual(await passwords('echo sudo'), []);
  });
});

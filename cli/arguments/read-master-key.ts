import { text } from 'node:stream/consumers';
import { HandedMasterKey } from '../../protocol/entities/handed-master-key.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Reads the master key from standard input, as JSON: `{"keys": "BASE64", "alone": true}`. Throws `usage`. */
export async function readHandedMasterKey(): Promise<HandedMasterKey> {
  const read = await text(process.stdin);
  try {
    return HandedMasterKey.parse(JSON.parse(read));
  } catch {
    throw new OutrunnerError('usage', {
      problem: 'Standard input contains no master key.',
      remedy: 'Pass it as {"keys": "BASE64", "alone": false}.',
    });
  }
}

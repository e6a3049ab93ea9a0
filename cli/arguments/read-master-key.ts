import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

const Handed = z.object({ keys: z.string().min(1), alone: z.boolean() });

/** Reads the master key from standard input, as JSON: `{"keys": "BASE64", "alone": true}`. Throws `usage`. */
export async function readHandedMasterKey(): Promise<z.infer<typeof Handed>> {
  const read = await text(process.stdin);
  try {
    return Handed.parse(JSON.parse(read));
  } catch {
    throw new OutrunnerError('usage', {
      problem: 'Standard input holds no master key.',
      remedy: 'Give it as {"keys": "BASE64", "alone": false}.',
    });
  }
}

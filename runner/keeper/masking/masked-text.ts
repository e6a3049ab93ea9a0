import type { Command } from '../../link/command.ts';
import { Masker } from './masker.ts';
import type { SharedAutomata } from './shared-automata.ts';

/** What the keeper says of a step: it may quote a path, or what a node said, with a secret in it. */
export function maskedText(
  text: string,
  { masks, mask }: Pick<Command, 'masks' | 'mask'>,
  automata: SharedAutomata,
): string {
  const automaton = automata.of(masks);
  if (!automaton) return text;
  const masker = new Masker(automaton, mask === undefined ? undefined : Buffer.from(mask));
  return Buffer.concat([...masker.push(Buffer.from(text)), ...masker.flush()]).toString('utf8');
}

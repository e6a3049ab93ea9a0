import type { LinkCommand } from '../../link/command.ts';
import { Masker } from './masker.ts';
import type { SharedAutomata } from './shared-automata.ts';

/** Masks secrets in a message of the keeper. Such a message may quote a path or the answer of a node. */
export function maskedText(
  text: string,
  { masks, mask }: Pick<LinkCommand, 'masks' | 'mask'>,
  automata: SharedAutomata,
): string {
  const automaton = automata.of(masks);
  if (!automaton) return text;
  const masker = new Masker(automaton, mask === undefined ? undefined : Buffer.from(mask));
  return Buffer.concat([...masker.push(Buffer.from(text)), ...masker.flush()]).toString('utf8');
}

import { ownValue } from '../../support/records/own-value.ts';
import { referencesIn } from '../expansion/reference.ts';
import { KEY_NOTES } from './key-notes.ts';
import { Text } from './scalar-schemas.ts';

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/**
 * Returns the seconds of a duration like `120`, `6h 30m` or `1d2h3m15s`: the sum of its amounts. As in Rundeck, an
 * amount without a unit is in seconds, and an amount with a unit other than s m h d w y counts as 0. Returns undefined
 * if there is no amount. Zero means no limit.
 */
export function durationSeconds(text: string): number | undefined {
  const amounts = [...text.matchAll(/(\d+)(.)?/gs)];
  if (amounts.length === 0) return undefined;
  return amounts.reduce((sum, [, amount, unit]) => sum + Number(amount) * factor(unit), 0);
}

/** Returns the unknown units in a duration; their amounts count as 0. */
export function unknownUnits(text: string): string[] {
  return [...text.matchAll(/\d+(.)/gs)].flatMap(([, unit]) =>
    unit !== undefined && factor(unit) === 0 ? [unit] : [],
  );
}

function factor(unit: string | undefined): number {
  if (unit === undefined) return 1;
  return ownValue(SECONDS, unit) ?? 0;
}

/**
 * Returns the schema of a duration, which may be blank or contain references.
 *
 * @param problem the message for any other text
 */
export function durationSchema(problem: string) {
  return Text.refine(
    (text) => text.trim() === '' || referencesIn(text).length > 0 || durationSeconds(text) !== undefined,
    problem,
  ).register(KEY_NOTES, {
    isDuration: true,
    references: 'text',
    examples: ['120', '6h 30m', '${option.t}'],
  });
}

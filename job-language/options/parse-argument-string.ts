import { tokenise } from '../expansion/tokenise.ts';

/** The options of an argument line, as pairs because a name may occur twice. */
interface ArgumentPairs {
  readonly given: [string, string][];
  /** Number of tokens that belong to no pair. */
  readonly skipped: number;
}

/** Reads `-name value -other "two words"`. As in Rundeck, a token that belongs to no pair is skipped. */
export function argumentPairs(line: string): ArgumentPairs {
  const given: [string, string][] = [];
  let skipped = 0;
  const tokens = tokenise(line);
  for (let index = 0; index < tokens.length; index += 1) {
    const [name = '', value] = tokens.slice(index, index + 2);
    if (value === undefined || !/^-./s.test(name)) {
      skipped += 1;
    } else {
      given.push([name.slice(1), value]);
      index += 1;
    }
  }
  return { given, skipped };
}

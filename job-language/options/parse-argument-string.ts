import { tokenise } from '../expansion/tokenise.ts';

/** The options of an argument line, as pairs because a name may occur twice. */
interface ArgumentPairs {
  readonly given: [string, string][];
  /** The first token that is not part of a pair, and the remedy. */
  readonly problem?: string;
}

/** Reads `-name value -other "two words"`. As in Rundeck, a token that belongs to no pair is skipped. */
export function argumentPairs(line: string): ArgumentPairs {
  const given: [string, string][] = [];
  const problems: string[] = [];
  const tokens = tokenise(line);
  for (let index = 0; index < tokens.length; index += 1) {
    const [name = '', value] = tokens.slice(index, index + 2);
    if (!/^-./s.test(name)) {
      problems.push(`"${name}" is not an option; write -name value`);
    } else if (value === undefined) {
      problems.push(`"${name}" has no value; write ${name} value`);
    } else {
      given.push([name.slice(1), value]);
      index += 1;
    }
  }
  const [problem] = problems;
  return problem === undefined ? { given } : { given, problem };
}

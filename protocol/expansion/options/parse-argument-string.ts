import { tokenise } from '../tokenise.ts';

/** Options given as one line, `-name value -other "two words"`; a list of pairs, as a name may come twice. */
export function parseArgumentString(line: string): { given: [string, string][] } | { problem: string } {
  const given: [string, string][] = [];
  const tokens = tokenise(line);
  for (let index = 0; index < tokens.length; index += 2) {
    const [name = '', value] = tokens.slice(index, index + 2);
    if (!/^-./s.test(name))
      return { problem: `"${name}" stands where an option is expected; write -name value` };
    if (value === undefined) return { problem: `"${name}" has no value; write ${name} value` };
    given.push([name.slice(1), value]);
  }
  return { given };
}

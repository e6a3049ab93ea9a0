/**
 * Splits an argument line as Rundeck does: at runs of white space; a token that *starts* with `'` or `"` reaches to
 * the matching quote, where a doubled quote is a literal one; `""` is an empty token; there are no backslash escapes,
 * and a quote within a token is literal. A quote that never closes takes the rest of the line.
 */
export function tokenise(line: string): string[] {
  const tokens: string[] = [];
  let position = 0;
  while (position < line.length) {
    const character = line.charAt(position);
    if (/\s/.test(character)) {
      position += 1;
      continue;
    }
    const token =
      character === '"' || character === "'" ? quotedToken(line, position) : bareToken(line, position);
    tokens.push(token.text);
    position = token.end;
  }
  return tokens;
}

interface Token {
  readonly text: string;
  readonly end: number;
}

function bareToken(line: string, start: number): Token {
  const length = line.slice(start).search(/\s/);
  const end = length === -1 ? line.length : start + length;
  return { text: line.slice(start, end), end };
}

function quotedToken(line: string, start: number): Token {
  const quote = line.charAt(start);
  let text = '';
  let position = start + 1;
  while (position < line.length) {
    const character = line.charAt(position);
    if (character !== quote) {
      text += character;
      position += 1;
    } else if (line.charAt(position + 1) === quote) {
      text += quote;
      position += 2;
    } else {
      const rest = bareToken(line, position + 1);
      return { text: text + rest.text, end: rest.end };
    }
  }
  return { text, end: position };
}

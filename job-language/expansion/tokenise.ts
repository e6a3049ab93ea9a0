/**
 * Splits an argument line as Rundeck does, at runs of white space. A token that *starts* with `'` or `"` extends to the
 * matching quote, and a doubled quote in it is a literal quote. `""` is an empty token. There are no backslash escapes,
 * and a quote within a token is literal. A quote that is never closed extends to the end of the line.
 */
export function tokenise(line: string): string[] {
  return tokensOf(line).map(({ text }) => text);
}

/** A token without its quotes, and its range in the line: offsets in UTF-16 units, `end` exclusive. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Like {@link tokenise}, with the position of each token. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < line.length) {
    const character = line.charAt(position);
    if (/\s/.test(character)) {
      position += 1;
      continue;
    }
    const token =
      character === '"' || character === "'" ? quotedToken(line, position) : bareToken(line, position);
    tokens.push(token);
    position = token.end;
  }
  return tokens;
}

function bareToken(line: string, start: number): Token {
  const length = line.slice(start).search(/\s/);
  const end = length === -1 ? line.length : start + length;
  return { text: line.slice(start, end), start, end };
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
      return { text: text + rest.text, start, end: rest.end };
    }
  }
  return { text, start, end: position };
}

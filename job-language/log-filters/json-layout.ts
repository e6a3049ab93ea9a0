/**
 * Returns the lines of JSON with one value per line, indented by two spaces; undefined for invalid JSON. Numbers and
 * strings are unchanged, so that no digits are lost.
 */
export function laidOutJson(text: string): readonly string[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  const newLine = () => {
    lines.push(line);
    line = '  '.repeat(depth);
  };
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const opens = last === '{' || last === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (opens !== closes) {
      if (opens || closes) newLine();
    }
    line += token;
    if (token === '{' || token === '[') depth += 1;
    else if (token === ',') newLine();
    else if (token === ':') line += ' ';
    last = token;
  }
  lines.push(line);
  return lines;
}

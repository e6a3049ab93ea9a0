import { parseSync, Visitor } from 'oxc-parser';
import { lineAt } from '../layers/parsed-source.ts';

/** The functions of `vscode.window` that show texts in which VS Code turns `[text](command:…)` into a link. */
const NOTIFYING = /^(?:show(?:Information|Warning|Error)Message|withProgress)$/;

/** The only file that may use them. It removes links from the texts. */
const ALLOWED = 'extension/prompts/notifications.ts';

/** Returns the uses of these functions in a file of the extension, one line each. */
export function directNotifications(file: string, source: string): string[] {
  if (!file.startsWith('extension/') || file === ALLOWED) return [];
  const { program } = parseSync(file, source);
  const found: { readonly start: number; readonly name: string }[] = [];
  const check = (start: number, name: string) => {
    if (NOTIFYING.test(name)) found.push({ start, name });
  };
  new Visitor({
    MemberExpression: ({ start, property }) => {
      if (property.type === 'Identifier') check(start, property.name);
      if (property.type === 'Literal') check(start, String(property.value));
    },
    ObjectPattern: ({ properties }) => {
      for (const property of properties)
        if (property.type === 'Property' && property.key.type === 'Identifier')
          check(property.start, property.key.name);
    },
  }).visit(program);
  return found.map(
    ({ start, name }) =>
      `${file}:${lineAt(source, start)}: ${name} shows links in its text: use the functions of ${ALLOWED}`,
  );
}

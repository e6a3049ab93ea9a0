import { readFileSync } from 'node:fs';

const readJson = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

/** Returns `package.json` with the texts of `package.nls.json`, as VS Code shows them in English. */
export function englishManifest(): unknown {
  const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
  return JSON.parse(JSON.stringify(readJson('package.json')), (_, value: unknown) => {
    const key = typeof value === 'string' ? /^%(.+)%$/.exec(value)?.[1] : undefined;
    return key === undefined ? value : (texts[key] ?? value);
  });
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packFolder } from '../../scripts/package/package-extension.ts';

/** Name of each supported language in itself and in English. */
const LANGUAGES = { de: { languageName: 'German', localizedLanguageName: 'Deutsch' } } as const;
export type PackedLanguage = keyof typeof LANGUAGES;

/**
 * Creates a language pack without texts for VS Code itself, so that the display language can be chosen without a
 * download. VS Code then loads the translations of extensions, and shows its own texts in English.
 *
 * @param folder where the pack is created
 * @returns the path of its VSIX
 */
export async function emptyLanguagePack(languageId: PackedLanguage, folder: string): Promise<string> {
  const content = join(folder, `language-pack-${languageId}`);
  await mkdir(content, { recursive: true });
  const manifest = {
    name: `language-pack-${languageId}`,
    displayName: `Language pack ${languageId} without texts`,
    publisher: 'outrunner-test',
    version: '1.0.0',
    engines: { vscode: '^1.101.0' },
    categories: ['Language Packs'],
    contributes: {
      localizations: [
        { languageId, ...LANGUAGES[languageId], translations: [{ id: 'vscode', path: './main.i18n.json' }] },
      ],
    },
  };
  const files = {
    'package.json': JSON.stringify(manifest),
    'main.i18n.json': JSON.stringify({ version: '1.0.0', contents: {} }),
    'README.md': '# A language pack for tests\n',
    LICENSE: 'MIT\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(content, name), text);
  const path = `${content}.vsix`;
  await packFolder(content, path);
  return path;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The display languages of tests, with their names. */
const LANGUAGES = { de: 'Deutsch' } as const;
export type PackedLanguage = keyof typeof LANGUAGES;

/**
 * Records a language pack without texts in the user data of VS Code, as the installation of a language pack from the
 * marketplace does. With it, VS Code accepts the display language and loads the translations of extensions, while its own
 * texts remain English.
 */
export async function addEmptyLanguagePack(language: PackedLanguage, userData: string): Promise<void> {
  const folder = join(userData, `language-pack-${language}`);
  await mkdir(folder, { recursive: true });
  const texts = join(folder, 'main.i18n.json');
  await writeFile(texts, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: `empty-${language}`,
    extensions: [
      { extensionIdentifier: { id: `outrunner-test.language-pack-${language}` }, version: '1.0.0' },
    ],
    translations: { vscode: texts },
    label: LANGUAGES[language],
  };
  await writeFile(join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

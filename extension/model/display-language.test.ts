import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { dateLocale, displayLanguage, numberText } from './display-language.ts';
import { localTime } from './display-text.ts';

const GERMAN = { 'en/Language tag of the translation: de for German': 'de' };
const NOON = Date.UTC(2026, 11, 2, 12);

describe('numbers and dates', () => {
  afterEach(() => l10n.config({ contents: {} }));

  it("have the format of English and of the system's locale without a translation", () => {
    assert.equal(displayLanguage(), 'en');
    assert.equal(numberText(12_345), '12,345');
    assert.equal(dateLocale(), undefined);
  });

  it("have the format of the translation's language", () => {
    l10n.config({ contents: GERMAN });
    assert.equal(displayLanguage(), 'de');
    assert.equal(numberText(12_345), '12.345');
    assert.match(localTime(NOON), /^0[123]\.12\.2026, \d\d:00:00/);
  });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type PanelPage, panelPage } from './panel-page.ts';

const page: PanelPage = {
  title: 'Execution <7>',
  key: '7" onload="x',
  script: 'https://webview/panel.js',
  style: 'https://webview/panel.css',
  source: 'https://webview',
  nonce: 'AbC=',
  language: 'en',
  translation: undefined,
};
const html = panelPage(page);
const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

describe('panelPage', () => {
  it('allows only its own style sheet, empty style elements and the script with the nonce', () => {
    const empty = createHash('sha256').update('').digest('base64');
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      "script-src 'nonce-AbC='",
      `style-src https://webview 'sha256-${empty}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('contains no inline script, style or event handler', () => {
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+="/);
    assert.deepEqual(html.match(/<script[^>]*>[^<]*<\/script>/g), [
      '<script nonce="AbC=" src="https://webview/panel.js"></script>',
    ]);
  });

  it('escapes the title and the key', () => {
    assert.match(html, /<title>Execution &lt;7><\/title>/);
    assert.match(html, /<body data-key="7&quot; onload=&quot;x">/);
  });

  it('contains the translation, escaped, and declares its language', () => {
    const translated = panelPage({ ...page, language: 'de', translation: { 'Say "a<b"': 'Sag „a<b“' } });
    assert.match(translated, /<html lang="de">/);
    const [, attribute = ''] = / data-translation="([^"]*)"/.exec(translated) ?? [];
    assert.doesNotMatch(attribute, /</);
    const unescaped = attribute.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    assert.deepEqual(JSON.parse(unescaped), { 'Say "a<b"': 'Sag „a<b“' });
  });

  it('is English without a translation', () => {
    assert.match(html, /<html lang="en">/);
    assert.doesNotMatch(html, /data-translation/);
  });
});

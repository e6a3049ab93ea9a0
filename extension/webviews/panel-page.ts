export interface PanelPage {
  readonly title: string;
  /** Identifies the object of the panel. The page stores the key, so that VS Code can restore the panel. */
  readonly key: string;
  /** Addresses of the page's only script and style sheet. */
  readonly script: string;
  readonly style: string;
  /** The webview's own origin, for the content security policy. */
  readonly source: string;
  readonly nonce: string;
  /** The display language, such as `de`. */
  readonly language: string;
  /** The translated texts by their English texts. Undefined: the page is in English. */
  readonly translation: Readonly<Record<string, string>> | undefined;
}

/**
 * Hash of the empty text. The components add an empty style element, and then insert rules by script, which needs no
 * permission. Any other inline style is refused.
 */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * Returns the HTML page of a webview panel. Its content security policy allows only the panel's own script and style
 * sheet: nothing inline, no images, no connections.
 */
export function panelPage(page: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.source} ${EMPTY_STYLE}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const translation =
    page.translation === undefined ? '' : ` data-translation="${escaped(JSON.stringify(page.translation))}"`;
  return `<!DOCTYPE html>
<html lang="${escaped(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${page.style}">
<title>${escaped(page.title)}</title>
</head>
<body data-key="${escaped(page.key)}"${translation}>
<script nonce="${page.nonce}" src="${page.script}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

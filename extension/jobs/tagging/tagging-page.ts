/**
 * Returns the HTML page of the tagging editor. Its content security policy allows only the editor's own script and
 * style.
 */
export function taggingPage(page: {
  readonly job: string;
  readonly script: string;
  readonly style: string;
  /** The webview's own origin, for the content security policy. */
  readonly source: string;
  readonly nonce: string;
}): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.source} 'unsafe-inline'`,
    `font-src ${page.source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${page.style}">
<title>Job Tags</title>
</head>
<body data-job="${page.job}">
<script nonce="${page.nonce}" src="${page.script}"></script>
</body>
</html>`;
}

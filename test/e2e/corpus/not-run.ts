/** Jobs that cannot be run here, each with the text that its failure must contain. */
export const NOT_RUN: Readonly<Record<string, { readonly why: string; readonly says: RegExp }>> = {
  'DB Credential Rotation/CreateDbUser': {
    why: 'its only step is of the plugin CreateDBUser, which is not here',
    says: /CreateDBUser/,
  },
  'Hello World/HelloWorld': {
    why: 'its only step is of the plugin HelloBash, which is not here',
    says: /HelloBash/,
  },
  'Install Package/PackageDeb': {
    why: 'it begins with a step of the plugin BuildDeb, which is not here',
    says: /BuildDeb/,
  },
  'Start All': { why: 'its only step is of the plugin yc-start, which is not here', says: /yc-start/ },
};

// HTML as a template: what stands between the literals is escaped, but for HTML that was made in the same way.

/** Text that is HTML already. */
export type Html = { readonly html: string };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => entities[c] ?? c);

type Part = string | Html | readonly Html[];

const partText = (part: Part): string => {
  if (typeof part === 'string') return escaped(part);
  return 'html' in part ? part.html : part.map(({ html: each }) => each).join('');
};

/** Values in attributes must stand in double quotes. */
export const markup = (literals: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: literals.raw.map((literal, index) => literal + partText(parts[index] ?? '')).join(''),
});

export const nothing: Html = { html: '' };

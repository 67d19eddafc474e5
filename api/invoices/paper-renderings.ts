import type { Rendering } from '../http/rendering.ts';
import { savedAs } from './file-name.ts';
import { paperHtml } from './paper-html.ts';
import { paperPolicy } from './paper-style.ts';
import type { Paper } from './paper.ts';

/** A document in print, by media type. */
export const paperRenderings = <View extends { readonly number: string }>(
  paperOf: (view: View) => Paper,
): Readonly<Record<'text/html' | 'application/pdf', Rendering<View>>> => ({
  'text/html': (view) => ({
    content: paperHtml(paperOf(view)),
    headers: { 'content-security-policy': paperPolicy },
  }),
  'application/pdf': async (view, { printer }) => ({
    content: await printer(paperOf(view)),
    headers: savedAs(view.number, 'pdf'),
  }),
});

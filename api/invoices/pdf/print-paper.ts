import pdfmake from 'pdfmake';
import type { Paper } from '../paper.ts';
import { boldFile, fontFiles } from './fonts.ts';
import { paperDefinition } from './paper-definition.ts';

pdfmake.setFonts(
  Object.fromEntries(
    Object.entries(fontFiles).map(([name, normal]) => [
      name,
      { normal, bold: name === 'Roboto' ? boldFile : normal },
    ]),
  ),
);
// A definition names no file and no address; should a text ever become one, nothing is read for it but the fonts.
const readable = new Set<string>([boldFile, ...Object.values(fontFiles)]);
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => readable.has(path));

/** A document as PDF. It takes the thread for seconds where there are a thousand lines: see `pdfPrinter`. */
export const printPaper = (paper: Paper): Promise<Buffer> =>
  pdfmake.createPdf(paperDefinition(paper)).getBuffer();

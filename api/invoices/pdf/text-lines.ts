import * as bidiModule from 'bidi-js';
import { runsOf, type Run } from './text-runs.ts';

// pdfmake sets words from left to right and knows nothing of texts that run the other way. Those are cut into lines here, and
// the parts of each line put in the order in which they are seen (UAX #9); within a part the font's layout does the same.

// Its types say what its ES module exports; Node takes the other one, whose one export is the function.
const bidi = (bidiModule.default as unknown as typeof bidiModule.default.default)();

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

type Part = { readonly text: string; readonly level: number };

/** The neighbours of one level of embedding, in the order of the text, brackets turned where it runs to the left. */
const partsOf = (line: string, base: 'ltr' | 'rtl'): readonly Part[] => {
  const { levels } = bidi.getEmbeddingLevels(line, base);
  const mirrored = bidi.getMirroredCharactersMap(line, levels);
  const parts: { text: string; level: number }[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const level = levels[at] ?? 0;
    const character = mirrored.get(at) ?? line.charAt(at);
    const last = parts.at(-1);
    if (last?.level === level) last.text += character;
    else parts.push({ text: character, level });
  }
  return parts;
};

/** Rule L2: from the highest level down to 1, what lies at it or above it is turned round. */
const inSight = (parts: readonly Part[]): readonly Part[] => {
  let ordered = [...parts];
  const highest = Math.max(0, ...parts.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    const next: Part[] = [];
    let turned: Part[] = [];
    for (const part of ordered) {
      if (part.level >= level) turned = [part, ...turned];
      else {
        next.push(...turned, part);
        turned = [];
      }
    }
    ordered = [...next, ...turned];
  }
  return ordered;
};

/** Lines of at most `width` characters, cut between words where that can be. */
const cut = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

const pieces = (word: string, width: number): readonly string[] => {
  const characters = Array.from(word);
  return Array.from({ length: Math.max(1, Math.ceil(characters.length / width)) }, (_, index) =>
    characters.slice(index * width, (index + 1) * width).join(''),
  );
};

/** Signs between words that another font sets are not turned round by its layout. */
const turned = (run: Run): Run =>
  run.font === 'Arabic' || run.font === 'Hebrew'
    ? run
    : { ...run, text: Array.from(run.text).toReversed().join('') };

/** Which way the whole text runs, by its first letter: each line of it runs so. */
const baseOf = (text: string): 'ltr' | 'rtl' =>
  bidi.getEmbeddingLevels(text, 'auto').paragraphs[0]?.level === 1 ? 'rtl' : 'ltr';

/**
 * A text as lines of runs in the order in which they are seen, from left to right. One line where all of it runs to the
 * right, which pdfmake breaks itself; else lines of at most `width` characters, which hold no blank that could be broken at.
 */
export const linesOf = (text: string, width: number): readonly (readonly Run[])[] => {
  if (!rightToLeft.test(text)) return [runsOf(text)];
  const base = baseOf(text);
  return cut(text, width).map((line) =>
    inSight(partsOf(line.replaceAll(' ', '\u00A0'), base)).flatMap(({ text: part, level }) =>
      level % 2 === 1 ? runsOf(part).toReversed().map(turned) : runsOf(part),
    ),
  );
};

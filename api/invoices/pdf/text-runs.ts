import { has, type FontName } from './fonts.ts';

/** A part of a text that one font can set. */
export type Run = { readonly text: string; readonly font: FontName };

/**
 * The fonts to try, in order. Characters that Chinese and Japanese share look different in the two: a text with kana is
 * Japanese, one with Hangul Korean, any other Chinese.
 */
const fontsFor = (text: string): readonly FontName[] => {
  const rest: readonly FontName[] = ['Arabic', 'Hebrew'];
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) {
    return ['Roboto', 'Japanese', 'Chinese', 'Korean', ...rest];
  }
  return /\p{Script=Hangul}/u.test(text)
    ? ['Roboto', 'Korean', 'Chinese', 'Japanese', ...rest]
    : ['Roboto', 'Chinese', 'Japanese', 'Korean', ...rest];
};

// Joiners, marks of direction, variation selectors: nothing of them is seen, and they could put a text upside down.
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const blank = /[\p{Zs}\p{Cc}]/gu;
const noBreak = '\u00A0';

const visible = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(invisible, '')
    .replaceAll(blank, (c) => (c === noBreak ? c : ' '));

const isPlain = /^[\u0020-\u007E\u00A0-\u00FF\u2013\u2018-\u201D\u2026\u2212]*$/;

/**
 * A text cut into what single fonts can set. What no font has is written as its number, `[U+1F600]`: it says what stands
 * there, which an empty box would not.
 */
export const runsOf = (text: string): readonly Run[] => {
  const shown = visible(text);
  if (isPlain.test(shown)) return [{ text: shown, font: 'Roboto' }];
  const fonts = fontsFor(shown);
  const runs: { text: string; font: FontName }[] = [];
  for (const character of shown) {
    const codePoint = character.codePointAt(0) ?? 0;
    const last = runs.at(-1);
    const font = fonts.find((name) => has(name, codePoint));
    const part = {
      text:
        font === undefined
          ? `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`
          : character,
      font: font ?? 'Roboto',
    };
    if (last?.font === part.font) last.text += part.text;
    else runs.push(part);
  }
  return runs;
};

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSync, type Font } from 'fontkit';

// Roboto (Apache 2.0) comes with pdfmake; the others are under the SIL Open Font License. Each is opened when a text first
// needs it.

const { resolve } = createRequire(import.meta.url);

/** A file of a package, by where it lies from the package's main file. */
const inPackage = (name: string, ...path: readonly string[]): string =>
  join(dirname(resolve(name)), ...path);

const arabic = '@embedpdf/fonts-arabic';
const hebrew = '@embedpdf/fonts-hebrew';
const chinese = '@embedpdf/fonts-sc';
const japanese = '@expo-google-fonts/biz-udpgothic';
const korean = '@expo-google-fonts/nanum-gothic';

/** The files of the fonts, by name. Of what is not Latin, Greek or Cyrillic there is one weight. */
export const fontFiles = {
  Roboto: inPackage('pdfmake', '..', 'fonts', 'Roboto', 'Roboto-Regular.ttf'),
  Arabic: inPackage(arabic, '..', 'fonts', 'NotoNaskhArabic-Regular.ttf'),
  Hebrew: inPackage(hebrew, '..', 'fonts', 'NotoSansHebrew-Regular.ttf'),
  Chinese: inPackage(chinese, '..', 'fonts', 'NotoSansHans-Regular.otf'),
  Japanese: inPackage(japanese, '400Regular', 'BIZUDPGothic_400Regular.ttf'),
  Korean: inPackage(korean, '400Regular', 'NanumGothic_400Regular.ttf'),
} as const;
export type FontName = keyof typeof fontFiles;

export const boldFile = inPackage('pdfmake', '..', 'fonts', 'Roboto', 'Roboto-Medium.ttf');

const opened = new Map<FontName, Font>();

const fontOf = (name: FontName): Font => {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const font = openSync(fontFiles[name]);
  if (!('hasGlyphForCodePoint' in font)) throw new Error(`${fontFiles[name]} is not one font`);
  opened.set(name, font);
  return font;
};

/** Whether a font has a character. */
export const has = (name: FontName, codePoint: number): boolean =>
  fontOf(name).hasGlyphForCodePoint(codePoint);

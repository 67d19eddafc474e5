import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSync, type Font } from 'fontkit';

// Roboto (Apache 2.0) comes with pdfmake; the others are under the SIL Open Font License. Each is opened when a text first
// needs it.

const require = createRequire(import.meta.url);

/** A file of a package, by where it lies from the package's main file. */
const near = (main: string, ...path: readonly string[]): string => join(dirname(main), ...path);

const roboto = near(require.resolve('pdfmake'), '..', 'fonts', 'Roboto');
const arabic = near(require.resolve('@embedpdf/fonts-arabic'), '..', 'fonts');
const hebrew = near(require.resolve('@embedpdf/fonts-hebrew'), '..', 'fonts');
const chinese = near(require.resolve('@embedpdf/fonts-sc'), '..', 'fonts');
const japanese = near(require.resolve('@expo-google-fonts/biz-udpgothic'), '400Regular');
const korean = near(require.resolve('@expo-google-fonts/nanum-gothic'), '400Regular');

/** The files of the fonts, by name. Of what is not Latin, Greek or Cyrillic there is one weight. */
export const fontFiles = {
  Roboto: join(roboto, 'Roboto-Regular.ttf'),
  Arabic: join(arabic, 'NotoNaskhArabic-Regular.ttf'),
  Hebrew: join(hebrew, 'NotoSansHebrew-Regular.ttf'),
  Chinese: join(chinese, 'NotoSansHans-Regular.otf'),
  Japanese: join(japanese, 'BIZUDPGothic_400Regular.ttf'),
  Korean: join(korean, 'NanumGothic_400Regular.ttf'),
} as const;
export type FontName = keyof typeof fontFiles;

export const boldFile = join(roboto, 'Roboto-Medium.ttf');

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

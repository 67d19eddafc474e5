import { expect, test } from 'vitest';
import { currencies, Currency, minorUnits } from '../../../../domain/money/currency.ts';

const withDigits = (digits: number): string =>
  currencies
    .filter((code) => minorUnits(code) === digits)
    .toSorted()
    .join(' ');

test('currencies without a minor unit of 2 digits are those of ISO 4217', () => {
  expect(withDigits(0)).toBe('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF');
  expect(withDigits(3)).toBe('BHD IQD JOD KWD LYD OMR TND');
  expect(withDigits(4)).toBe('CLF UYW');
  expect(currencies.filter((code) => ![0, 2, 3, 4].includes(minorUnits(code)))).toEqual([]);
});

test('no code is there twice, and each is one that the runtime knows, but for funds and new ones', () => {
  expect(new Set(currencies).size).toBe(currencies.length);
  expect(currencies.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  const known = new Set(Intl.supportedValuesOf('currency'));
  const funds = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'VED', 'XAD'];
  expect(currencies.filter((code) => !known.has(code) && !funds.includes(code))).toEqual([]);
});

test('every country’s currency is there', () => {
  // One of each issuer that has had a currency of its own since 2020, by continent.
  const inUse = [
    'AOA BIF BWP CDF CVE DJF DZD EGP ERN ETB GHS GMD GNF KES KMF LRD LSL LYD MAD MGA MRU MUR MWK MZN NAD NGN RWF SCR SDG SHP SLE SOS SSP STN SZL TND TZS UGX XAF XOF ZAR ZMW ZWG',
    'ARS AWG BBD BMD BOB BRL BSD BZD CAD CLP COP CRC CUP DOP FKP GTQ GYD HNL HTG JMD KYD MXN NIO PAB PEN PYG SRD SVC TTD USD UYU VES XCD XCG',
    'AED AFN AMD AZN BDT BHD BND BTN CNY GEL HKD IDR ILS INR IQD IRR JOD JPY KGS KHR KPW KRW KWD KZT LAK LBP LKR MMK MNT MOP MVR MYR NPR OMR PHP PKR QAR SAR SGD SYP THB TJS TMT TRY TWD UZS VND YER',
    'ALL BAM BGN BYN CHF CZK DKK EUR GBP GIP HUF ISK MDL MKD NOK PLN RON RSD RUB SEK UAH',
    'AUD FJD NZD PGK SBD TOP VUV WST XPF',
  ].flatMap((codes) => codes.split(' '));
  expect(inUse.filter((code) => !currencies.includes(code))).toEqual([]);
});

test.each([
  ['JPY', 0],
  ['USD', 2],
  ['EUR', 2],
  ['XAD', 2],
  ['KWD', 3],
  ['BHD', 3],
  ['CLF', 4],
  // Given up, and still to be rated again.
  ['BGN', 2],
])('%s has %d', (code, digits) => {
  expect(minorUnits(code)).toBe(digits);
  expect(Currency.is(code)).toBe(true);
});

test.each(['XAU', 'XDR', 'XXX', 'XTS', 'usd', 'USDT', '', 'toString', null, 840])(
  '%j is none to bill in',
  (code) => {
    expect(Currency.is(code)).toBe(false);
    expect(() => minorUnits(String(code))).toThrow(RangeError);
  },
);

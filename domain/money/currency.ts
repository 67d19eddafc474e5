import { refined } from '../codec/refined.ts';

// The codes of ISO 4217 in 2026 by how many digits their minor unit has; those without one (gold, drawing rights) are left out.
const active = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU
    CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
    NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

// Given up since 2020: what was billed in them can still be rated again.
const givenUp = { 2: 'ANG BGN CUC HRK SLL ZWL' } as const;

const digitsByCode: ReadonlyMap<string, number> = new Map(
  [active, givenUp].flatMap((table) =>
    Object.entries(table).flatMap(([digits, codes]) =>
      codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
    ),
  ),
);

/** Every currency that can be billed in, in order of the number of digits. */
export const currencies: readonly string[] = [...digitsByCode.keys()];

/** A currency of ISO 4217 that has a minor unit. */
export const Currency = refined(
  'Currency',
  { type: 'string', pattern: '^[A-Z]{3}$', examples: ['EUR'] },
  'must be the code of a currency with a minor unit (ISO 4217), in capital letters',
  (value): value is string => typeof value === 'string' && digitsByCode.has(value),
);

/** How many digits the currency's minor unit has: 0 for JPY, 2 for USD, 3 for KWD. Throws RangeError for what is no currency. */
export const minorUnits = (currency: string): number => {
  const digits = digitsByCode.get(currency);
  if (digits === undefined) throw new RangeError(`${currency} is no currency with a minor unit`);
  return digits;
};

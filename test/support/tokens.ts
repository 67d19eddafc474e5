import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

type Signing = {
  readonly algorithm: string;
  readonly key: Uint8Array | CryptoKey;
  readonly kid?: string;
};

/** A token as an issuer signs it; `exp` is said by who asks for it. */
export const signed = (claims: JWTPayload, { algorithm, key, kid }: Signing): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, ...(kid === undefined ? {} : { kid }) })
    .sign(key);

/** A token that nobody has signed. */
export const unsigned = (claims: JWTPayload): string => new UnsecuredJWT(claims).encode();

/** Who signs the tokens of members. Everything about it is fixed: nothing that a token says of itself can change it. */
export type Issuer = {
  readonly name: string;
  /** What signs: a shared secret, or a key pair whose public half is published. */
  readonly signing:
    | { readonly algorithm: 'HS256'; readonly secret: Uint8Array }
    | { readonly algorithm: 'RS256' | 'ES256'; readonly jwksUrl: string };
  /** What the token's `iss` must be; undefined: anything, or nothing. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** The claim that names the member, a text or a whole number, and the one that names the tenant. */
  readonly userClaim: string;
  readonly tenantClaim: string;
};

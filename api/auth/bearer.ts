const bearerForm = /^Bearer +([\x21-\x7e]+) *$/i;

/** The credential of an `Authorization` header, however the header is written; undefined where it has another form. */
export const bearerIn = (authorization: string): string | undefined =>
  bearerForm.exec(authorization)?.[1];

/** The service's address as requests begin with it, without a slash at its end. Throws, naming `source`, where it is none. */
export const serviceUrl = (text: string, source: string): string => {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  // The text is not repeated: it may hold a password.
  if (url === null || !isWeb || `${url.username}${url.password}${url.search}${url.hash}` !== '') {
    throw new Error(
      `${source} must be a URL that begins with http:// or https://, without user, query or fragment`,
    );
  }
  return url.href.replace(/\/+$/, '');
};

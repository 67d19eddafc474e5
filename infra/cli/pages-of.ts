const perPage = '1000';

/** All pages of a list of the service, one after the other: `ask` gets the path of a page with its query. */
export async function* pagesOf<Page extends { readonly cursor?: string }>(
  path: string,
  query: Readonly<Record<string, string>>,
  ask: (path: string) => Promise<Page>,
): AsyncGenerator<Page> {
  let next: { readonly cursor?: string } | undefined = {};
  while (next !== undefined) {
    const page: Page = await ask(
      `${path}?${new URLSearchParams({ ...query, ...next, limit: perPage }).toString()}`,
    );
    yield page;
    next = page.cursor === undefined ? undefined : { cursor: page.cursor };
  }
}

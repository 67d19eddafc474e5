import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leafHash, orderedTreeHash, treeHash } from '../../../../domain/billing/tree-hash.ts';

// The leaves and roots that implementations of Certificate Transparency are tested with, by how many leaves there are.
const leaves = ['', '\u0000', '\u0010', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree hash of RFC 9162', () => {
  test.each(roots.map((root, size) => [size, root] as const))('of %i leaves', (size, root) => {
    const tree = treeHash();
    for (const leaf of leaves.slice(0, size)) tree.add(leafHash(leaf));
    expect(tree.root()).toBe(root);
    expect(tree.size()).toBe(size);
  });

  test('is the same in whichever order numbered leaves come', () => {
    const numbered = fc.uniqueArray(fc.record({ sequence: fc.bigInt(), leaf: fc.string() }), {
      selector: ({ sequence }) => sequence,
    });
    fc.assert(
      fc.property(numbered, (given) => {
        const inOrder = treeHash();
        const byNumber = given.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
        for (const { leaf } of byNumber) inOrder.add(leafHash(leaf));
        const ordered = orderedTreeHash();
        for (const { sequence, leaf } of given) ordered.add(sequence, leafHash(leaf));
        expect(ordered.root()).toBe(inOrder.root());
        expect(ordered.size()).toBe(given.length);
      }),
    );
  });
});

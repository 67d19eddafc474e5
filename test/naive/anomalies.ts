import type { Fact } from '../../domain/fact/fact.ts';
import { filesOf, levelAt, type File } from './files.ts';
import { wholeOf } from './fixed-point.ts';
import { firstFacts, keyOf, rivalsOf } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import { fits, isAmendment, netFacts, targetOf } from './net-facts.ts';
import type { AnomalyAnswer } from './world.ts';

const show = (kind: string, facts: readonly (Fact | undefined)[]): readonly AnomalyAnswer[] =>
  facts.flatMap((fact) => (fact === undefined ? [] : [{ kind, source: fact.source, id: fact.id }]));

const ofAmendments = (facts: readonly Fact[]): readonly AnomalyAnswer[] => {
  const known = new Map(facts.map((fact) => [keyOf(fact), fact]));
  return facts.filter(isAmendment).flatMap((amendment) => {
    const target = known.get(keyOf(targetOf(amendment)));
    if (target === undefined) return show('amendment_pending', [amendment]);
    return fits(amendment, target) ? [] : show('amendment_unfit', [amendment]);
  });
};

const ofFile = ({ store, storedAgain, release, attaches }: File): readonly AnomalyAnswer[] => {
  if (store === undefined) {
    return [
      ...show('released_unknown', [release]),
      ...show('attached_unknown', attaches.slice(0, 1)),
    ];
  }
  const isEarly = release !== undefined && release.at < store.at;
  return [
    ...show('stored_again', storedAgain),
    ...show('released_before_stored', [isEarly ? release : undefined]),
  ];
};

const differs = (files: readonly File[], reading: Fact): boolean => {
  const { group, bytes } = reading.data;
  const account = typeof group === 'string' ? `group:${group}` : reading.subject;
  return levelAt(files, account, reading.at) !== wholeOf(bytes);
};

/** Everything odd about a tenant's log (rules 1, 4, 6, 8 and 9). */
export const anomalies = (log: readonly LogEntry[], tenant: string): readonly AnomalyAnswer[] => {
  const facts = firstFacts(log).filter((fact) => fact.tenant === tenant);
  const net = netFacts(log, tenant);
  const files = filesOf(net);
  const readings = net.filter(({ type }) => type === 'openmeet.storage.measured');
  return [
    ...show(
      'conflict',
      facts.filter((fact) => rivalsOf(log, fact).length > 0),
    ),
    ...ofAmendments(facts),
    ...files.flatMap(ofFile),
    ...show(
      'measured_differs',
      readings.filter((reading) => differs(files, reading)),
    ),
  ];
};

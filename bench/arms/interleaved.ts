/**
 * Runs each side once a round, the order turned by one each time, so that neither a machine that grows slower nor a place in
 * the order favours a side. Gives the runs of each side by round.
 */
export const interleaved = async <Side extends string, Result>(
  sides: Readonly<Record<Side, () => Promise<Result>>>,
  rounds: number,
  say: (line: string) => void,
): Promise<Readonly<Record<Side, readonly Result[]>>> => {
  // Object.keys forgets what the keys are.
  const names = Object.keys(sides) as Side[];
  // The loop below gives each of them as many runs as there are rounds.
  const runs = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<
    Side,
    Result[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      say(`round ${round + 1} of ${rounds}: ${name}`);
      runs[name].push(await sides[name]());
    }
  }
  return runs;
};

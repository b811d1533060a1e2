import { countMoves, isStage, labelOfStage, movesInWords, stages, type Community, type Stage } from '@passerelle/model';
import { getCommunity, listCommunities, setStage } from '@passerelle/store';
import { performForCommunity } from '../acts/perform-for-community.ts';
import type { Run } from '../runtime/run.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import type { Session } from '../runtime/session.ts';

/** `passerelle stage <community> <stage>`: launch, running, autonomous, archived; and back again. */
export const run: Run = (session, { args: [where = '', to = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store } = runtime;
    const { say } = session;
    const community = await getCommunity(store, await communityOf(runtime, where));
    const stage = stageOf(to);
    const withGroups = options['withGroups'] === true;
    const groups = (await listCommunities(store)).filter(({ parent }) => parent === community.id);
    if (community.stage === stage && !(withGroups && groups.length > 0)) {
      const name = labelOfStage(stage, say.language);
      session.print(say('stage.unchanged', { community: community.name, stage: name }));
      session.printJson({ act: 'stage', means: [], changes: [], warnings: [], applied: null, platforms: [] });
      return exit.ok;
    }
    const followers = withGroups ? groups : [];
    session.print(
      say('stage.moves', {
        community: community.name,
        before: labelOfStage(community.stage, say.language),
        after: labelOfStage(stage, say.language),
      }),
    );
    return performForCommunity(session, runtime, options, {
      kind: 'stage',
      params: { stage },
      communities: [community.id, ...followers.map(({ id }) => id)],
      work: (tx) => setStage(tx, community.id, stage, { withGroups }),
      words: ({ changes }) => movesInWords(countMoves(changes), say.language),
      warnings: () => warningsOf(session, community, stage, withGroups ? [] : groups),
    });
  });

/** What stays as it is although one might think otherwise. */
function warningsOf(
  { say }: Session,
  before: Community,
  stage: Stage,
  groups: readonly Community[],
): readonly string[] {
  const isArchiving = stage === 'archived';
  if (isArchiving === (before.stage === 'archived')) return [];
  const left = groups.filter((group) => (group.stage === 'archived') !== isArchiving).map(({ name }) => name);
  return [
    say(isArchiving ? 'stage.keeps' : 'stage.reopens'),
    ...(left.length > 0
      ? [
          say(isArchiving ? 'stage.groups-open' : 'stage.groups-archived', {
            count: left.length,
            groups: left.join(', '),
          }),
        ]
      : []),
  ];
}

const words: Readonly<Record<string, Stage>> = {
  lancement: 'launch',
  'en activité': 'running',
  activite: 'running',
  activité: 'running',
  autonome: 'autonomous',
  archivée: 'archived',
  archivee: 'archived',
};

/** @throws CliError */
function stageOf(value: string): Stage {
  const word = value.trim().toLowerCase();
  const found = isStage(word) ? word : words[word];
  if (found === undefined) throw new CliError('cli.unknown-stage', { stage: value, known: stages.join(', ') });
  return found;
}

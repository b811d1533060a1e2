import { textLanguage } from '@passerelle/model';
import {
  createForm,
  patchForm,
  patchFormShare,
  readForm,
  readOwnForms,
  removeFormShare,
  shareForm,
} from '../../client/forms.ts';
import data from '../../levels.json' with { type: 'json' };
import type { ReadyMadeApp, SharedWith } from '../ready-made/ready-made-app.ts';
import { readyMadeSpaces } from '../ready-made/ready-made-spaces.ts';
import { readyMade } from '../ready-made/templates.ts';
import type { ToolSpaces } from '../tool-spaces.ts';
import { formCreators } from './creators.ts';
import { writeQuestions } from './write-questions.ts';

const templates = readyMade.forms;
const join = 'submit';
const results = 'results';

const givesOf = (permissions: ReadonlySet<string>): SharedWith['gives'] => {
  if (!permissions.has(join)) return 'other';
  return permissions.has(results) ? 'results' : 'join';
};

const app: ReadyMadeApp = {
  tool: 'forms',
  join: 'answer',
  shownLevels: { answer: data.forms.answer.shown, create: data.forms.create.shown },
  endings: templates.map(({ ending }) => ending),
  creatorsSeeResults: true,
  creators: formCreators,
  list: readOwnForms,
  async make({ session, call }, _index, title) {
    const { id } = await createForm(session, call);
    // Until it has its title it is nobody's: an attempt that dies here leaves an empty form behind that only the service account sees.
    await patchForm(session, call, id, { title });
    return id;
  },
  async fill(work, { index, id, isNew }, language) {
    const template = templates[index];
    const form = isNew ? { id, description: '', questions: [] } : await readForm(work.session, work.call, id);
    // The description comes last: where there is one, nothing is missing.
    if (template === undefined || form === null || form.description !== '') return false;
    await writeQuestions(work, form, template.questions, textLanguage(language));
    const description = template.description[textLanguage(language)];
    await patchForm(work.session, work.call, id, { ...template.settings, description });
    return true;
  },
  async retitle({ session, call }, id, title) {
    await patchForm(session, call, id, { title });
  },
  async shares(session, call, id) {
    const form = await readForm(session, call, id);
    if (form === null) return null;
    const groups = [...new Set(form.shares.map(({ group }) => group))];
    return groups.map((group) => {
      const own = form.shares.filter((share) => share.group === group);
      const held = new Set(own.flatMap(({ permissions }) => permissions));
      return { group, gives: givesOf(held), detail: [...held].join(' + '), refs: own.map((share) => String(share.id)) };
    });
  },
  async setShare({ session, call }, { id, group, known }, gives) {
    const [kept, ...others] = (known?.refs ?? []).map(Number);
    const permissions = gives === 'results' ? [join, results] : [join];
    // One that is kept holds everything before the others go.
    if (kept !== undefined && gives !== 'none' && (known?.gives !== gives || others.length > 0))
      await patchFormShare(session, call, { form: id, share: kept }, permissions);
    for (const share of others) await removeFormShare(session, call, { form: id, share });
    if (kept === undefined) {
      if (gives !== 'none') await shareForm(session, call, id, { group, permissions });
    } else if (gives === 'none') await removeFormShare(session, call, { form: id, share: kept });
  },
};

/** A satisfaction questionnaire and a survey of needs of each community in Nextcloud Forms. */
export const forms: ToolSpaces = readyMadeSpaces(app);

import { Router } from 'express';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute } from '../transport/ocs-route.ts';
import { editedForm, formOf, permissionsIn } from './form-access.ts';
import { questionAnswer } from './form-answer.ts';
import { questionTypes, type Form, type FormQuestion } from './form-state.ts';

const BASE = '/apps/forms/api/v3/forms/:form/questions';
const app = 'forms' as const;

const questionOf = (form: Form, id: string): FormQuestion => {
  const question = form.questions.find((each) => each.id === Number(id));
  if (question === undefined) throw new OcsRefusal(404, 'Could not find question');
  return question;
};
const checkOpen = (form: Form): void => {
  if (form.settings.state === 2) throw new OcsRefusal(403, 'This form is archived and can not be modified');
};

/** What a form asks. */
export const formQuestions = (platform: Platform): Router => {
  const router = Router();
  const { next } = platform.state.forms;
  router.get(
    BASE,
    ocsRoute(platform, { app }, (call) => {
      const form = formOf(platform, call);
      if (permissionsIn(platform, form, call.caller.account).length === 0) {
        throw new OcsRefusal(403, 'User has no permissions to get this form');
      }
      return form.questions.map((question) => questionAnswer(form, question));
    }),
  );
  router.post(
    BASE,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const form = editedForm(platform, call);
      checkOpen(form);
      const type = questionTypes.find((each) => each === call.values.text('type'));
      if (type === undefined) throw new OcsRefusal(400, 'Invalid type');
      const question: FormQuestion = {
        id: next.question++,
        type,
        text: call.values.text('text') ?? '',
        description: '',
        isRequired: false,
        options: [],
      };
      form.questions.push(question);
      return questionAnswer(form, question);
    }),
  );
  router.patch(
    `${BASE}/:question`,
    ocsRoute(platform, { app }, (call) => {
      const form = editedForm(platform, call);
      checkOpen(form);
      const question = questionOf(form, call.path('question'));
      const given = call.values.value('keyValuePairs');
      const pairs: Record<string, unknown> = typeof given === 'object' && given !== null ? { ...given } : {};
      if (Object.keys(pairs).length === 0 || 'id' in pairs || 'formId' in pairs || 'order' in pairs) {
        throw new OcsRefusal(403, 'Not allowed to update these properties');
      }
      if (typeof pairs['text'] === 'string') question.text = pairs['text'];
      if (typeof pairs['description'] === 'string') question.description = pairs['description'];
      if (typeof pairs['isRequired'] === 'boolean') question.isRequired = pairs['isRequired'];
      return question.id;
    }),
  );
  router.post(
    `${BASE}/:question/options`,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const form = editedForm(platform, call);
      checkOpen(form);
      const question = questionOf(form, call.path('question'));
      const added = call.values.list('optionTexts').map((text) => ({ id: next.option++, text }));
      question.options.push(...added);
      return added.map(({ id, text }) => ({
        id,
        questionId: question.id,
        text,
        order: question.options.findIndex((option) => option.id === id) + 1,
      }));
    }),
  );
  return router;
};

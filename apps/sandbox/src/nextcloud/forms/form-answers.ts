import { Router } from 'express';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute } from '../transport/ocs-route.ts';
import { formOf, isOpen, maySubmit, permissionsIn } from './form-access.ts';
import { questionAnswer, submissionAnswer } from './form-answer.ts';
import type { FormSubmission } from './form-state.ts';

const BASE = '/apps/forms/api/v3/forms/:form/submissions';
const app = 'forms' as const;
/** By question id. PHP takes an empty list for an empty map. */
const given = z.union([z.record(z.string(), z.array(z.string())), z.array(z.unknown()).max(0)]);

/** What people answered: sent in by those whom the form is shared with, read by those who have its results. */
export const formAnswers = (platform: Platform): Router => {
  const router = Router();
  const { next } = platform.state.forms;
  router.post(
    BASE,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const { account } = call.caller;
      const form = formOf(platform, call);
      const permissions = permissionsIn(platform, form, account);
      if (permissions.length === 0 || !isOpen(platform, form)) {
        throw new OcsRefusal(403, 'The form is not open to the current user');
      }
      if (!maySubmit(form, account)) throw new OcsRefusal(403, 'Already submitted');
      const parsed = given.safeParse(call.values.value('answers') ?? []);
      const answers = parsed.success && !Array.isArray(parsed.data) ? parsed.data : {};
      const isKnown = (id: string): boolean => form.questions.some((question) => question.id === Number(id));
      const isMissing = form.questions.some(({ id, isRequired }) => isRequired && (answers[id]?.length ?? 0) === 0);
      if (!parsed.success || isMissing || !Object.keys(answers).every(isKnown)) {
        throw new OcsRefusal(400, 'At least one submitted answer is not valid');
      }
      const submission: FormSubmission = {
        id: next.submission++,
        user: form.settings.isAnonymous ? `anon-user-${next.submission}` : account.uid,
        timestamp: platform.seconds(),
        answers: Object.entries(answers).flatMap(([question, texts]) =>
          texts.map((text) => ({ id: next.answer++, question: Number(question), text })),
        ),
      };
      form.submissions.push(submission);
      return null;
    }),
  );
  router.get(
    BASE,
    ocsRoute(platform, { app }, (call) => {
      const form = formOf(platform, call);
      if (!permissionsIn(platform, form, call.caller.account).includes('results')) {
        throw new OcsRefusal(403, 'The current user has no permission to get the results for this form');
      }
      const offset = call.values.integer('offset') ?? 0;
      const limit = call.values.integer('limit') ?? form.submissions.length;
      return {
        submissions: form.submissions
          .slice(offset, offset + limit)
          .map((submission) => submissionAnswer(platform, form, submission)),
        questions: form.questions.map((question) => questionAnswer(form, question)),
        filteredSubmissionsCount: form.submissions.length,
      };
    }),
  );
  return router;
};

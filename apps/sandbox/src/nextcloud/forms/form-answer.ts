import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { isOpen, maySubmit, permissionsIn } from './form-access.ts';
import type { Form, FormQuestion, FormShare, FormSubmission } from './form-state.ts';

export const questionAnswer = (form: Form, question: FormQuestion): object => ({
  id: question.id,
  formId: form.id,
  order: form.questions.indexOf(question) + 1,
  type: question.type,
  isRequired: question.isRequired,
  text: question.text,
  name: '',
  description: question.description,
  extraSettings: {},
  options: question.options.map(({ id, text }, index) => ({ id, questionId: question.id, text, order: index + 1 })),
  accept: [],
});

export const formShareAnswer = (platform: Platform, form: Form, share: FormShare): object => {
  const name =
    share.type === 1
      ? platform.state.groups.get(share.with)?.displayName
      : findAccount(platform.state, share.with)?.displayName;
  return {
    id: share.id,
    formId: form.id,
    shareType: share.type,
    shareWith: share.with,
    permissions: share.permissions,
    displayName: name ?? '',
  };
};

const shared = (platform: Platform, form: Form, viewer: Account) => {
  const permissions = permissionsIn(platform, form, viewer);
  return {
    id: form.id,
    hash: form.hash,
    title: form.settings.title,
    expires: form.settings.expires,
    permissions,
    state: form.settings.state,
    lockedBy: form.lockedBy,
    lockedUntil: form.lockedUntil,
    maxSubmissions: form.settings.maxSubmissions,
    lastUpdated: form.updated,
    ...(permissions.includes('results') ? { submissionCount: form.submissions.length } : {}),
  };
};

export const partialFormAnswer = (platform: Platform, form: Form, viewer: Account): object => ({
  ...shared(platform, form, viewer),
  partial: true,
});

export const formAnswer = (platform: Platform, form: Form, viewer: Account): object => {
  const { maxSubmissions, ...settings } = form.settings;
  return {
    ...settings,
    ...shared(platform, form, viewer),
    ownerId: form.owner,
    created: form.created,
    fileFormat: null,
    fileId: null,
    isMaxSubmissionsReached: maxSubmissions !== null && form.submissions.length >= maxSubmissions,
    canSubmit: isOpen(platform, form) && maySubmit(form, viewer),
    questions: form.questions.map((question) => questionAnswer(form, question)),
    shares: form.shares.map((share) => formShareAnswer(platform, form, share)),
    confirmationEmailEnabled: false,
    confirmationEmailSubject: null,
    confirmationEmailBody: null,
    confirmationEmailQuestionId: null,
  };
};

export const submissionAnswer = (platform: Platform, form: Form, submission: FormSubmission): object => ({
  id: submission.id,
  formId: form.id,
  userId: submission.user,
  timestamp: submission.timestamp,
  answers: submission.answers.map(({ id, question, text }) => ({
    id,
    submissionId: submission.id,
    fileId: null,
    questionId: question,
    text,
  })),
  userDisplayName: findAccount(platform.state, submission.user)?.displayName ?? 'Anonymous response',
});

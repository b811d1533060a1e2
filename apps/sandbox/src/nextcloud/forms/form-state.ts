import { z } from 'zod';

export const questionTypes = [
  'dropdown',
  'multiple',
  'multiple_unique',
  'date',
  'time',
  'short',
  'long',
  'file',
  'grid',
] as const;
export const formPermissions = ['edit', 'results', 'results_delete', 'submit', 'embed'] as const;

/** What an owner may set. */
export const formSettingsSchema = z.object({
  title: z.string(),
  description: z.string(),
  /** Seconds since the epoch; 0 never. */
  expires: z.number(),
  isAnonymous: z.boolean(),
  submitMultiple: z.boolean(),
  allowEditSubmissions: z.boolean(),
  showExpiration: z.boolean(),
  allowComments: z.boolean(),
  submissionMessage: z.string().nullable(),
  maxSubmissions: z.number().nullable(),
  /** 0 open, 1 closed, 2 archived. */
  state: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  access: z.object({ permitAllUsers: z.boolean(), showToAllUsers: z.boolean() }),
});
const question = z.object({
  id: z.number(),
  type: z.enum(questionTypes),
  text: z.string(),
  description: z.string(),
  isRequired: z.boolean(),
  options: z.array(z.object({ id: z.number(), text: z.string() })),
});
const share = z.object({
  id: z.number(),
  /** 0 a person, 1 a group. */
  type: z.union([z.literal(0), z.literal(1)]),
  with: z.string(),
  permissions: z.array(z.enum(formPermissions)),
});
const submission = z.object({
  id: z.number(),
  user: z.string(),
  timestamp: z.number(),
  answers: z.array(z.object({ id: z.number(), question: z.number(), text: z.string() })),
});
const form = z.object({
  id: z.number(),
  hash: z.string(),
  owner: z.string(),
  created: z.number(),
  updated: z.number(),
  lockedBy: z.string().nullable(),
  lockedUntil: z.number().nullable(),
  settings: formSettingsSchema,
  questions: z.array(question),
  shares: z.array(share),
  submissions: z.array(submission),
});
export const formsSchema = z.object({
  forms: z.array(form),
  settings: z.object({ restrictCreation: z.boolean(), creationAllowedGroups: z.array(z.string()) }),
  next: z.object({
    form: z.number(),
    question: z.number(),
    option: z.number(),
    share: z.number(),
    submission: z.number(),
    answer: z.number(),
  }),
});
export type Form = z.infer<typeof form>;
export type FormQuestion = z.infer<typeof question>;
export type FormShare = z.infer<typeof share>;
export type FormSubmission = z.infer<typeof submission>;
export type FormPermission = (typeof formPermissions)[number];
export type FormsState = z.infer<typeof formsSchema>;

export const emptyForms = (): FormsState => ({
  forms: [],
  settings: { restrictCreation: false, creationAllowedGroups: [] },
  next: { form: 1, question: 1, option: 1, share: 1, submission: 1, answer: 1 },
});

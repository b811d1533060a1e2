import { message, say } from '@passerelle/model';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { problemTexts } from '../problem/problem.ts';
import { problems, type ProblemCode } from '../problem/problems.ts';
import { rules } from '../rights/rule.ts';

export const readProblem = endpoint({
  id: 'problems.read',
  method: 'get',
  path: '/problems/{problem}',
  summary: 'What a problem is, and what to do: the address that its `type` names',
  rule: rules.everybody,
  problems: [],
  params: z.strictObject({ problem: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]) }),
  query: z.strictObject({}),
  answer: z.object({ code: z.string(), status: z.int(), title: z.string(), detail: z.string() }),
  async handle({ params: { problem }, language }) {
    const text = (code: string): string => say(problemTexts[language], language, message(code));
    return { code: problem, status: problems[problem], title: text(problem), detail: text(`${problem}.do`) };
  },
});

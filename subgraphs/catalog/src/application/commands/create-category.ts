import { uuidv7 } from '@comptoir/kit';
import { done, refused, taken, type Outcome } from '../../domain/problems.ts';
import { categoryFaults, type Category } from '../../domain/product.ts';
import { tidy } from '../../domain/text.ts';
import { requireAdmin } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type CreateCategoryInput = { code: string; name: string };

/** Puts up a new shelf. */
export const createCategory =
  (deps: Deps) =>
  async (caller: Caller, input: CreateCategoryInput): Promise<Outcome<Category>> => {
    const { sub } = requireAdmin(caller.actor);
    const facts = { code: tidy(input.code), name: tidy(input.name) };
    const fields = categoryFaults(facts);
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    return deps.transact(caller, async (tx): Promise<Outcome<Category>> => {
      const category = { id: uuidv7(), ...facts };
      if ((await tx.insertCategory(category)) === 'CODE_TAKEN')
        return refused(taken('code', `Another category has the code ${facts.code}.`));
      await tx.append({
        type: 'CategoryCreated',
        streamType: 'category',
        streamId: category.id,
        streamVersion: 1,
        data: facts,
      });
      deps.telemetry.categoryCreated(category.id, sub);
      return done(category);
    });
  };

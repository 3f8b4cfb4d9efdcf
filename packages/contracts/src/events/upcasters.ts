import type { Upcasters } from './registry.ts';
import type { EventType } from './index.ts';

/**
 * How old events are read, for each type whose data has changed since the first was written: by version, what makes the next one
 * of it. `docs/how-to/change-an-event.md` says what else belongs to a change. None has changed yet.
 */
export const upcasters: { readonly [Type in EventType]?: Upcasters } = {};

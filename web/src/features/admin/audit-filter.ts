import type { EventFilter } from '../../__generated__/operations.ts';

/** What is searched for in the audit store; it stands in the address. */
export type AuditView = { type: string; stream: string; correlation: string };

export function readAuditView(params: URLSearchParams): AuditView {
  return {
    type: params.get('type') ?? '',
    stream: params.get('stream') ?? '',
    correlation: params.get('correlation') ?? '',
  };
}

/** The address of a search; what is not asked for is left out. */
export function writeAuditView(view: AuditView): URLSearchParams {
  return new URLSearchParams(Object.entries(view).filter(([, value]) => value !== ''));
}

/** Several types may be named, with commas or blanks between them. */
export function auditFilterOf({ type, stream, correlation }: AuditView): EventFilter {
  const types = type.split(/[\s,]+/).filter(Boolean);
  return {
    ...(types.length > 0 && { types }),
    ...(stream && { streamId: stream }),
    ...(correlation && { correlationId: correlation }),
  };
}

/** The correlation id of an event, where its metadata has one. */
export function correlationOf(metadata: unknown): string | null {
  const { correlationId } = (metadata ?? {}) as { correlationId?: unknown };
  return typeof correlationId === 'string' ? correlationId : null;
}

export { createLogger, type Logger } from './log.ts';
export { currentTrace, idsOf, newTrace, runWithTrace, type TraceContext } from './trace.ts';
export { metrics, registry, startProcessMetrics } from './metrics.ts';
export { useCaseTelemetry } from './use-cases.ts';

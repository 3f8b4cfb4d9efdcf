import { describe, expect, it } from '@jest/globals';
import { readExpression } from './promql.ts';

describe('readExpression', () => {
  it('finds metrics with their selectors, and what is grouped by', () => {
    expect(
      readExpression(
        'sum by (code) (rate(graphql_errors_total{code=~"A|B", service!="x"}[5m])) / sum(rate(graphql_requests_total[5m])) > 0.05',
      ),
    ).toEqual({
      asked: [
        { metric: 'graphql_errors_total', labels: ['code', 'service'] },
        { metric: 'graphql_requests_total', labels: [] },
      ],
      grouped: ['code'],
    });
  });

  it('is not misled by functions, label values, durations and words of the language', () => {
    const { asked, grouped } = readExpression(
      'histogram_quantile(0.95, sum by (le, step_name) (rate(saga_step_duration_seconds_bucket{step_name="up by (x)"}[$__rate_interval]))) and on (service) up offset 5m',
    );
    expect(asked.map(({ metric }) => metric)).toEqual(['saga_step_duration_seconds_bucket', 'up']);
    expect(grouped).toEqual(['le', 'step_name', 'service']);
  });

  it('finds a metric that is asked for twice with other labels', () => {
    const { asked } = readExpression('active_sagas{saga_type="A"} / active_sagas{parked="B"}');
    expect(asked).toEqual([
      { metric: 'active_sagas', labels: ['saga_type'] },
      { metric: 'active_sagas', labels: ['parked'] },
    ]);
  });
});

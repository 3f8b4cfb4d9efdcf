/** What boards are made of. */
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Series = { expr: string; legend: string };

/** A time series: its description says what is normal. */
export function panel(title: string, description: string, unit: string, series: Series[]): timeseries.PanelBuilder {
  const built = new timeseries.PanelBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .min(0)
    .span(12)
    .height(8)
    .datasource({ type: 'prometheus', uid: '${datasource}' });
  for (const { expr, legend } of series)
    built.withTarget(new prometheus.DataqueryBuilder().expr(expr).legendFormat(legend));
  return built;
}

/** Rows of panels, two beside each other. */
export function board(
  uid: string,
  title: string,
  rows: Record<string, timeseries.PanelBuilder[]>,
): dashboard.Dashboard {
  const built = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .tags(['comptoir'])
    .refresh('5s')
    .time({ from: 'now-30m', to: 'now' })
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').type('prometheus'))
    .withVariable(
      new dashboard.QueryVariableBuilder('service')
        .query('label_values(process_cpu_seconds_total, service)')
        .datasource({ type: 'prometheus', uid: '${datasource}' })
        .multi(true)
        .includeAll(true),
    );
  for (const [name, panels] of Object.entries(rows)) {
    built.withRow(new dashboard.RowBuilder(name));
    for (const one of panels) built.withPanel(one);
  }
  return built.build();
}

/** So much of what was observed is faster. */
export const quantile = (q: number, metric: string, by: string, match = '') =>
  `histogram_quantile(${q}, sum by (le${by ? `, ${by}` : ''}) (rate(${metric}_bucket${match}[$__rate_interval])))`;

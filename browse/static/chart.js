// Draws every figure.chart of a page with uPlot from its data-chart: {kind: stack | lines | band, unit, labels, series, links}.
// The same numbers stand in the table below each, for those who do not see it.
const COLOURS = ["#3b82c4", "#e0902f", "#2f9e77", "#c76aa5", "#7d76d6", "#c8553d", "#a89a1c", "#5fb3d9", "#8b8b8b"];

const seconds = (label) => Date.parse(label.length === 7 ? `${label}-01` : label) / 1000;
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const shown = (value, unit) => (value == null ? "–" : unit === "%" ? `${value.toFixed(1)} %` : value.toLocaleString("en"));

function stacked(series) {
  const sums = series[0].values.map(() => 0);
  return series.map((one) => one.values.map((value, at) => (sums[at] += value || 0)));
}

function marked(u) {
  const apart = Math.ceil((u.data[0].length * 80) / u.width);
  return u.data[0].filter((_, at) => at % apart === 0);
}

function drawn(figure) {
  const { kind, series, unit } = figure;
  const values = kind === "stack" ? stacked(series) : series.map((one) => one.values);
  const bars = uPlot.paths.bars({ size: [0.9, 40], align: 1 });
  const look = (one, at) => {
    const colour = kind === "band" && at > 0 ? style("--soft") : COLOURS[at % COLOURS.length];
    const common = { label: one.name, scale: "y", value: (u, v, s, i) => shown(i == null ? null : one.values[i], unit), points: { show: false } };
    if (kind === "stack" || (kind === "band" && at === 0)) return { ...common, stroke: colour, fill: colour, width: 0, paths: bars };
    return { ...common, stroke: colour, width: kind === "band" && at > 1 ? 1 : 2, dash: kind === "band" && at > 1 ? [4, 4] : undefined };
  };
  const looks = series.map(look);
  const order = kind === "stack" ? series.map((_, at) => series.length - 1 - at) : series.map((_, at) => at);
  return { looks: order.map((at) => looks[at]), values: order.map((at) => values[at]) };
}

function plot(place, figure) {
  const monthly = figure.labels[0].length === 7;
  const when = { timeZone: "UTC", month: "short", ...(monthly ? { year: "numeric" } : { day: "numeric" }) };
  const range = [seconds(figure.labels[0]), seconds(figure.labels.at(-1)) + (monthly ? 31 : 1) * 86400];
  const whole = figure.unit === "%" ? {} : { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6] };
  const { looks, values } = drawn(figure);
  const axis = { stroke: style("--soft"), grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line"), width: 1 }, font: "12px system-ui" };
  const options = {
    width: place.clientWidth || 600, height: 220, tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), "UTC"),
    series: [{ label: "when", value: (u, v, s, i) => (i == null ? "–" : figure.labels[i]) }, ...looks],
    axes: [{ ...axis, splits: marked, values: (u, ticks) => ticks.map((tick) => new Date(tick * 1e3).toLocaleDateString("en-GB", when)) }, { ...axis, ...whole, size: 56, values: (u, ticks) => ticks.map((tick) => shown(tick, figure.unit === "%" ? "" : figure.unit)) }],
    scales: { x: { range }, y: { range: (u, low, high) => [0, Math.max(1, high * 1.05)] } },
    cursor: { y: false, drag: { x: false, y: false } },
  };
  const made = new uPlot(options, [figure.labels.map(seconds), ...values], place);
  if (figure.links) {
    made.over.classList.add("links");
    made.over.addEventListener("click", () => { if (made.cursor.idx != null) location.assign(figure.links[made.cursor.idx]); });
  }
  return made;
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const figure = JSON.parse(place.dataset.chart);
  let made = plot(place, figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { made.destroy(); made = plot(place, figure); });
  new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: 220 })).observe(place);
}

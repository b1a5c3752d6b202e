
"use strict";

// Weights can be moved. What comes of it is added up from the points that the program wrote into the
// page, as the program itself adds up; nothing else on the page changes.
const WEIGHT = { least: 0, most: 10 };

const list = names => names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names.at(-1);
const whole = value => String(Math.floor(value + 0.5));
// A word as a shell takes it.
const quoted = word => /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
const signed = value => value > 0 ? "+" + value : String(value);
// A part of a whole, to a hundredth of a percent.
const percent = (part, all) => `${Math.floor((part * 10000 + Math.floor(all / 2)) / all) / 100}%`;

// What comes of weights: scores, fits, places, shares, and the verdict in words.
function weigh(model, weights) {
  const add = points => points.reduce((sum, it, dimension) => sum + it * weights[dimension], 0);
  const scores = model.options.map(option => add(option.points));
  // The most that the answered questions could have given any one option, or taken from it.
  const part = (entries, which) => entries.reduce((sum, it) => sum + it[which] * weights[it[0]], 0);
  const reach = (option, which) => model.scale.reduce((sum, answers) =>
    sum + Math.max(0, ...answers.filter(it => it[0] === option).map(it => part(it[1], which))), 0);
  const most = Math.max(0, ...model.options.flatMap((_, option) => [reach(option, 1), reach(option, 2)]));
  const fits = scores.map(score => most === 0 ? 50 : 50 + 50 * score / most);
  const open = model.options.map((option, number) => number).filter(number => !model.options[number].out);
  const ranks = scores.map((score, number) =>
    open.includes(number) ? 1 + open.filter(other => scores[other] > score).length : null);
  const best = open.filter(number => ranks[number] === 1);
  const shares = likelihood(model, scores, open);
  const winner = best.length === 1 ? best[0] : null;
  return { scores, fits, ranks, shares, winner, headline: headline(model, scores, best), grounds: grounds(model, winner, shares) };
}

// How likely each option is to be chosen: in proportion to exp(score / temperature).
function likelihood(model, scores, open) {
  if (!model.likelihood || open.length === 0) return null;
  const best = Math.max(...open.map(number => scores[number]));
  const odds = number => Math.exp((scores[number] - best) / model.likelihood.temperature);
  const sum = open.reduce((sum, number) => sum + odds(number), 0);
  const left = 1 - model.likelihood.ruled_out * (scores.length - open.length);
  return scores.map((score, number) =>
    open.includes(number) ? left * odds(number) / sum : model.likelihood.ruled_out);
}

function headline(model, scores, best) {
  const { stay, headlines } = model;
  if (stay && best.length && scores[best[0]] - scores[stay.option] <= stay.lead) return stay.headline;
  if (best.length === 0) return headlines.none;
  if (best.length === 1) return headlines.recommended[best[0]];
  return headlines.tie + list(best.map(number => model.options[number].name));
}

function grounds(model, winner, shares) {
  if (winner === null || !shares) return "";
  const { bands } = model.likelihood;
  const band = bands.find(band => shares[winner] < band.to) || bands.at(-1);
  return band ? band.words : "";
}

// Draws one report anew.
class Weighed {
  constructor(root) {
    this.root = root;
    this.model = JSON.parse(root.querySelector("script.model").textContent);
    this.table = root.querySelector("table.weighing");
    this.rows = [...this.table.tBodies[0].rows];
    this.weights = [...this.model.weights];
    this.filed = { headline: this.find(".headline").innerHTML };
    this.sliders = this.rows.map((row, dimension) => this.slider(row, dimension));
    this.bar = this.makeBar();
  }

  find(selector) { return this.root.querySelector(selector); }

  slider(row, dimension) {
    row.hidden = false;
    const cell = row.querySelector(".weight"), output = document.createElement("output");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: WEIGHT.least, max: WEIGHT.most, step: 1, value: this.weights[dimension] });
    slider.setAttribute("aria-label", `Weight of ${row.cells[0].textContent}`);
    output.value = slider.value;
    cell.replaceChildren(slider, output);
    slider.addEventListener("input", () => {
      this.weights[dimension] = slider.valueAsNumber;
      this.draw();
      this.keep();
    });
    return slider;
  }

  // Below everything while weights are not those of the profile: what comes of them, and the way back.
  makeBar() {
    const make = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
    const bar = make("div", ""), reset = make("button", "Reset the weights");
    bar.className = "moved-bar";
    bar.hidden = true;
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Other weights");
    this.status = Object.assign(make("p", ""), { role: "status" });
    this.command = make("code", "");
    const note = make("p", "Everything below the weights is for those of the profile. For the whole report with these: ");
    note.append(this.command);
    reset.type = "button";
    reset.addEventListener("click", () => {
      this.set(this.model.weights);
      this.keep();
      this.sliders[0].focus();
    });
    bar.append(this.status, note, reset);
    this.root.append(bar);
    return bar;
  }

  set(weights) {
    this.weights = [...weights];
    this.sliders.forEach((slider, dimension) => slider.value = this.weights[dimension]);
    this.draw();
  }

  // Keeps the weights in the address, so that it can be passed on; of several reports with its number.
  keep() {
    const which = reports.length > 1 ? `-${reports.indexOf(this) + 1}` : "";
    const moved = this.isMoved() ? `#weights${which}=` + this.weights.join(",") : location.pathname + location.search;
    history.replaceState(null, "", moved);
  }

  isMoved() { return this.weights.some((weight, dimension) => weight !== this.model.weights[dimension]); }

  draw() {
    const { model, weights } = this, moved = this.isMoved();
    const out = weigh(model, weights);
    const nothing = weights.every(weight => weight === 0);
    this.root.classList.toggle("moved", moved);
    if (moved) this.find(".headline").textContent = nothing ? "All weights are zero, so nothing can count" : out.headline;
    else this.find(".headline").innerHTML = this.filed.headline;
    this.standings(out);
    this.bars(out);
    const grounds = this.find(".grounds");
    if (grounds) grounds.textContent = out.grounds;
    this.bar.hidden = !moved;
    const fits = this.ranking(out).map(number => `${model.options[number].short} ${model.options[number].out ? "ruled out" : whole(out.fits[number])}`);
    this.status.textContent = moved ? `${this.find(".headline").textContent}. Fit: ${fits.join(", ")}.` : "";
    const changed = weights.map((weight, dimension) => [dimension, weight]).filter(([dimension, weight]) => weight !== model.weights[dimension]);
    const part = model.component === undefined ? "" : `--component ${quoted(model.component)} `;
    this.command.textContent = "whereto advise PROFILE " + part + changed.map(([dimension, weight]) => `--weight ${model.dimensions[dimension]}=${weight}`).join(" ");
  }

  ranking(out) {
    const place = number => out.ranks[number] ?? Infinity;
    const numbers = out.ranks.map((rank, number) => number);
    return numbers.sort((one, other) => place(one) - place(other) || one - other);
  }

  standings(out) {
    const body = this.find("table.standings tbody");
    if (!body) return;
    for (const number of this.ranking(out)) {
      const row = body.querySelector(`[data-option="${number}"]`);
      row.classList.toggle("leads", number === out.winner);
      row.querySelector(".fit").textContent = whole(out.fits[number]);
      row.querySelector(".share").setAttribute("width", percent(out.fits[number], 100));
      body.append(row);
    }
  }

  bars(out) {
    const { options } = this.model;
    const adds = this.rows.map((row, dimension) => options.map(option => option.points[dimension] * this.weights[dimension]));
    const numbers = [...adds, out.scores].flat();
    const least = Math.min(0, ...numbers), most = Math.max(least + 1, ...numbers), span = most - least;
    const fill = (row, values) => [...row.querySelectorAll(".adds")].forEach((cell, number) => {
      const value = values[number], bar = cell.querySelector("rect"), zero = cell.querySelector("line");
      cell.className = "adds " + (value > 0 ? "for" : value < 0 ? "against" : "none");
      cell.firstElementChild.textContent = signed(value);
      bar.setAttribute("x", percent(Math.min(0, value) - least, span));
      bar.setAttribute("width", percent(Math.abs(value), span));
      for (const end of ["x1", "x2"]) zero.setAttribute(end, percent(-least, span));
    });
    this.rows.forEach((row, dimension) => {
      fill(row, adds[dimension]);
      row.querySelector("output").value = this.weights[dimension];
    });
    fill(this.table.tFoot.rows[0], out.scores);
    this.table.querySelectorAll("thead th:not(.weight)").forEach((head, number) => head.classList.toggle("leads", number === out.winner));
  }
}

const reports = [...document.querySelectorAll(".advice")].map(root => new Weighed(root));

// An address such as report.html#weights=3,2,2,3,0,2,3,2,3 opens with these weights, and one with
// #weights-2=… with those of the second report.
function readWeights() {
  const text = /^#weights(?:-(\d+))?=([\d,]+)$/.exec(location.hash);
  if (!text) return;
  const report = reports[(text[1] ?? 1) - 1], weights = text[2].split(",").map(Number);
  if (report && weights.length === report.weights.length && weights.every(it => it <= WEIGHT.most)) report.set(weights);
}
addEventListener("hashchange", readWeights);
readWeights();

// Tables of many things are sorted by the column whose head is pressed.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(table.tBodies[0], column, head, down);
    });
  });
}

function sort(body, column, head, down) {
  const order = head.dataset.order && head.dataset.order.split(",");
  const numbers = order || head.classList.contains("number");
  const key = row => {
    const text = row.cells[column].textContent;
    if (order) return order.includes(text) ? order.indexOf(text) : NaN;
    return numbers ? parseFloat(text.replace(/[^\d.+-]/g, "")) : text;
  };
  const compare = (one, other) => {
    // What has no number comes last, whichever way the others go.
    if (numbers && (isNaN(one) || isNaN(other))) return isNaN(one) - isNaN(other);
    const order = numbers ? one - other : one.localeCompare(other);
    return down ? -order : order;
  };
  body.append(...[...body.rows].sort((one, other) => compare(key(one), key(other))));
}

// All is opened on paper, and closed again what was closed.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach(details => details.open = true);
});
addEventListener("afterprint", () => opened.forEach(details => details.open = false));

// A link into what is folded away unfolds it.
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
addEventListener("hashchange", unfold);
unfold();

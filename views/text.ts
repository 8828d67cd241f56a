const CUT = "… (shortened)";
const QUOTED_LINES_MAX = 20;

/**
 * Makes what a person typed inert in mrkdwn: it can't mention, link or format. Slack has no way to escape its formatting marks, so
 * a mark that could begin or end something is shown as the sign that looks most like it.
 */
export function escapeMrkdwn(text: string): string {
  return entities(unformatted(text));
}

/** What a person typed as part of one line of mrkdwn, inert, at most `max` characters long when sent. */
export function oneLine(text: string, max: number): string {
  return cut(unformatted(flat(text)), max);
}

/** What a person typed as one line of plain text, for headers and labels, where nothing is formatted. */
export function plain(text: string, max: number): string {
  const line = flat(text) || "–";
  return line.length <= max ? line : `${takeWhole(line, max - CUT.length)}${CUT}`;
}

/** What a person typed over several lines, as a quote, inert but for web addresses, which can be followed. */
export function quote(text: string, max: number): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => withoutInvisible(line).trimEnd());
  const typed = lines.join("\n").trim().split("\n");
  const shown = typed.slice(0, QUOTED_LINES_MAX).join("\n") + (typed.length > QUOTED_LINES_MAX ? CUT : "");
  return linked(shown, max - 2 * QUOTED_LINES_MAX).replace(/^/gm, "> ");
}

/** A link to a page of ours, of Slack or of the book; just the label where the address is none that may be followed. */
export function link(url: string, label: string): string {
  if (!/^https?:\/\//i.test(url)) return label;
  return `<${url.replace(/[<>|\s]/g, encodeURIComponent).replaceAll("&", "&amp;")}|${label}>`;
}

/** Addresses are shown whole or not at all, since half of one leads elsewhere. */
function linked(text: string, max: number): string {
  const pieces = text.split(/(https?:\/\/[^\s<>|]+)/i);
  const whole = pieces.map(linkedPiece);
  if (whole.join("").length <= max) return whole.join("");
  let shown = "";
  for (const [index, piece] of pieces.entries()) {
    const next = linkedPiece(piece, index);
    if (shown.length + next.length + CUT.length > max) {
      return isAddress(index)
        ? shown.trimEnd() + CUT
        : shown + shorten(unformatted(piece), max - shown.length);
    }
    shown += next;
  }
  return shown;
}

function linkedPiece(piece: string, index: number): string {
  return isAddress(index) ? `<${entities(piece)}>` : escapeMrkdwn(piece);
}

/** Splitting by a pattern in brackets gives what it found at every second place. */
function isAddress(index: number): boolean {
  return index % 2 === 1;
}

function cut(text: string, max: number): string {
  const whole = entities(text);
  return whole.length <= max ? whole : shorten(text, max);
}

/** Takes as much of a text without formatting marks as fits with its entities, and says that more was there. */
function shorten(text: string, max: number): string {
  let fitting = "";
  for (const character of text) {
    const next = fitting + entities(character);
    if (next.length + CUT.length > max) break;
    fitting = next;
  }
  return fitting.trimEnd() + CUT;
}

function takeWhole(text: string, max: number): string {
  let fitting = "";
  for (const character of text) {
    if (fitting.length + character.length > max) break;
    fitting += character;
  }
  return fitting.trimEnd();
}

function entities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Of the signs that look like them, these have a shape in every font that Slack or the demo shows. */
const LOOKALIKE: Readonly<Record<string, string>> = { "*": "✱", "~": "˜", "`": "‛", _: "‗" };

function unformatted(text: string): string {
  // An underscore inside a word, as in a file's name, formats nothing and stays.
  const marks = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
  return text.replace(marks, (mark) => LOOKALIKE[mark] ?? mark);
}

function flat(text: string): string {
  return withoutInvisible(text.replace(/\s+/g, " ")).trim();
}

/** Without control characters, and without those that turn the direction of the text that follows. */
function withoutInvisible(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "");
}

// The sentences that scripts say. They come with the page, in its language (parts/words.html).
/** The sentence of that name, its {n} and the like filled in. */
export function word(name, facts = {}) {
  const sentence = document.getElementById("words")?.dataset[name] ?? "";
  return sentence.replace(/\{(\w+)\}/g, (_, key) => facts[key] ?? "");
}
/** A figure with the groups of the page's language. */
export const figure = (n) => n.toLocaleString(document.documentElement.lang);

/** Source text, and how it is changed by what its syntax tree says. */
import ts from "typescript";

export function parse(file, text) {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** The text with these edits, which do not overlap: `{ start, end, text }`. */
export function edited(text, edits) {
  let result = "";
  let at = 0;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** A function's source as a generator of steps, with this body. */
export function generatorText(node, body) {
  const start = node.getStart();
  const keyword = node.getChildren().find(({ kind }) => kind === ts.SyntaxKind.FunctionKeyword);
  return edited(node.getText(), [
    { start: keyword.end - start, end: keyword.end - start, text: "*" },
    { start: node.type.getStart() - start, end: node.type.end - start, text: `Steps<${node.type.getText()}>` },
    { start: node.body.getStart() - start, end: node.body.end - start, text: body },
  ]);
}

export function jsDoc(node) {
  const docs = node.jsDoc ?? [];
  return docs.map((doc) => `${doc.getText()}\n`).join("");
}

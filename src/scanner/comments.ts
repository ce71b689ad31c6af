import { ts } from "ts-morph";

/**
 * The comments that contain `marker`, in order. Text in strings, templates, regular expressions and JSX does not count: each
 * occurrence is looked up in the tree.
 */
export function findComments(sourceFile: ts.SourceFile, marker: string): ts.CommentRange[] {
  const { text } = sourceFile;
  const found = new Map<number, ts.CommentRange>();
  for (let position = text.indexOf(marker); position >= 0; position = text.indexOf(marker, position + 1)) {
    const comment = commentAt(sourceFile, position);
    if (comment !== undefined) found.set(comment.pos, comment);
  }
  return [...found.values()];
}

function commentAt(sourceFile: ts.SourceFile, position: number): ts.CommentRange | undefined {
  const token = tokenAt(sourceFile, position);
  if (position >= token.getStart(sourceFile)) return undefined;
  const { text } = sourceFile;
  const around = [
    ...(ts.getTrailingCommentRanges(text, token.pos) ?? []),
    ...(ts.getLeadingCommentRanges(text, token.pos) ?? []),
  ];
  return around.find((comment) => comment.pos <= position && position < comment.end);
}

/** The token whose range, the comments and space before it included, contains the position. */
function tokenAt(sourceFile: ts.SourceFile, position: number): ts.Node {
  let node: ts.Node = sourceFile;
  for (;;) {
    const child: ts.Node | undefined = node
      .getChildren(sourceFile)
      .find((candidate) => !ts.isJSDoc(candidate) && candidate.pos <= position && position < candidate.end);
    if (child === undefined) return node === sourceFile ? sourceFile.endOfFileToken : node;
    node = child;
  }
}

import { describe, expect, test } from "vitest";
import { hazardsIn } from "./subject.ts";

const inDocument = (body: string): string[] => hazardsIn(body, "root: Element, target: Element");

describe("a live collection of nodes", () => {
  test.each([
    "for (const node of root.children) node.remove();",
    "for (const node of root.childNodes) root.removeChild(node);",
    "for (const node of root.children) target.appendChild(node);",
    "for (const node of root.children) node.replaceWith();",
    "for (const node of root.children) node.parentNode.removeChild(node);",
    "const items = root.getElementsByClassName('x'); for (let i = 0; i < items.length; i++) items[i].remove();",
    "for (const node of root.getElementsByClassName('x')) node.classList.remove('x');",
    "for (const node of root.getElementsByClassName('x')) node.className = '';",
    "for (const name of root.classList) root.classList.remove(name);",
  ])("loses nodes while it is walked: %s", (body) => {
    expect(inDocument(body)).toEqual(["shift recommended"]);
  });

  test("grows while it is walked", () => {
    expect(inDocument("for (const node of root.childNodes) root.appendChild(document.createElement('p'));")).toEqual(["insert recommended"]);
  });

  test.each([
    "for (const node of [...root.children]) node.remove();",
    "for (const node of Array.from(root.childNodes)) root.removeChild(node);",
    "for (const node of root.querySelectorAll('p')) node.remove();",
    "while (root.firstChild) root.removeChild(root.firstChild);",
    "for (const node of root.children) { node.remove(); break; }",
    "for (const node of root.children) target.remove();",
    "for (const node of root.children) node.classList.remove('x');",
    "for (const node of root.getElementsByClassName('x')) node.classList.remove('y');",
    "for (const node of root.getElementsByClassName('x')) node.setAttribute('title', '');",
    "for (const node of root.children) target.appendChild(node.cloneNode(true));",
    "for (let i = root.children.length - 1; i >= 0; i--) root.children[i].remove();",
  ])("is left alone: %s", (body) => {
    expect(inDocument(body)).toEqual([]);
  });
});

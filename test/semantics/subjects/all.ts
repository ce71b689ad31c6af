import type { Subject } from "../subject.ts";
import { byClassName, byTagName, childNodes, children, classList, relList } from "./dom.ts";
import { formData, goMap, headers, map, object, searchParams, set } from "./keyed.ts";
import { array, bytes, floats } from "./sequences.ts";

/** All of them; each checks its own parts, so they are mixed here without their types. */
export const subjects = [
  ...[map, goMap, set, object, searchParams, formData, headers, array, floats, bytes],
  ...[childNodes, children, byTagName, byClassName, classList, relList],
] as unknown as readonly Subject<unknown>[];

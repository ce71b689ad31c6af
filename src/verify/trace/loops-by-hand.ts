import type { Frame, Path } from "../instrument/hooks.ts";
import { followed } from "./announcements.ts";
import { OpenLoop } from "./open-loop.ts";
import type { Recorder } from "./recorder.ts";

/** One run of a loop that is driven by an index, or of `for ... in`. Nobody says whether it came to its end. */
export class LoopByHand implements Frame {
  readonly #recorder: Recorder;
  readonly #site: number;
  readonly #collection: () => unknown;
  #loop: OpenLoop | null = null;

  constructor(recorder: Recorder, site: number, root: (() => unknown) | undefined, path: Path | undefined) {
    this.#recorder = recorder;
    this.#site = site;
    this.#collection = () => (root === undefined ? undefined : followed(root(), path ?? []));
    if (root !== undefined) this.#open(this.#current());
  }

  over(object: unknown): unknown {
    this.#open(object);
    return object;
  }

  step(key?: unknown): void {
    this.#check();
    const loop = this.#loop;
    loop?.step();
    if (loop === null || key === undefined) return;
    if (loop.record.kind === "list") loop.visitIndex(key);
    else loop.visitItem(key);
  }

  visit(index: unknown): unknown {
    this.#check();
    this.#loop?.visitIndex(index);
    return index;
  }

  leave(): void {
    this.#loop?.close("early");
  }

  #open(object: unknown): void {
    const record = this.#recorder.track(object);
    if (record !== undefined) this.#loop = new OpenLoop(this.#recorder, record, { site: this.#site, isByHand: true });
  }

  /** The variable may hold another collection by now: what comes then is no iteration of the first. */
  #check(): void {
    const loop = this.#loop;
    const object = this.#current();
    if (loop !== null && object !== undefined && object !== loop.record.object) loop.close("early");
  }

  #current(): unknown {
    try {
      return this.#collection();
    } catch {
      return undefined;
    }
  }
}

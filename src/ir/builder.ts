import type { Block, BlockId, Event, IrFunction, Ref, Site, Terminator } from "./types.ts";

/** Builds one function's control-flow graph. `current` is the block under construction; after a jump it is a dead one. */
export class FunctionBuilder {
  readonly events: Event[] = [];
  readonly sites: Site[] = [];
  readonly blockOf: BlockId[] = [];
  readonly blocks: Block[] = [];
  readonly statements = new Set<Ref>();
  current: BlockId;
  readonly id: number;
  readonly name: string;
  readonly site: Site;

  constructor(id: number, name: string, site: Site) {
    this.id = id;
    this.name = name;
    this.site = site;
    this.current = this.newBlock();
  }

  newBlock(): BlockId {
    const id = this.blocks.length;
    this.blocks.push({ id, events: [], terminator: { type: "unreachable" } });
    return id;
  }

  emit(event: Event, site: Site): Ref {
    const ref = this.events.length;
    this.events.push(event);
    this.sites.push(site);
    this.blockOf.push(this.current);
    this.blocks[this.current]!.events.push(ref);
    return ref;
  }

  /** Ends the current block; what follows is unreachable until `startAt`. */
  terminate(terminator: Terminator): void {
    this.blocks[this.current]!.terminator = terminator;
    this.current = this.newBlock();
  }

  jump(to: BlockId): void {
    this.terminate({ type: "jump", to });
  }

  startAt(block: BlockId): void {
    this.current = block;
  }

  /** Ends the current block with an exceptional edge and goes on in a new one. */
  mayThrow(handler: BlockId): void {
    const next = this.newBlock();
    const block = this.blocks[this.current]!;
    block.exceptional = handler;
    block.terminator = { type: "jump", to: next };
    this.current = next;
  }

  finish(): IrFunction {
    const { id, name, site, events, sites, blockOf, blocks, statements } = this;
    return { id, name, site, events, sites, blockOf, blocks, statements };
  }
}

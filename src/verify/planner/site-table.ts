import type { Site, SiteRole } from "../site.ts";

/** The sites of all cases of one verify run: a file is instrumented once, for all of them. */
export class SiteTable {
  readonly #sites: Site[] = [];
  readonly #ids = new Map<string, number>();
  readonly #byFile = new Map<string, Site[]>();

  /**
   * The id of the site with this role and range, which is made if there is none. Ids count from 1.
   *
   * @param file Absolute.
   * @param facts What else is known of it: those of the first call count.
   * @param start Offset of the first UTF-16 code unit, counted from 0, after a byte order mark; `end` is just after the last.
   */
  at(role: SiteRole, file: string, start: number, end: number, collection?: string, facts: Pick<Site, "isPlain"> = {}): number {
    const key = `${role} ${start} ${end} ${file}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const site: Site = { id: this.#sites.length + 1, role, file, start, end, ...(collection !== undefined && { collection }), ...facts };
    this.#sites.push(site);
    this.#ids.set(key, site.id);
    const others = this.#byFile.get(file);
    if (others) others.push(site);
    else this.#byFile.set(file, [site]);
    return site.id;
  }

  /** @throws RangeError for an id that the table has not given out. */
  get(id: number): Site {
    const site = this.#sites[id - 1];
    if (!site) throw new RangeError(`There is no site ${id}: the table has ${this.#sites.length}.`);
    return site;
  }

  /** Absolute file name -> its sites, in the order in which they were made. */
  byFile(): ReadonlyMap<string, readonly Site[]> {
    return this.#byFile;
  }
}

/**
 * Row of the table of who may import whom: one for each part of the house. The row with the longest matching folder holds for a
 * file.
 */
export interface Zone {
  /** A folder, ending in `/`; a folder's own files without its subfolders, ending in `/*`; or one file. */
  readonly of: string
  /** Folders and files of ours that may be imported, besides the zone itself. */
  readonly may: readonly string[]
  /** The same, for imports that are types only. */
  readonly mayAsTypes?: readonly string[]
  /** npm packages; `any` leaves it to the table of restricted packages. */
  readonly packages: 'any' | readonly string[]
  /** Whether Node's own modules exist where this code runs. */
  readonly node: boolean
  /** Advice on what to do instead. */
  readonly fix: string
}

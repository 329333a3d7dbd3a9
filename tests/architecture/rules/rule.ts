import type { SourceTree } from './sourceTree.ts'

/** A rule of the house, with the violations that show that it is alive. */
export interface Rule {
  /** The rule, as a sentence. */
  readonly name: string
  /** A line for each violation: the file, what is wrong, and what to do instead. */
  readonly check: (tree: SourceTree) => string[]
  /** Trees that break the rule, each with what the rule must say of it. */
  readonly planted: readonly [Plant, ...Plant[]]
  /** A tree that looks alike and is allowed. */
  readonly allowed: Readonly<Record<string, string>>
}

export interface Plant {
  readonly files: Readonly<Record<string, string>>
  readonly reports: string
}

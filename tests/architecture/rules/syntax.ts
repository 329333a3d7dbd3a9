import type { Node } from 'oxc-parser'
import type { Source } from './sourceTree.ts'

/** Calls `visit` with every node of the source, parents first. */
export function eachNode(source: Source, visit: (node: Node) => void): void {
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item)
    else if (isNode(value)) {
      visit(value)
      for (const part of Object.values(value)) if (typeof part === 'object') walk(part)
    }
  }
  walk(source.parsed.program)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** Returns the findings of `judge` on each node, as lines that begin with the place: `path:line`. */
export function judgeNodes(source: Source, judge: (node: Node) => string | undefined): string[] {
  const lines: string[] = []
  eachNode(source, (node) => {
    const wrong = judge(node)
    if (wrong !== undefined) lines.push(`${source.path}:${lineAt(source, node.start)}: ${wrong}`)
  })
  return lines
}

export function lineAt(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length
}

/** `a.b.c` for a plain chain of names, otherwise undefined. */
export function dottedName(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'ThisExpression') return 'this'
  if (node.type !== 'MemberExpression' || node.computed) return undefined
  const owner = dottedName(node.object)
  return owner === undefined || node.property.type !== 'Identifier' ? undefined : `${owner}.${node.property.name}`
}

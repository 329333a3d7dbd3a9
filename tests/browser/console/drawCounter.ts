/** Part of React's tree, as far as it is read here. */
interface Fiber {
  readonly tag: number
  readonly flags: number
  readonly memoizedProps: Readonly<Record<string, unknown>> | null
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  readonly alternate: Fiber | null
}

/** Counts of what React has drawn in the page since the last `reset`. */
export interface DrawCounter {
  /** Draws of rows of the session list, by session. */
  readonly rows: Record<string, number>
  /** Draws of the list of sessions itself. */
  list: number
  readonly reset: () => void
  /** Number of elements of each session's tab that is out of sight. */
  readonly hiddenElements: () => Record<string, number>
}

declare global {
  interface Window {
    drawCounter: DrawCounter
    __REACT_DEVTOOLS_GLOBAL_HOOK__: object
  }
}

/**
 * To be run in the page before its own scripts; it is sent there as a text. React tells each commit to whoever has left this hook, also as
 * it is built for production; the names of components are lost there, so they are told by their props.
 */
export function installDrawCounter(): void {
  const rows: Record<string, number> = {}
  let root: Fiber | null = null
  const counter: DrawCounter = {
    rows,
    list: 0,
    reset: () => {
      for (const id of Object.keys(rows)) delete rows[id]
      counter.list = 0
    },
    hiddenElements: () => {
      const counts: Record<string, number> = {}
      eachFiber(root, ({ memoizedProps: props, child }) => {
        if (props?.visible !== false || !('positions' in props) || !('onThread' in props)) return
        let elements = 0
        eachFiber(child, ({ tag }) => {
          if (tag === hostElement) elements += 1
        })
        counts[String(props.sessionId ?? props.id)] = elements
      })
      return counts
    },
  }
  window.drawCounter = counter
  const hostElement = 5
  const componentTags = [0, 11, 14, 15]
  /** Set on what has been drawn in a commit; stays on what the commit has not reached. */
  const performedWork = 1

  function eachFiber(first: Fiber | null, visit: (fiber: Fiber) => void): void {
    for (let fiber = first; fiber !== null; fiber = fiber.sibling) {
      visit(fiber)
      eachFiber(fiber.child, visit)
    }
  }

  /** Visits what this commit has drawn: what it has not reached is the same object as before. */
  function visitDrawn(fiber: Fiber): void {
    const { memoizedProps: props, alternate } = fiber
    const isDrawn = componentTags.includes(fiber.tag) && (alternate === null || (fiber.flags & performedWork) !== 0)
    if (isDrawn && props && 'isTabStop' in props) {
      const id = String(props.sessionId)
      rows[id] = (rows[id] ?? 0) + 1
    }
    if (isDrawn && props && 'filter' in props && 'own' in props) counter.list += 1
    if (alternate !== null && alternate.child === fiber.child) return
    for (let child = fiber.child; child !== null; child = child.sibling) visitDrawn(child)
  }

  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: (_: number, { current }: { current: Fiber }) => {
      root = current
      visitDrawn(current)
    },
    onCommitFiberUnmount: () => undefined,
  }
}
